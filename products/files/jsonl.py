"""JSON Lines: a line for each product with everything that is known of it, the merchant's own values in force."""

import json

from products.content import FIELDS
from products.factsheet import snapshot_of
from products.files.items import LeftOut
from products.files.writers import Writer
from products.guard import Known
from products.imports import values
from products.models import Product
from products.proof import sources_of, unproven_in


class JsonLines(Writer):
    """Takes products as they are: nothing is required but that they were read."""

    def add_product(self, product: Product) -> int:
        """Write one product. Raises LeftOut."""
        if not product.is_ready:
            raise LeftOut("importing" if product.is_importing else "failed")
        self.text(json.dumps(record(product), ensure_ascii=False) + "\n")
        return 1


def record(product: Product) -> dict[str, object]:
    """The snapshot in force; ``own`` names the values that are the merchant's, ``texts`` are those that sell it."""
    own = {name: value.value for name, value in values.own_values(product).items()}
    return {
        "id": str(product.pk),
        "link": product.link,
        "status": product.status,
        "read_at": product.read_at.isoformat() if product.read_at else None,
        **snapshot_of(product),
        **own,
        "own": sorted(own),
        "texts": texts_of(product),
    }


def texts_of(product: Product) -> dict[str, dict[str, object]]:
    """The texts in force by language. ``made_by`` says who wrote each field, ``untraced`` what nobody bears out."""
    found = product.texts.all()
    known = Known(sources_of(product)) if found else None
    return {
        text.language: {
            **{field: getattr(text, field) for field in FIELDS},
            "made_by": text.made_by,
            "untraced": {field: [claim.text for claim in claims] for field, claims in unproven_in(text, known).items()},
        }
        for text in found
        if known
    }

"""JSON Lines: a line for each product with everything that is known of it, the merchant's own values in force."""

import json

from products.factsheet import snapshot_of
from products.files.items import LeftOut
from products.files.writers import Writer
from products.imports import values
from products.models import Product


class JsonLines(Writer):
    """Takes products as they are: nothing is required but that they were read."""

    def add_product(self, product: Product) -> int:
        """Write one product. Raises LeftOut."""
        if not product.is_ready:
            raise LeftOut("importing" if product.is_importing else "failed")
        self.text(json.dumps(record(product), ensure_ascii=False) + "\n")
        return 1


def record(product: Product) -> dict[str, object]:
    """The snapshot in force; ``own`` names the values that are the merchant's."""
    own = {name: value.value for name, value in values.own_values(product).items()}
    return {
        "id": str(product.pk),
        "link": product.link,
        "status": product.status,
        "read_at": product.read_at.isoformat() if product.read_at else None,
        **snapshot_of(product),
        **own,
        "own": sorted(own),
    }

"""What a machine wrote and nobody bears out does not get into a store: asked again with the facts of the moment."""

from collections.abc import Iterator
from typing import Any

from merchants.stores.clients.base import Lack
from merchants.stores.product import StoreProduct
from products.content import ProductText
from products.guard import Claim, Known
from products.proof import sources_of, unproven_in


def lacks(listing: Any, product: StoreProduct) -> Iterator[Lack]:
    """For the languages that are sent, but for the fields in which the listing has words of its own."""
    texts = {text.language: text for text in listing.product.texts.all() if text.made_by}
    if not texts:
        return
    known = Known(sources_of(listing.product))
    own = {text.language: text for text in listing.texts.all()} if not listing._state.adding else {}
    for language in product.texts:
        for field, claims in (
            open_claims(texts[language], known, own.get(language)).items() if language in texts else ()
        ):
            named = "description" if field == "description_html" else field
            yield from (Lack(code="claim_untraced", field=named, value=claim.text) for claim in claims)


def open_claims(text: ProductText, known: Known, own: object | None) -> dict[str, list[Claim]]:
    """By field, the claims that nobody bears out. ``own``: a store's text, whose words stand in place of ours."""
    return {field: claims for field, claims in unproven_in(text, known).items() if not getattr(own, field, "")}

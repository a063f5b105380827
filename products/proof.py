"""A product's texts against its facts: what the source says, for the guard, and which claims nobody has borne out."""

from collections.abc import Iterable, Iterator
from typing import Any

from products.content import FIELDS, ProductText
from products.factsheet import snapshot_of
from products.guard import Claim, Kind, Known, Source, check
from products.guard.folding import folded
from products.imports import values
from products.markup import lines_of
from products.models import Product

NAMES = {  # fields of a product as the guard and people read them; a price is no source, since no text may have one
    "name": "Name",
    "brand": "Brand",
    "color": "Colour",
    "size": "Size",
    "material": "Material",
    "style": "Style",
    "weight": "Weight",
    "shipping": "Shipping",
    "mpn": "Model",
    "sku": "SKU",
    "description": "Description",
}
NEVER = frozenset({Kind.PRICE, Kind.LINK})
"""What nobody can confirm: prices come from the price rules, and buyers are not led away."""


def sources_of(product: Product) -> list[Source]:
    """Everything that is known of the product, the merchant's own values in place of what was read."""
    snapshot = snapshot_of(product)
    own = {name: value.value for name, value in values.own_values(product).items()}
    return list(sources_in(snapshot, own))


def sources_in(snapshot: dict[str, Any], own: dict[str, Any]) -> Iterator[Source]:
    for field, name in NAMES.items():
        value = own.get(field, snapshot.get(field))
        if value and not (field in {"sku", "mpn"} and str(value).isdigit()):
            yield Source(name, str(value))
    if "description" not in own and (html := snapshot.get("description_html")):
        yield Source("Description", lines_of(html))
    for name, value in (snapshot.get("properties") or {}).items():
        yield Source(str(name), str(value))
    for feature in snapshot.get("features") or []:
        yield Source("Features", str(feature))
    if trail := [str(part) for part in snapshot.get("breadcrumbs") or []]:
        yield Source("Category", " > ".join(trail))
    yield from _of_variants(snapshot.get("variants") or [])


def _of_variants(variants: list[dict[str, Any]]) -> Iterator[Source]:
    """What can be chosen, and how many there are of it: "in three colours" is no invention then."""
    chosen: dict[str, list[str]] = {}
    for variant in variants:
        for name, value in (variant.get("options") or {}).items():
            chosen.setdefault(str(name), []).append(str(value))
    for name, found in chosen.items():
        distinct = list(dict.fromkeys(found))
        yield Source(name, ", ".join(distinct))
        yield Source(name, f"{len(distinct)} {name}")


def text_of(field: str, value: Any) -> str:
    """A field's value as the plain text that is checked and shown; claims have their places in it."""
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return lines_of(value) if field == "description_html" else str(value or "")


def key_of(claim: Claim) -> list[str]:
    """How a confirmed claim is remembered: wherever it stands, and however its digits are written."""
    return [str(claim.kind), folded(claim.text)]


def unproven(text: str, known: Known, confirmed: Iterable[list[str]] = ()) -> list[Claim]:
    """The claims of ``text`` that neither the source nor a person bears out."""
    stood_for = [tuple(key) for key in confirmed]
    return [
        claim for claim in check(text, known).untraced if claim.kind in NEVER or tuple(key_of(claim)) not in stood_for
    ]


def unproven_in(written: ProductText, known: Known) -> dict[str, list[Claim]]:
    """The same for every machine-made field of ``written``; what a person typed for a store is the person's word."""
    found = {
        field: unproven(text_of(field, getattr(written, field)), known, written.confirmed)
        for field in FIELDS
        if written.made_by.get(field)
    }
    return {field: claims for field, claims in found.items() if claims}

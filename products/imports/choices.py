"""A merchant's choice of another candidate, remembered for the shop and used for what is read there next."""

import re
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef

from merchants.models import User
from products.imports.models import ShopChoice
from products.models import Product, ProductQuerySet

REASON = "you chose this place for the shop before"
_NUMBERS = re.compile(r"[\d٠-٩۰-۹]+(?:[.,٫٬]\d+)*")
_SPACES = re.compile(r"\s+")
_PLACE_LIMIT = 200
_UNSURE_OF_PLACE = frozenset({"visible"})
"""Sources that give many candidates: there the place must be the same, not only the source."""


def remember(product: Product, name: str, candidate: dict[str, Any], *, user: User | None) -> None:
    """Read ``name`` at the place of ``candidate`` when the next product of the shop is read."""
    ShopChoice.objects.update_or_create(
        merchant=product.merchant,
        domain=product.domain,
        field=name,
        defaults={"source": candidate["source"][:60], "place": _place(candidate), "user": user},
    )


def forget(product: Product, name: str) -> None:
    """Read ``name`` as the engine sees fit again."""
    ShopChoice.objects.filter(merchant=product.merchant, domain=product.domain, field=name).delete()


def are_asked_for(products: ProductQuerySet) -> ProductQuerySet:
    """``products``, each with the knowledge whether ``applied`` has anything to look for."""
    of_shop = ShopChoice.objects.filter(merchant=OuterRef("merchant"), domain=OuterRef("domain"))
    return products.annotate(has_choices=Exists(of_shop))


def applied(product: Product, snapshot: dict[str, Any]) -> dict[str, Any]:
    """``snapshot`` with the values at the places that the merchant chose for the shop; the same where there is none."""
    if not product.domain:
        return snapshot
    is_chosen = getattr(product, "has_choices", True)
    for choice in ShopChoice.objects.filter(merchant=product.merchant_id, domain=product.domain) if is_chosen else ():
        evidence = snapshot.get("sources", {}).get(choice.field)
        wanted = _candidate_at(choice, evidence) if evidence else None
        if evidence and wanted:
            snapshot = _with(snapshot, choice.field, evidence, wanted)
    return _without_odd_regular_price(snapshot)


def replaced(snapshot: dict[str, Any], name: str) -> Any:
    """The value of ``name`` that a choice took the place of; None where no choice decided."""
    evidence = snapshot.get("sources", {}).get(name) or {}
    return evidence["alternatives"][0]["value"] if _is_chosen(evidence) else None


def read_alike(product: Product, old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """``old`` as it would have been read with the choices that decided in ``new``, so that the two can be compared."""
    return applied(product, old) if any(map(_is_chosen, new.get("sources", {}).values())) else old


def withdrawn(snapshot: dict[str, Any], name: str) -> dict[str, Any]:
    """``snapshot`` with the value that a choice had replaced back in force; the same where no choice decided."""
    evidence = snapshot.get("sources", {}).get(name) or {}
    if not _is_chosen(evidence):
        return snapshot
    return _with(snapshot, name, evidence, evidence["alternatives"][0], reason="")


def _is_chosen(evidence: dict[str, Any]) -> bool:
    return evidence.get("reason") == REASON and bool(evidence.get("alternatives"))


def _candidate_at(choice: ShopChoice, evidence: dict[str, Any]) -> dict[str, Any] | None:
    """The candidate at the chosen place, unless that is the value in force or the page has nothing there."""
    if evidence["source"] == choice.source and _place(evidence) == choice.place:
        return None
    same = [item for item in evidence.get("alternatives") or [] if item["source"] == choice.source]
    exact = next((item for item in same if _place(item) == choice.place), None)
    if exact or choice.source in _UNSURE_OF_PLACE:
        return exact
    return same[0] if len(same) == 1 and evidence["source"] != choice.source else None


def _with(
    snapshot: dict[str, Any], name: str, evidence: dict[str, Any], wanted: dict[str, Any], reason: str = REASON
) -> dict[str, Any]:
    """The snapshot with another candidate in force; the one that was goes among the others."""
    before = {key: evidence.get(key) for key in ("source", "confidence", "where")} | {
        "field": name,
        "value": snapshot.get(name),
    }
    others = [item for item in evidence["alternatives"] if item is not wanted]
    now = {key: wanted.get(key) for key in ("source", "confidence", "where")} | {
        "reason": reason,
        "alternatives": [before, *others],
    }
    return snapshot | {name: wanted["value"], "sources": snapshot["sources"] | {name: now}}


def _without_odd_regular_price(snapshot: dict[str, Any]) -> dict[str, Any]:
    """A regular price is higher than the price, whichever of them was chosen."""
    price, regular = snapshot.get("price"), snapshot.get("regular_price")
    if price and regular and Decimal(regular) <= Decimal(price):
        return snapshot | {"regular_price": None}
    return snapshot


def _place(candidate: dict[str, Any]) -> str:
    """Where a candidate stands, without the numbers and the value in it, which differ from product to product."""
    where = (candidate.get("where") or "").replace(str(candidate.get("value") or "\0"), "")
    return _SPACES.sub(" ", _NUMBERS.sub("", where)).strip()[:_PLACE_LIMIT]

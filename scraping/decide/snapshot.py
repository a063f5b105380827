"""From findings to a snapshot: every field with its evidence."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from scraping.decide.names import decide_brand, decide_name, decide_sku, gtin_from_sku
from scraping.decide.pictures import decide_images
from scraping.decide.prices import decide_prices
from scraping.decide.stock import decide_availability
from scraping.decide.texts import decide_description
from scraping.evidence import Findings, evidence_for
from scraping.snapshot import Availability, Candidate, ProductSnapshot
from scraping.text.addresses import joined
from scraping.text.prices import as_written

_ONE_BRANCH = re.compile(r"\bstores?\b|branch|filiale|magasin|tienda|negozio|winkel|فرع|معرض")
_SIMPLE = (
    "color",
    "size",
    "material",
    "style",
    "weight",
    "seller",
    "shipping",
    "stock_quantity",
    "rating",
    "review_count",
    "breadcrumbs",
    "mpn",
    "features",
    "company_name",
)
_WANTED = ("name", "price", "currency", "images", "description", "availability")


def decide(findings: Findings) -> ProductSnapshot:
    """The snapshot that the evidence supports best. Wanted fields without any are named in ``incomplete``."""
    snapshot = ProductSnapshot(url=findings.page.url, language=findings.page.language)
    snapshot.canonical_url = _canonical(findings)
    _set_name_and_brand(snapshot, findings)
    _set_prices(snapshot, findings)
    _set_availability(snapshot, findings)
    _set_codes(snapshot, findings)
    _set_images(snapshot, findings)
    _set_description(snapshot, findings)
    _set_rest(snapshot, findings)
    snapshot.incomplete = [name for name in _WANTED if not getattr(snapshot, name)]
    return snapshot


def _canonical(findings: Findings) -> str | None:
    address = findings.page.canonical_url
    return joined(findings.page.url, address) if address else None


def _put(
    snapshot: ProductSnapshot, name: str, chosen: Candidate | None, others: list[Candidate], reason: str = ""
) -> None:
    if chosen is not None:
        setattr(snapshot, name, chosen.value)
        snapshot.sources[name] = evidence_for(chosen, others, reason)


def _set_name_and_brand(snapshot: ProductSnapshot, findings: Findings) -> None:
    name, names = decide_name(findings)
    _put(snapshot, "name", name, names, "the page's title only" if name and name.source == "title" else "")
    _put(snapshot, "brand", decide_brand(findings, snapshot.name), findings.of("brand"))


def _set_prices(snapshot: ProductSnapshot, findings: Findings) -> None:
    decision = decide_prices(findings)
    _put(snapshot, "price", decision.price, decision.seen, decision.reason)
    _put(snapshot, "regular_price", decision.regular, findings.of("regular_price"))
    _put(snapshot, "currency", decision.currency, findings.of("currency"))
    if snapshot.price is not None:
        snapshot.price = as_written(snapshot.price)
    if snapshot.regular_price is not None:
        snapshot.regular_price = as_written(snapshot.regular_price)


def _set_availability(snapshot: ProductSnapshot, findings: Findings) -> None:
    chosen, reason = decide_availability(findings, snapshot.price is not None)
    _put(snapshot, "availability", chosen, findings.of("availability"), reason)
    if findings.by_field.get("stock_quantity") and _is_all_gone(chosen, findings.of("stock_quantity")[0]):
        gone = findings.of("stock_quantity")[0]
        none_left = Candidate("availability", Availability.OUT_OF_STOCK, gone.source, 0.6, gone.where)
        _put(snapshot, "availability", none_left, findings.of("availability"), "none is left")
    elif chosen is None and findings.by_field.get("stock_quantity"):
        quantity = findings.of("stock_quantity")[0]
        value = Availability.IN_STOCK if quantity.value > 0 else Availability.OUT_OF_STOCK
        _put(snapshot, "availability", Candidate("availability", value, quantity.source, 0.6, quantity.where), [])


def _is_all_gone(availability: Candidate | None, quantity: Candidate) -> bool:
    """A shown quantity of none, unless what is not there can be ordered, or only one branch has none."""
    later = (Availability.PREORDER, Availability.BACKORDER)
    if quantity.source != "visible" or quantity.value != 0 or _ONE_BRANCH.search(quantity.where.lower()):
        return False
    return availability is None or availability.value not in later


def _set_codes(snapshot: ProductSnapshot, findings: Findings) -> None:
    _put(snapshot, "sku", decide_sku(findings), findings.of("sku"))
    _put(snapshot, "gtin", findings.best("gtin") or gtin_from_sku(findings), findings.of("gtin"))


def _set_images(snapshot: ProductSnapshot, findings: Findings) -> None:
    images = decide_images(findings)
    snapshot.images = [image.value for image in images]
    if images:
        snapshot.sources["images"] = evidence_for(images[0], findings.of("image")[:12])


def _set_description(snapshot: ProductSnapshot, findings: Findings) -> None:
    found = decide_description(findings)
    if found is not None:
        chosen, snapshot.description, snapshot.description_html = found
        snapshot.sources["description"] = evidence_for(chosen, [_shortened(c) for c in findings.of("description")])


def _shortened(candidate: Candidate) -> Candidate:
    """Alternatives of a description are kept as a beginning only: snapshots are stored many times."""
    return Candidate(
        candidate.field, str(candidate.value)[:300], candidate.source, candidate.confidence, candidate.where
    )


def _set_rest(snapshot: ProductSnapshot, findings: Findings) -> None:
    for name in filter(findings.by_field.get, _SIMPLE):
        _put(snapshot, name, findings.best(name, lambda value: value is not None), findings.of(name))
    for name in ("variants", "properties", "pricing_plans"):
        chosen: Candidate | None = findings.best(name)
        if chosen is not None:
            _put_collection(snapshot, name, chosen)
    snapshot.selected_variant = _selected(snapshot)


def _selected(snapshot: ProductSnapshot) -> str | None:
    """The id (or code) of the variant that the link names: ``?variant=102``, or a variant's own address."""
    if not snapshot.variants:
        return None
    asked = set(parse_qsl(urlsplit(snapshot.url or "").query))
    for variant in snapshot.variants if asked else ():
        names = [name for name in (variant.source_id, variant.sku) if name]
        own = set(parse_qsl(urlsplit(variant.url or "").query))
        if {value for _, value in asked}.intersection(names) or (own and own <= asked):
            return names[0] if names else variant.name
    return None


def _put_collection(snapshot: ProductSnapshot, name: str, chosen: Candidate) -> None:
    value: Any = chosen.value
    setattr(snapshot, name, value)
    snapshot.sources[name] = evidence_for(chosen, [])

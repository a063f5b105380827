"""The product's name and brand."""

import re
from dataclasses import replace

from scraping.evidence import Findings
from scraping.readers.hints import own_brand
from scraping.snapshot import Candidate
from scraping.text.clean import squeeze
from scraping.text.gtin import valid_gtin
from scraping.text.names import closeness, title_parts, words
from scraping.text.prices import ascii_digits, find_prices

_PREFIX = re.compile(
    r"^(details about|product description page -|product name:?|buy|shop|تسوق|شراء)\s+(?=\S)", re.IGNORECASE
)
_PRICE_TAIL = re.compile(r"\s*[-–|]?\s*(now|was|only|price:?|from)?\s*$", re.IGNORECASE)
_NOT_A_BRAND = re.compile(
    r"^(\d+|https?:.*|/.*|.*[?=].*|.*\S&\S.*|brand|n/?a|none|null|undefined|unbranded|does not apply|generic|unknown"
    r"|other|default|shop all.*|\W+|.*[^\w\s]{3,}.*)$",
    re.IGNORECASE,
)
_BRAND_TRIMMINGS = re.compile(
    r"^((shop|see|view|browse) (all|more)( (from|by))?|more (from|by)|by|brand|from|shop|visit the|all)[\s:]+"
    r"|\s+(store|official store)$",
    re.IGNORECASE,
)
_NOT_A_CODE = re.compile(r"^(n/?a|none|null|undefined|sku|0+|-+|true|false|\[.*|\{.*)$", re.IGNORECASE)
_SIGN = re.compile("[$€£¥]")
_LONGEST_NAME = 400
_OF_MAKER = 0.2  # what it costs a code to be the maker's
_ENOUGH_DIGITS = 3  # fewer stand in many addresses by chance


def name_candidates(findings: Findings) -> list[Candidate]:
    """Every name that something on the page gives the product, prices and prefixes cut off."""
    around, page = findings.around, findings.page
    found = [_without_site(_trimmed(c), around.anchor_text, page.host) for c in findings.by_field.get("name", ())]
    if around.anchor is not None:
        sure = 0.85 if around.anchor.tag == "h1" else 0.75
        found.append(_trimmed(Candidate("name", around.anchor_text, "visible", sure, str(around.anchor.tag))))
    found += [Candidate("name", part, "title", 0.35, "title") for part in title_parts(page.title)[:3]]
    for candidate in list(found):
        if candidate.source == "opengraph":
            found.extend(
                Candidate("name", part, "opengraph", 0.4, candidate.where) for part in title_parts(candidate.value)[:2]
            )
    if page.title:
        found.append(Candidate("name", _without_shop(page.title, page.host), "title", 0.3, "title"))
    return [c for c in found if c.value and len(c.value) < _LONGEST_NAME and words(c.value)]


def _without_site(candidate: Candidate, heading: str, host: str) -> Candidate:
    """The name without the shop's, where the heading leaves it out as well: "Ash Vase — Tessier Pottery"."""
    bare = _without_shop(candidate.value, host)
    return replace(candidate, value=bare) if bare.casefold() == heading.casefold() else candidate


def _without_shop(title: str, host: str) -> str:
    """The title without a last part that is the shop's own name, as its address has it."""
    parts = title_parts(title)
    last = "".join(filter(str.isalnum, parts[-1].casefold())) if len(parts) > 1 else ""
    return title[: title.rfind(parts[-1])].rstrip(" |–—-:·•»") if last and last in host.split(".") else title


def _trimmed(candidate: Candidate) -> Candidate:
    """The name without prices that stand in the same heading, and without "Details about"."""
    text = _PREFIX.sub("", squeeze(candidate.value))
    if _SIGN.search(text) and not text.isdigit():
        prices = list(find_prices(ascii_digits(text)))
        if prices and prices[0].start > 3:
            text = _PRICE_TAIL.sub("", text[: prices[0].start])
    return Candidate("name", text.strip(), candidate.source, candidate.confidence, candidate.where)


def decide_name(findings: Findings) -> tuple[Candidate | None, list[Candidate]]:
    """The name that the others agree with most, each voice weighed by its source."""
    found = name_candidates(findings)
    likeness = _likeness({candidate.value for candidate in found})
    best: tuple[float, Candidate] | None = None
    for candidate in found:
        others = [other for other in found if other is not candidate]
        alike = likeness[candidate.value]
        votes = sum([other.confidence * alike[other.value] for other in others])
        score = candidate.confidence * 1.2 + votes / max(1.0, sum([other.confidence for other in others]))
        if best is None or score > best[0] + 1e-9:
            best = (score, candidate)
    return (best[1] if best else None), found


def _likeness(names: set[str]) -> dict[str, dict[str, float]]:
    """How close each is to each. Ten candidates mostly write one name in two or three ways."""
    return {name: {other: closeness(name, other) for other in names} for name in names}


def decide_brand(findings: Findings, name: str | None) -> Candidate | None:
    """The surest brand that reads like one; the shop's own name where the shop sells only its own."""
    for candidate in findings.of("brand"):
        value = _BRAND_TRIMMINGS.sub("", squeeze(str(candidate.value)))
        if (
            1 < len(value) < 60
            and not _NOT_A_BRAND.match(value)
            and (name is None or value.casefold() != name.casefold())
        ):
            return Candidate("brand", value, candidate.source, candidate.confidence, candidate.where)
    return own_brand(findings)


def _codes(candidates: list[Candidate]) -> list[Candidate]:
    return [c for c in candidates if 1 < len(str(c.value)) < 60 and not _NOT_A_CODE.match(str(c.value))]


def decide_sku(findings: Findings) -> Candidate | None:
    """The surest code; one that the address has too gains, since shops put their own number there.

    Where the page names no number of the shop's own, the maker's stands for it.
    """
    address = findings.page.url.casefold()
    found = _codes(findings.of("sku")) or [
        replace(c, field="sku", confidence=c.confidence - _OF_MAKER) for c in _codes(findings.of("mpn"))
    ]
    best: tuple[float, Candidate] | None = None
    for candidate in found:
        code = str(candidate.value).casefold()
        in_address = code in address and candidate.source != "address" and sum(map(str.isdigit, code)) >= _ENOUGH_DIGITS
        agreeing = {c.source for c in found if str(c.value).casefold() == code} - {candidate.source, "address"}
        score = candidate.confidence + (0.08 if in_address else 0.0) + 0.08 * len(agreeing)
        if best is None or score > best[0]:
            best = (score, candidate)
    return best[1] if best else None


def gtin_from_sku(findings: Findings) -> Candidate | None:
    """Book shops and grocers use the item's GTIN as their own code: 12 to 14 digits, the check digit right."""
    for candidate in findings.of("sku"):
        code = valid_gtin(candidate.value) if len(str(candidate.value)) >= 12 else None
        if code:
            return Candidate("gtin", code, candidate.source, candidate.confidence - 0.1, candidate.where)
    return None

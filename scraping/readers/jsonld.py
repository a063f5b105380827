"""JSON-LD as shops really write it: comments, trailing commas, CDATA, raw line breaks, several objects in a row."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from scraping.page import Page
from scraping.text.clean import unescape
from scraping.text.needles import ByteWord

_CDATA_BEGINS = re.compile(r"(?://|/\*)?\s*(?:<!\[CDATA\[|<!--)\s*(?:\*/)?")
_CDATA_ENDS = re.compile(r"(?://|/\*)?\s*(?:\]\]>|-->)\s*(?:\*/)?\s*;?$")
_LONGEST_END = 40  # characters in which it is looked for: a run of blanks would be gone through from each
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/', re.DOTALL)
"""A string, so that an address in it is left alone, or a comment."""
_MISSING_VALUE = re.compile(r'("\w+"\s*:\s*)(?=[,}])')
_BETWEEN_OBJECTS = re.compile(r"\}\s*\{")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_CONTEXT = ByteWord(b'"@context"')
_DEEPEST = 12  # levels below which nobody puts a product, and recursion stays harmless
_NOT_MAIN = frozenset(
    {"isRelatedTo", "isSimilarTo", "isAccessoryOrSparePartFor", "isConsumableFor", "review", "reviews",
     "itemListElement",
     "hasVariant", "isVariantOf", "model", "itemReviewed", "itemOffered"}
)  # fmt: skip
_LONGEST = 3_000_000
_LONGEST_REPAIRED = 500_000  # characters; each repair goes through all of them, and what tells of a product is shorter
_MOST_FAILURES = 20  # each goes through the whole script to tell its line


def blocks(page: Page) -> Iterator[tuple[Any, str]]:
    """Every JSON-LD block that can be read, with a path to it. A block that cannot be repaired is left out."""
    said_elsewhere = _is_said_elsewhere(page)
    for number, script in enumerate(page.scripts):
        if "ld+json" in script.kind and script.body and len(script.body) < _LONGEST:
            data = lenient_json(script.text)
            if data is not None:
                yield data, f"script[{number}]"
        elif said_elsewhere and b'"@context"' in script.body and b"schema.org" in script.body:
            yield from _inside_script(script.text, number)


def _is_said_elsewhere(page: Page) -> bool:
    """Whether the page speaks of a context outside its JSON-LD: one look instead of one at each script."""
    own = sum(script.body.count(b'"@context"') for script in page.scripts if "ld+json" in script.kind)
    return sum(1 for _ in islice(_CONTEXT.places(page.body), own + 1)) > own


def _inside_script(text: str, number: int) -> Iterator[tuple[Any, str]]:
    """JSON-LD that a script puts on the page: the object around each ``"@context"``."""
    at, failures = text.find('"@context"'), 0
    while at >= 0 and failures < _MOST_FAILURES:
        start = text.rfind("{", max(0, at - 200), at)
        try:
            data, end = json.JSONDecoder(strict=False).raw_decode(text, start) if start >= 0 else (None, 0)
        except (ValueError, RecursionError):
            data, end = None, 0
        if data is not None:
            yield data, f"script[{number}]"
        else:
            failures += 1
        at = text.find('"@context"', max(at + 10, end))


def lenient_json(text: str) -> Any:
    """What ``text`` means, repaired where shops break JSON; None when it cannot be told."""
    text = text.strip()
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        if len(text) > _LONGEST_REPAIRED:
            return None
    for repaired in _repairs(text):
        try:
            return json.loads(repaired, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _repairs(text: str) -> Iterator[str]:
    """Ever bolder repairs, each built on the one before."""
    text = text.strip()
    begun = _CDATA_BEGINS.match(text)
    text = text[begun.end() :] if begun else text
    text = (text[:-_LONGEST_END] + _CDATA_ENDS.sub("", text[-_LONGEST_END:])).strip().rstrip(";")
    yield text
    text = _TRAILING_COMMA.sub(r"\1", _COMMENT.sub(_keep_strings, text))
    yield text
    text = _MISSING_VALUE.sub(r"\1null", _BAD_ESCAPE.sub(r"\\\\", text))
    yield text
    yield "[" + _BETWEEN_OBJECTS.sub("},{", text) + "]"
    if "&quot;" in text:
        yield unescape(text)
    yield text + "}" * max(0, text.count("{") - text.count("}"))


def _keep_strings(match: re.Match[str]) -> str:
    return match[0] if match[0][0] == '"' else ""


def types_of(item: dict[str, Any]) -> list[str]:
    """The types of an item in lower case, without vocabulary: ``["product"]``."""
    kinds = item.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return [kind.rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for kind in kinds if isinstance(kind, str)]


def walk(data: Any, where: str, main: bool = True, depth: int = 0) -> Iterator[tuple[dict[str, Any], str, bool]]:
    """Every typed item below ``data``, where it stands, and whether it may be the page's own subject."""
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        for number, entry in enumerate(data[:2000]):
            yield from walk(entry, f"{where}[{number}]", main, depth + 1)
    elif isinstance(data, dict):
        if "@type" in data:
            yield data, where, main
        for key, value in data.items():
            if isinstance(value, dict | list):
                yield from walk(value, f"{where}.{key}", main and key not in _NOT_MAIN, depth + 1)

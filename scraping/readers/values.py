"""Reaching into loosely typed data that shops wrote."""

from typing import Any

from scraping.text.clean import plain_line

PRODUCTS = frozenset(
    (
        "product",
        "productgroup",
        "individualproduct",
        "productmodel",
        "someproducts",
        "book",
        "softwareapplication",
        "mobileapplication",
        "webapplication",
        "vehicle",
        "car",
        "motorcycle",
        "drug",
        "dietarysupplement",
        "productcollection",
    )
)
"""Types of schema.org that are products, in lower case."""


def as_list(value: Any) -> list[Any]:
    """One or many, or none, as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def first_text(value: Any) -> str | None:
    """The first text in ``value``: a string or number, an item's name or value, the first of a list."""
    if value is None:
        return None
    if isinstance(value, str):
        return plain_line(value)
    for line in map(plain_line, texts(value)):
        if line:
            return line
    return None


def texts(value: Any, depth: int = 0) -> list[str]:
    """All texts in ``value`` in order; of an item its ``name``, ``@value`` or ``value``."""
    if depth > 4 or value is None or isinstance(value, bool):
        return []
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, int | float):
        return [str(value)]
    if isinstance(value, list):
        return [text for entry in value[:50] for text in texts(entry, depth + 1)]
    if isinstance(value, dict):
        for key in ("name", "@value", "value", "legalName", "title"):
            found = texts(value.get(key), depth + 1)
            if found:
                return found
    return []

"""How a product in a store is known to be ours, whatever became of the answer to its making."""

import hashlib
import re
import unicodedata

LENGTH = 12
_NOT_PLAIN = re.compile(r"[^\w]+", re.UNICODE)
_LONGEST_SLUG = 60


def mark(key: str) -> str:
    """A short mark of a listing's key: the same for ever, and nobody's by chance (48 bits)."""
    return "w" + hashlib.sha256(key.encode()).hexdigest()[:LENGTH]


def slug(name: str, key: str) -> str:
    """An address for a product that ends with its mark: "silk-lamp-w0123456789ab"."""
    plain = _NOT_PLAIN.sub("-", unicodedata.normalize("NFKC", name).lower()).strip("-_")[:_LONGEST_SLUG].strip("-_")
    return f"{plain}-{mark(key)}".lstrip("-")


def found_in(slug: str, key: str) -> bool:
    """Whether ``slug`` bears the mark of ``key``. Stores append "-1" and the like where an address is taken."""
    return mark(key) in slug.split("-")

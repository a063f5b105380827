"""Texts by rules alone, for installations without a model: the facts in order, under labels in the buyer's language."""

import re
from html import escape
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from products.enhancement.texts import SEO_DESCRIPTION, SEO_TITLE, Texts, tidied
from products.guard.folding import folded
from products.guard.marks import prices
from products.imports.values import FIELDS
from products.markup import cut, lines_of, one_line

TOLD = ("brand", "material", "color", "size", "style", "weight")
MOST_LINES = 12
SHOP_TAIL = re.compile(r"\s+[|–—·»]\s+[^|–—·»]{2,40}$")
ARABIC = re.compile(r"[\u0621-\u064a]")


def write(facts: dict[str, Any], language: str, pictures: int) -> Texts:
    """``facts``: the values in force with ``properties``, ``features``, ``breadcrumbs``."""
    with translation.override(language):
        lines = _lines(facts)
    name = title(str(facts.get("name") or ""))
    intro = _intro(facts, language)
    body = f"<p>{escape(intro, quote=False)}</p>" if intro else ""
    body += _list(lines)
    return tidied(
        {
            "name": name,
            "description_html": body,
            "highlights": [str(line) for line in facts.get("features") or []][:6] or lines[:5],
            "seo_title": cut(name, SEO_TITLE),
            "seo_description": cut(one_line(f"{name}. {intro or '. '.join(lines)}"), SEO_DESCRIPTION),
            "tags": _tags(facts),
            "image_alts": _alts(name, language, pictures),
        }
    )


def title(name: str) -> str:
    """Without the shop's name at its end, and not in capitals throughout."""
    plain = SHOP_TAIL.sub("", one_line(name))
    return plain.title() if plain.isupper() and len(plain) > 12 else plain


def _intro(facts: dict[str, Any], language: str) -> str:
    """The shop's own words, where they are in that language and name no price."""
    text = one_line(lines_of(str(facts.get("description_html") or facts.get("description") or "")))
    is_arabic = bool(ARABIC.search(text))
    if not text or is_arabic != (language == "ar"):
        return ""
    kept = [part for part in re.split(r"(?<=[.!?؟])\s+", text) if not any(prices(folded(part)))]
    return cut(" ".join(kept), 600)


def _lines(facts: dict[str, Any]) -> list[str]:
    told = [f"{FIELDS[name].label}: {facts[name]}" for name in TOLD if facts.get(name)]
    told += [f"{name}: {value}" for name, value in (facts.get("properties") or {}).items()]
    kept = [one_line(line) for line in told if not any(prices(folded(line)))]
    return list(dict.fromkeys(kept))[:MOST_LINES]


def _list(lines: list[str]) -> str:
    rows = "".join(f"<li>{escape(line, quote=False)}</li>" for line in lines)
    return f"<ul>{rows}</ul>" if rows else ""


def _tags(facts: dict[str, Any]) -> list[str]:
    name = folded(str(facts.get("name") or ""))
    trail = [str(part) for part in (facts.get("breadcrumbs") or [])[1:] if folded(str(part)) != name]
    return [*trail, *(str(facts[field]) for field in ("brand", "material", "color") if facts.get(field))]


def _alts(name: str, language: str, pictures: int) -> list[str]:
    with translation.override(language):
        return [
            name if n == 1 else _("%(name)s, picture %(n)d") % {"name": name, "n": n} for n in range(1, pictures + 1)
        ]

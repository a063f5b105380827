"""How much hangs on one kind of evidence: the answered pages again, each time with some taken away.

``python -m bench ablation [FOLDER] [--errors DAMAGE FIELD]``. FOLDER as for ``bench extraction``. Pages that nobody
has looked at lack now this, now that; what falls far when one kind of evidence is missing was not read, but remembered.
"""

import argparse
import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree

from bench.extraction import FOLDER, Page, load_pages, load_scorer, read
from scraping.page import to_utf8

_SHOWN = ("name", "price", "regular_price", "currency", "availability", "brand", "sku", "main_image", "images_min",
          "description", "variants_min")  # fmt: skip
_MARKUP = ("itemprop", "itemscope", "itemtype", "itemid", "itemref", "property", "typeof", "vocab", "resource")
_SOCIAL = re.compile(r"^(og|product|twitter|books?):", re.IGNORECASE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_OWN_TAGS = frozenset({"button", "del", "ins", "s", "strike", "nav", "header", "footer", "aside", "main"})


def whole(root: etree._Element) -> None:
    """Nothing is taken away; the page has gone through the parser all the same."""


def without_markup(root: etree._Element) -> None:
    """No JSON-LD, no microdata or RDFa, no OpenGraph: a third of the web's product pages."""
    for script in list(root.iter("script")):
        if "ld+json" in (script.get("type") or "") or "schema.org" in (script.text or ""):
            _drop(script)
    for meta in list(root.iter("meta")):
        if _SOCIAL.match(meta.get("property") or meta.get("name") or ""):
            _drop(meta)
    for element in root.iter("*"):
        for name in _MARKUP:
            element.attrib.pop(name, None)


def without_scripts(root: etree._Element) -> None:
    """No scripts but JSON-LD."""
    for script in list(root.iter("script")):
        if "ld+json" not in (script.get("type") or ""):
            _drop(script)


def without_names(root: etree._Element) -> None:
    """Classes and ids as tools make them (``css-1x2y3z``): the same name is the same everywhere, and says nothing."""
    for element in root.iter("*"):
        for name in ("class", "id"):
            value = element.get(name)
            if value:
                element.set(name, " ".join(map(_opaque, value.split())))
        for name in [key for key in map(str, element.attrib) if key.startswith("data-test")]:
            del element.attrib[name]


def without_tags(root: etree._Element) -> None:
    """No headings and no telling tags: everything is a ``div`` or a ``span``."""
    for element in root.iter("*"):
        if element.tag in _HEADINGS:
            element.tag = "div"
        elif element.tag in _OWN_TAGS:
            element.tag = "span" if element.tag in ("del", "ins", "s", "strike") else "div"


def without_markup_and_names(root: etree._Element) -> None:
    without_markup(root)
    without_names(root)


def without_body(root: etree._Element) -> None:
    """Only what markup says: the page that a script would have drawn."""
    for body in root.iter("body"):
        for child in list(body):
            if child.tag != "script":
                _drop(child)


DAMAGES: dict[str, Callable[[etree._Element], None]] = {
    "nothing": whole,
    "markup": without_markup,
    "scripts": without_scripts,
    "names": without_names,
    "tags": without_tags,
    "markup and names": without_markup_and_names,
    "the visible page": without_body,
}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench ablation", description=__doc__)
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--errors", nargs=2, metavar=("DAMAGE", "FIELD"), help="list one field's failures")
    options = parser.parse_args(arguments)
    folder = Path(options.folder or os.environ.get("BENCH_PAGES", FOLDER))
    if not (folder / "manifest.jsonl").is_file():
        print(f"No pages in {folder}: give the folder or set BENCH_PAGES.", file=sys.stderr)
        return 2
    pages, scorer = load_pages(folder), load_scorer(folder)
    gold = scorer.load(folder / "answers.jsonl")
    print("F1 without".ljust(20) + "".join(f"{name[:8]:>9}" for name in _SHOWN) + "     core  refused")
    for title, score, refused in measured(pages, gold, scorer):
        cells = "".join(f"{score['fields'][name]['f1'] or 0:9.3f}" for name in _SHOWN)
        print(f"{title:<20}{cells}{score['core_all_right']:9}{refused:9}")
        for failure in score["errors"][options.errors[1]] if options.errors and options.errors[0] == title else ():
            print("   ", *failure, sep=" | ")
    return 0


def measured(pages: list[Page], gold: list[Any], scorer: Any) -> Iterator[tuple[str, Any, int]]:
    """Each damage's title, its score, and how many pages then give no product."""
    for title, damage in DAMAGES.items():
        read_ones = {page.id: _dumped(read(damaged(page, damage))) for page in pages}
        refused = sum("error" in snapshot for snapshot in read_ones.values())
        yield title, scorer.score(read_ones, gold), refused


def damaged(page: Page, damage: Callable[[etree._Element], None]) -> Page:

    root = etree.HTML(to_utf8(page.html, ""), etree.HTMLParser(encoding="utf-8", huge_tree=True))
    damage(root)
    return replace(page, html=etree.tostring(root, encoding="utf-8", method="html"))


def _dumped(result: Any) -> dict[str, Any]:
    return result if isinstance(result, dict) else result.as_json()


def _opaque(name: str) -> str:
    return "c" + hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()[:6]


def _drop(element: etree._Element) -> None:
    """Take an element out and leave the text behind it."""
    parent, previous = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and previous is not None:
        previous.tail = (previous.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)

"""The engine's own terms are put into the reader's language."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation

from config.demo_shop.answers import page
from config.demo_shop.catalogue import DEMO_LINKS
from products import evidence
from products.templatetags.products import money
from scraping.reading import read_html
from scraping.snapshot import Evidence

SHOP = "http://127.0.0.1:8765"


@pytest.fixture
def arabic() -> Iterator[None]:
    with translation.override("ar"):
        yield


def read_evidence() -> Iterator[Evidence]:
    """How each value of each product of the demo shop was found."""
    for link in DEMO_LINKS:
        if link.expect == "IMPORTED" and link.path.startswith("/products/"):
            name = link.path.removeprefix("/products/").partition("?")[0]
            yield from read_html(page(f"{name}.html", SHOP), SHOP + link.path).sources.values()


def sources_in_code() -> set[str]:
    """The sources that readers of the engine write out: the third argument of ``Candidate``."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in (settings.BASE_DIR / "scraping").rglob("*.py"))
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and len(node.args) > 2)
    given = (call.args[2] for call in calls if ast.unparse(call.func) == "Candidate")
    return {value.value for value in given if isinstance(value, ast.Constant)}


def test_every_source_that_the_engine_writes_out_has_a_name() -> None:
    found = sources_in_code()

    assert {"visible", "shopify"} <= found
    assert found - set(evidence.SOURCES) == set()


def test_every_source_that_the_demo_shop_gives_has_a_name() -> None:
    found = {item.source for item in read_evidence()}

    assert found
    assert found <= set(evidence.SOURCES)


def reasons_in_code() -> set[str]:
    """The sentences of scraping.decide: whole ones of several words, doc strings and messages aside."""
    found = set()
    for path in (settings.BASE_DIR / "scraping" / "decide").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Return | ast.Assign) and node.value is not None:
                found |= {part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant)}
    return {text for text in found if isinstance(text, str) and re.fullmatch(r"[a-z][a-z ']* [a-z' ]+ [a-z' ]+", text)}


def test_every_reason_that_the_engine_writes_out_has_words() -> None:
    found = reasons_in_code()

    assert {"a button says so", "the page shows another price than its markup"} <= found
    assert found - set(evidence.REASONS) - set(evidence.SOURCES) == set()


def test_every_reason_that_the_demo_shop_gives_has_words() -> None:
    found = {item.reason for item in read_evidence() if item.reason}

    assert found
    assert [reason for reason in found if reason not in evidence.REASONS and not reason.startswith("also in ")] == []


def test_a_reason_is_told_in_the_readers_language(arabic) -> None:
    assert evidence.reason_words("the page shows a buy button") == "في الصفحة زر شراء"


def test_sources_that_agree_are_named_once_each_in_the_readers_language(arabic) -> None:
    words = evidence.reason_words("also in dead button, disabled buy button, visible")

    assert words == "وُجد أيضًا في: زر لا يمكن الضغط عليه، الصفحة الظاهرة"


def test_no_reason_has_no_words(arabic) -> None:
    assert evidence.reason_words("") == ""


@pytest.mark.parametrize(
    ("currency", "ends_with"),
    [("USD", "US$\u200e"), ("CAD", "CA$\u200e"), ("EUR", "€"), ("SAR", "ر.س.\u200f")],
)
def test_a_sign_after_latin_letters_stays_behind_them_in_a_line_from_right_to_left(arabic, currency, ends_with) -> None:
    assert money("60.00", currency).endswith(ends_with)


def test_an_english_price_carries_no_marks_of_direction() -> None:
    assert money("60.00", "USD") == "$60.00"

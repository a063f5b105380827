"""Pages that we wrote ourselves, in the manner of the platforms. Adding a page and its answers adds no code."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from scraping import ProductSnapshot, read_html

CASES = Path(__file__).parent / "cases"
PAGES = sorted(CASES.glob("*/*.html"))
_AMOUNTS = ("price", "regular_price")
_COUNTED = {"variants": lambda snapshot: len(snapshot.variants)}
_DERIVED = {
    "variant_skus": lambda snapshot: [variant.sku for variant in snapshot.variants],
    "plans": lambda snapshot: [
        [plan.name, None if plan.price is None else str(plan.price), plan.period] for plan in snapshot.pricing_plans
    ],
    "rating_is": lambda snapshot: str(snapshot.rating),
}


def read_case(path: Path) -> tuple[ProductSnapshot, dict]:
    answers = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return read_html(path.read_bytes(), answers["url"], answers.get("content_type", "")), answers


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_saved_page_reads_as_its_answers_say(path):
    snapshot, answers = read_case(path)

    read = {name: _shown(snapshot, name, value) for name, value in answers["expected"].items()}

    assert read == {name: _wanted(name, value) for name, value in answers["expected"].items()}
    assert {name: getattr(snapshot, name) for name in answers.get("absent", ()) if getattr(snapshot, name)} == {}


def _wanted(name, value):
    return Decimal(value) if name in _AMOUNTS else value


def _shown(snapshot, name, wanted):
    if name in _DERIVED or name in _COUNTED:
        return (_DERIVED | _COUNTED)[name](snapshot)
    if name == "description_contains":
        return wanted if wanted in (snapshot.description or "") else snapshot.description
    if name == "incomplete":
        return [field for field in snapshot.incomplete if field in wanted]
    return getattr(snapshot, name)


def test_every_page_has_answers_and_every_answer_a_page():
    assert {path.stem for path in CASES.glob("*/*.json")} == {path.stem for path in PAGES}
    assert len(PAGES) >= 15

"""Scores of fields that the folder's scorer leaves out, where its answers have them."""

import re
from collections.abc import Callable
from typing import Any

_NOT_WORDS = re.compile(r"[^\w]+")


def table(snapshots: dict[str, dict[str, Any]], gold: list[dict[str, Any]]) -> str:
    """Precision, recall and F1 a field, one line each; empty where no answer has any of the fields."""
    rows = [(name, *_counts(name, same, snapshots, gold)) for name, same in _FIELDS.items()]
    lines = [_line(name, answers, given, right) for name, answers, given, right in rows if answers]
    head = f"{'field':<16}{'n':>5}{'given':>7}{'right':>7}{'precision':>11}{'recall':>8}{'F1':>8}"
    return "\n".join([head, *lines]) if lines else ""


def _counts(
    name: str, same: Callable[[Any, Any], bool], snapshots: dict[str, dict[str, Any]], gold: list[dict[str, Any]]
) -> tuple[int, int, int]:
    """Answers that have the field, values given for them or for pages that truly have none, and right ones."""
    answers = given = right = 0
    for answer in gold:
        value, wanted = snapshots.get(answer["id"], {}).get(name) or None, answer.get(name)
        is_absent = name in (answer.get("absent") or ())
        if name in (answer.get("unsure") or ()) or (wanted in (None, "", [], {}) and not is_absent):
            continue
        answers += not is_absent
        given += value is not None
        right += not is_absent and value is not None and same(value, wanted)
    return answers, given, right


def _line(name: str, answers: int, given: int, right: int) -> str:
    precision, recall = right / given if given else 0.0, right / answers
    f1 = 2 * right / (given + answers)
    return f"{name:<16}{answers:>5}{given:>7}{right:>7}{precision:>11.3f}{recall:>8.3f}{f1:>8.3f}"


def _folded(value: Any) -> str:
    return _NOT_WORDS.sub(" ", str(value)).casefold().strip()


def _same_text(value: Any, wanted: Any) -> bool:
    return _folded(value) in [_folded(one) for one in (wanted if isinstance(wanted, list) else [wanted])]


def _same_trail(value: Any, wanted: Any) -> bool:
    """All wanted entries in order; a first "Home" more or less does not matter."""
    have, want = [_folded(one) for one in value], [_folded(one) for one in wanted]
    return [one for one in have if one in want] == want


def _same_pairs(value: Any, wanted: Any) -> bool:
    have = {_folded(name): _folded(text) for name, text in value.items()}
    return all(have.get(_folded(name)) == _folded(text) for name, text in wanted.items())


_FIELDS: dict[str, Callable[[Any, Any], bool]] = {
    "mpn": _same_text,
    "breadcrumbs": _same_trail,
    "properties": _same_pairs,
    "color": _same_text,
    "size": _same_text,
    "material": _same_text,
    "weight": _same_text,
    "seller": _same_text,
    "shipping": _same_text,
    "stock_quantity": _same_text,
    "company_name": _same_text,
}

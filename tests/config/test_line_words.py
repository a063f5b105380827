"""Whatever a step can say on a progress line stands in the Arabic catalogue."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings as wared
from django.utils import translation

from jobs import flows, lines
from jobs.flows import FanOut
from jobs.words import Counted
from tests.config.test_language import APPS, catalogue, strings

MARKS = {"Sentence", "gettext_noop"}
TOLD_ON = {"said.id"}  # what the engine told, given on by an import: found where the engine tells it


def sources() -> list[Path]:
    return [path for app in (*APPS, "scraping") for path in (wared.BASE_DIR / app).rglob("*.py")]


def said_in(path: Path) -> Iterator[ast.expr]:
    """What is given to ``context.update``, and what a provider reports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("context.update", "report") and node.args:
            yield node.args[0]


def id_of(said: ast.expr, path: Path) -> str:
    """The message's id; empty for words that no catalogue can hold."""
    if isinstance(said, ast.Call) and ast.unparse(said.func) in MARKS and isinstance(said.args[0], ast.Constant):
        return said.args[0].value
    if isinstance(said, ast.Name):
        module = import_module(".".join(path.relative_to(wared.BASE_DIR).with_suffix("").parts))
        return words_of(getattr(module, said.id, ""))
    return ""


def words_of(message: object) -> str:
    with translation.override(None):
        return message.one if isinstance(message, Counted) else str(message)


def translated() -> set[str]:
    return {
        strings(message.id)[0]
        for message in catalogue()
        if message.id and not message.fuzzy and all(strings(message.string))
    }


def test_every_line_of_a_step_or_a_provider_has_arabic_words() -> None:
    said = [(path, one) for path in sources() for one in said_in(path) if ast.unparse(one) not in TOLD_ON]
    found = {f"{path.name}:{one.lineno} {ast.unparse(one)}": id_of(one, path) for path, one in said}

    assert len(found) >= 12
    assert {place: text for place, text in found.items() if text not in translated()} == {}


def test_every_line_of_the_engine_of_runs_has_arabic_words() -> None:
    own = [lines.STARTED, lines.READING, lines.DONE, lines.AGAIN]
    fan_outs = [step for flow in flows.known().values() for step in flow.steps if isinstance(step, FanOut)]
    counting = [step.counting for step in fan_outs if not step.flow.startswith("test/")]

    assert counting
    assert {words_of(message) for message in [*own, *counting]} - translated() == set()


@pytest.mark.parametrize(
    "code", ['context.update("Packing")', 'context.update(f"{n} done")', "context.update(_(word))"]
)
def test_lines_that_are_not_marked_are_found(tmp_path: Path, code: str) -> None:
    file = tmp_path / "code.py"
    file.write_text(code, encoding="utf-8")

    assert [id_of(said, file) for said in said_in(file)] == [""]

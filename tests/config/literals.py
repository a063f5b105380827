"""Finds words for readers that stand in templates and code without going through gettext."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

ALLOWED_WORDS = {"CSV", "JSON", "Wared", "https"}
SHOWN_ATTRIBUTES = {"alt", "aria-label", "placeholder", "title"}
WORD = re.compile(r"[^\W\d_]{2,}")

NOT_SHOWN = re.compile(
    r"{#.*?#}"
    r"|{%\s*comment\b.*?endcomment\s*%}"
    r"|{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}"
    r"|{%\s*block main_class\s*%}.*?endblock\s*%}"
    r"|{%.*?%}"
    r"|{{.*?}}",
    re.DOTALL,
)
INCLUDE = re.compile(r"{%\s*include\b(.*?)%}", re.DOTALL)
WORDS_FOR_A_PART = re.compile(r'\b(?:alt|help|hint|label|note|state|text|title|word)="([^"]*)"')

SHOWING_CALLS = {"BadUpload", "BadValue", "ValidationError", "add_error", "message_user"} | {
    f"messages.{level}" for level in ("debug", "info", "success", "warning", "error")
}
SHOWING_KEYWORDS = {"description", "help_text", "label", "verbose_name", "verbose_name_plural"}
# The API reference stays English, like logs.
API_REFERENCE = re.compile(r"(Field|Header|Info|Path|Query|\w+\.(delete|get|patch|post|put))$")


def in_template(source: str) -> list[str]:
    """Words that a reader would see whatever the language: text, shown attributes, words given to an included part."""
    parts = [text for include in INCLUDE.findall(source) for text in WORDS_FOR_A_PART.findall(include)]
    page = _ShownText()
    page.feed(NOT_SHOWN.sub(" ", source))
    page.close()
    return [word for text in [*parts, *page.texts] for word in WORD.findall(text) if word not in ALLOWED_WORDS]


class _ShownText(HTMLParser):
    """Collects text and shown attributes. What names its own language by ``lang`` is meant in that language."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "style") or (tag == "button" and given.get("lang")):
            self._silent = tag
        self.texts += [text for name, text in attrs if name in SHOWN_ATTRIBUTES and text]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.texts.append(data)


def in_code(path: Path) -> list[str]:
    """Plain strings given where Django or the program shows them to a person."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [text for node in ast.walk(tree) if isinstance(node, ast.Call) for text in _shown_by(node)]


def _shown_by(call: ast.Call) -> Iterator[str]:
    if API_REFERENCE.match(ast.unparse(call.func)):
        return
    given = call.args if ast.unparse(call.func).removeprefix("self.").removeprefix("forms.") in SHOWING_CALLS else []
    named = [keyword.value for keyword in call.keywords if keyword.arg in SHOWING_KEYWORDS]
    for value in [*given, *named]:
        if isinstance(value, ast.Constant | ast.JoinedStr) and " " in ast.unparse(value):
            yield ast.unparse(value)

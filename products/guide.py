"""The merchants' guide: ``docs/guide``, one file a language, as it is read in the program too."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

FOLDER = settings.BASE_DIR / "docs" / "guide"
FALLBACK = "en"
AFTER_TITLE = 3  # tokens: the heading opens, its words, it closes


@dataclass(frozen=True, slots=True)
class Guide:
    """Its title, the names of its chapters in order (chapter n is at ``#n``), and its text."""

    title: str
    chapters: tuple[str, ...]
    html: SafeString


@cache
def guide(language: str) -> Guide:
    """In ``language`` ("ar"), in English where there is none in it."""
    path = FOLDER / f"{language}.md"
    if not path.is_file():
        path = FOLDER / f"{FALLBACK}.md"
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(path.read_text("utf-8"))
    title, chapters = tokens[1].content, []
    for token, inner in pairwise(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            chapters.append(inner.content)
            token.attrSet("id", str(len(chapters)))
    html = reader.renderer.render(tokens[AFTER_TITLE:], reader.options, {})
    return Guide(title, tuple(chapters), mark_safe(html))  # noqa: S308 - our own file, in which HTML is switched off

"""The merchants' guide says what the program says, in both languages."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from products.guide import guide

LANGUAGES = ("en", "ar")


def words_of_the_program(language: str) -> set[str]:
    """All that the program can write in ``language``."""
    with (settings.LOCALE_PATHS[0] / "ar" / "LC_MESSAGES" / "django.po").open("rb") as file:
        said = [(message.id, message.string) for message in read_po(file)]
    texts = (original if language == "en" else translated for original, translated in said)
    return {word for text in texts for word in ([text] if isinstance(text, str) else text)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_it_names_stands_in_the_program(language: str) -> None:
    text = Path(settings.BASE_DIR, "docs", "guide", f"{language}.md").read_text("utf-8")
    buttons = [part.strip() for bold in re.findall(r"\*\*(.+?)\*\*", text) for part in re.split("[→←]", bold)]
    reasons = [row.split("|")[1].strip() for row in text.splitlines() if row.startswith("|")][2:]

    assert len(buttons) > 20
    assert len(reasons) == 5
    assert set(buttons + reasons) - words_of_the_program(language) == set()


def test_both_have_the_same_chapters() -> None:
    assert len(guide("en").chapters) == len(guide("ar").chapters) > 10


@pytest.mark.parametrize(("language", "title"), [("en", "Guide for merchants"), ("ar", "دليل التاجر")])
def test_everybody_can_read_it(client, db, language: str, title: str) -> None:
    answer = client.get("/guide", headers={"Accept-Language": language})

    assert answer.status_code == 200
    assert f"<h1>{title}</h1>" in answer.text
    assert answer.text.count("<h2 id=") == len(guide(language).chapters)


def test_a_language_without_a_guide_has_the_english_one() -> None:
    assert guide("fr") == guide("en")

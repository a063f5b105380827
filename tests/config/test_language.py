"""The Arabic catalogue is whole, is what the program loads, and no words for readers go past it."""

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth import __file__ as allauth_file
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from django.conf import settings as wared
from django.core.management import call_command
from django.utils import translation

from config.borrowed import SENTENCES
from tests.config import literals

APPS = ("config", "jobs", "merchants", "products")
SOURCES = (*APPS, "scraping", "templates")
ARABIC = wared.BASE_DIR / "config" / "locale" / "ar" / "LC_MESSAGES"
FORMS = 6  # of an Arabic plural: zero, one, two, few, many, other
FORMS_OF_ONE_NUMBER = 3  # zero, one and two may be said without the number
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|<[^>]+>")


def catalogue(path: Path = ARABIC / "django.po") -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="ar", abort_invalid=True)


def messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def strings(value: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def contents(catalog: Catalog) -> dict[tuple[str | None, str], tuple[str, ...]]:
    return {(message.context, strings(message.id)[0]): strings(message.string) for message in messages(catalog)}


def template_files() -> list[Path]:
    return [path for path in (wared.BASE_DIR / "templates").rglob("*") if path.suffix in (".html", ".txt")]


def code_files() -> list[Path]:
    """Python that may speak to readers: neither migrations nor commands, whose output stays English."""
    found = [path for app in APPS for path in (wared.BASE_DIR / app).rglob("*.py")]
    return [path for path in found if not {"migrations", "management"} & set(path.parts)]


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(wared.BASE_DIR)) for path in paths]


def test_every_entry_is_translated() -> None:
    empty = [message.id for message in messages(catalogue()) if not all(strings(message.string))]

    assert empty == []


def test_no_entry_is_a_guess_or_a_leftover() -> None:
    catalog = catalogue()

    assert not catalog.fuzzy
    assert [message.id for message in messages(catalog) if message.fuzzy] == []
    assert list(catalog.obsolete) == []


def test_every_plural_has_the_six_arabic_forms() -> None:
    plurals = [message for message in messages(catalogue()) if message.pluralizable]

    assert plurals
    assert [message.id for message in plurals if len(message.string) != FORMS] == []


def test_placeholders_and_tags_are_those_of_the_english() -> None:
    different = [message.id for message in messages(catalogue()) if not _keeps_placeholders(message)]

    assert different == []


def _keeps_placeholders(message: Message) -> bool:
    wanted = sorted(PLACEHOLDER.findall(strings(message.id)[-1]))
    given = [sorted(PLACEHOLDER.findall(text)) for text in strings(message.string)]
    if not message.pluralizable:
        return given == [wanted]
    one_number, many = given[:FORMS_OF_ONE_NUMBER], given[FORMS_OF_ONE_NUMBER:]
    return all(form == wanted for form in many) and all(set(form) <= set(wanted) for form in one_number)


def test_the_compiled_catalogue_is_what_the_readable_one_says() -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue())
    compiled.seek(0)

    with (ARABIC / "django.mo").open("rb") as committed:
        assert contents(read_mo(committed)) == contents(read_mo(compiled))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "محاولة واحدة"),
        (2, "محاولتان"),
        (3, "3 محاولات"),
        (10, "10 محاولات"),
        (11, "11 محاولة"),
        (99, "99 محاولة"),
        (100, "100 محاولة"),
        (103, "103 محاولات"),
    ],
)
def test_numbers_are_counted_as_in_arabic(number: int, words: str) -> None:
    with translation.override("ar"):
        text = translation.ngettext("%(n)d attempt", "%(n)d attempts", number) % {"n": number}

    assert text == words


@pytest.mark.skipif(not shutil.which("xgettext"), reason="xgettext is not installed (package gettext)")
def test_every_message_of_the_program_is_in_the_catalogue(tmp_path: Path, monkeypatch, settings) -> None:
    for folder in SOURCES:
        ignored = shutil.ignore_patterns("__pycache__", "locale", "pages", "pictures")
        shutil.copytree(wared.BASE_DIR / folder, tmp_path / folder, ignore=ignored)
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    settings.LOCALE_PATHS[0].mkdir()
    monkeypatch.chdir(tmp_path)

    call_command("makemessages", locale=["ar"], stdout=(said := io.StringIO()))

    assert "warning" not in said.getvalue()
    extracted = contents(catalogue(tmp_path / "locale" / "ar" / "LC_MESSAGES" / "django.po"))
    known = contents(catalogue())
    assert extracted
    assert [message for message in extracted if message not in known] == []


def test_sentences_worded_anew_are_still_those_of_allauth() -> None:
    theirs = catalogue(Path(allauth_file).parent / "locale" / "ar" / "LC_MESSAGES" / "django.po")

    assert [sentence for sentence in SENTENCES if sentence not in theirs] == []


@pytest.mark.parametrize("path", template_files(), ids=names(template_files()))
def test_a_template_holds_no_words_outside_of_translation(path: Path) -> None:
    assert literals.in_template(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("app", APPS)
def test_code_shows_no_words_outside_of_translation(app: str) -> None:
    found = {str(path): literals.in_code(path) for path in code_files() if path.is_relative_to(wared.BASE_DIR / app)}

    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.parametrize(
    "source",
    [
        "<p>Nothing here</p>",
        '<img alt="A lamp">',
        '<button title="Delete">×</button>',
        '<a aria-label="Open {{ name }}"></a>',
        '{% include "components/notice.html" with text="Saved" only %}',
        "<p>{% if a %}{% translate 'Yes' %}{% else %}No way{% endif %}</p>",
        "{{ n }} ms",
    ],
)
def test_words_outside_of_translation_are_found(source: str) -> None:
    assert literals.in_template(source)


@pytest.mark.parametrize(
    "source",
    [
        '<p class="soft">{% translate "Nothing here" %}</p>',
        "{# A note #}<b>{% blocktranslate count n=n %}One{% plural %}Many{% endblocktranslate %}</b>",
        "<style>p { color: red }</style><script>let word = 1;</script>",
        '{% include "components/notice.html" with kind="error" text=words only %}',
        '<button lang="en">English</button>',
        "Wared · {{ shop }} – 3",
    ],
)
def test_translated_text_and_markup_are_left_alone(source: str) -> None:
    assert literals.in_template(source) == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('forms.CharField(label="Shop name")', True),
        ('messages.error(request, f"{name} was not found")', True),
        ('raise ValidationError("This is too long.", code="long")', True),
        ('forms.CharField(label=_("Shop name"))', False),
        ('raise ValidationError(_("This is too long."), code="too_long")', False),
        ('log.info("shown to operators only")', False),
        ('Field(description="In the API reference")', False),
        ('forms.Field(help_text="On the page")', True),
    ],
)
def test_plain_strings_shown_by_code_are_found(tmp_path: Path, code: str, found: bool) -> None:
    file = tmp_path / "code.py"
    file.write_text(code, encoding="utf-8")

    assert bool(literals.in_code(file)) is found


@pytest.mark.parametrize("path", template_files(), ids=names(template_files()))
def test_dates_and_numbers_are_worded_for_the_reader_by_one_library(path: Path) -> None:
    """Django's own filters know other forms than the pages' (``jobs.templatetags.times``); machines get ISO dates."""
    text = path.read_text(encoding="utf-8")

    assert set(re.findall(r'\|date:"([^"]*)"', text)) <= {"c"}
    assert re.findall(r"\|(?:floatformat|intcomma|naturaltime|timesince|timeuntil|localize)\b", text) == []

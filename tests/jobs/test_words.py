"""Progress lines are worded for whoever reads them: ids and values are kept, not one language's text."""

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from jobs import lines, words
from jobs.words import ngettext_noop

WRITTEN = ngettext_noop("%(done)s product written", "%(done)s products written", by="done")


def read(kept: dict, language: str) -> str:
    with translation.override(language):
        return words.worded(kept["message"], kept["data"])


@pytest.mark.parametrize("writer", ["en", "ar"])
def test_each_reader_gets_their_own_language_whatever_the_writer_speaks(writer):
    with translation.override(writer):
        kept = words.kept(lines.READING, {"url": "https://shop.test/1"})

    assert kept["message"] == "Reading https://shop.test/1"
    assert read(kept, "en") == "Reading https://shop.test/1"
    assert read(kept, "ar") == "قراءة ⁨https://shop.test/1⁩"


@pytest.mark.parametrize("writer", ["en", "ar"])
def test_a_lazy_message_is_kept_by_its_id(writer):
    with translation.override(writer):
        kept = words.kept(gettext_lazy("%(done)s of %(total)s shops"), {"done": 1, "total": 2})

    assert (kept["message"], read(kept, "ar")) == ("1 of 2 shops", "1 من 2 من المتاجر")


@pytest.mark.parametrize(
    ("done", "english", "arabic"),
    [
        (1, "1 product written", "كُتب منتج واحد"),
        (2, "2 products written", "كُتب منتجان"),
        (3, "3 products written", "كُتبت 3 منتجات"),
        (11, "11 products written", "كُتب 11 منتجًا"),
        (1000, "1,000 products written", "كُتب 1,000 منتج"),
    ],
)
def test_plurals_are_those_of_the_reader(done, english, arabic):
    kept = words.kept(WRITTEN, {"done": done})

    assert (kept["message"], read(kept, "en"), read(kept, "ar")) == (english, english, arabic)


def test_values_of_the_words_alone_are_no_progress_fields():
    kept = words.kept("Asking %(host)s for the page", {"share": 1}, {"host": "shop.test"})

    assert words.shown(kept["data"]) == {"share": 1}
    assert read(kept, "ar") == "نطلب الصفحة من ⁨shop.test⁩"


def test_a_line_whose_text_is_its_id_keeps_nothing_more():
    assert words.kept("Found the product", {"name": "100 % wool"}) == {
        "message": "Found the product",
        "data": {"name": "100 % wool"},
    }


@pytest.mark.parametrize(
    ("message", "shown"), [("Reading 100% of it", "Reading 100% of it"), ("Done", "اكتمل"), ("", "")]
)
def test_lines_of_earlier_versions_show_their_text(message, shown):
    assert read({"message": message, "data": {"done": 1}}, "ar") == shown

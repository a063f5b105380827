"""Every code that can end an import has words of its own."""

import pytest

from jobs import errors
from products.imports.reasons import LINK_DETAILS, REASONS
from scraping.errors import ScrapeError
from scraping.links import parse_link


def every_kind(kind: type[ScrapeError]):
    yield kind
    for child in kind.__subclasses__():
        yield from every_kind(child)


@pytest.mark.parametrize("code", sorted({kind.code for kind in every_kind(ScrapeError)}))
def test_each_error_of_the_engine_has_a_sentence_and_advice(code):
    assert REASONS[code].sentence
    assert REASONS[code].advice


@pytest.mark.parametrize("name", [name for name in dir(errors) if name.isupper()])
def test_each_error_of_a_run_has_a_sentence(name):
    assert getattr(errors, name) in REASONS


@pytest.mark.parametrize(
    "text",
    [
        *("ftp://shop.test/", "https://me:pw@shop.test/", "https://shop.test:22/", "https://shop.test:99999999/"),
        *("https://" + "a" * 3000, "https://shop.test/\x00", "https://", "https://[bad/", "http://127.0.0.1/"),
    ],
)
def test_each_way_in_which_a_link_can_be_wrong_is_explained(text):
    with pytest.raises(ScrapeError) as wrong:
        parse_link(text)

    assert LINK_DETAILS[wrong.value.reason]

"""Tags that would keep the parser busy for seconds."""

import pytest

from scraping.fetched import Document
from scraping.page import Page
from scraping.tags import without_absurd_tags

LONG = "<p>tile</p>" * 10_000
ATTRIBUTES = 10_000  # as many take the parser 0.1 s


@pytest.mark.parametrize(
    "attribute", [" a{}", " a{}=x", ' a{}="<b>"', "/a{}", "a{}=''", "\na{} = 'x=\"'"], ids=lambda attribute: attribute
)
def test_a_tag_with_thousands_of_attributes_loses_them(attribute):
    tag = "<div " + "".join(map(attribute.format, range(ATTRIBUTES))) + ">"
    html = f"<body>{LONG}{tag}Cup</div><i a=b>x</i>{LONG}"
    page = Page(Document("https://shop.test/p/cup", "text/html", html.encode()))

    div = page.root.find(".//div")

    assert div.text == "Cup"
    assert len(div.attrib) == 0
    assert page.root.find(".//i").get("a") == "b"


@pytest.mark.parametrize(
    "html",
    [
        "<img src=data:image/png;base64," + "a/" * 5_000 + ">",
        '<div title="' + "a b=c " * 5_000 + '">',
        '<a href=/x?q="5>' + '<b title="1">x</b>' * 1_000,
        '<p 5">' + '<b title="1">x</b>' * 1_000,
        '<!-- <a title="x -->' + '<b title="1">x</b>' * 1_000,
    ],
    ids=["data", "long value", "quote in value", "stray quote", "open in comment"],
)
def test_an_ordinary_page_stays_as_it_is(html):
    assert without_absurd_tags(f"{html}{LONG}".encode()).decode() == f"{html}{LONG}"

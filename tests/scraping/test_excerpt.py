"""What is parsed of a page, and that nothing of its product is lost by it."""

from decimal import Decimal

import pytest

from scraping import read_html
from scraping.excerpt import without_code

MARKUP = '{"@type":"Product","name":"Cup","offers":{"price":5,"priceCurrency":"EUR"}}'
URL = "https://shop.test/p/cup"


@pytest.mark.parametrize(
    "script",
    [
        f'<script type="application/ld+json">{MARKUP}</script>',
        f'<SCRIPT TYPE="application/ld+json">{MARKUP}</SCRIPT>',
        f"<script type=application/ld+json>{MARKUP}</script >",
        f'<script data-a="1" type = \'application/ld+json; charset="utf-8"\'>{MARKUP}</script>',
        f'<script type="application/ld+json">{MARKUP}',
    ],
    ids=["usual", "capitals", "no quotes", "odd quotes", "never closed"],
)
def test_markup_is_found_in_scripts_however_written(script):
    assert read_html(f"<title>Cup</title><h1>Cup</h1>{script}".encode(), URL).price == Decimal(5)


def test_markup_far_behind_the_heading_is_read():
    html = (
        "<title>Cup</title><h1>Cup</h1>"
        + "<p>tile</p>" * 20_000
        + f'<script type="application/ld+json">{MARKUP}</script>'
    )

    assert read_html(html.encode(), URL).price == Decimal(5)


def test_a_script_in_a_comment_does_not_count():
    markup, scripts = without_code(b"<p>a</p><!-- <script>old</script> --><script>new</script><p>b</p>")

    assert [script.text for script in scripts] == ["new"]
    assert markup == b"<p>a</p><!--  --><p>b</p>"


def test_a_script_named_in_an_attribute_takes_nothing_away():
    page = b'<iframe name="a <div><script>b</script>"></iframe><b>4.45</b><script>c</script><i></i>'

    markup, scripts = without_code(page)

    assert markup == page.replace(b"<script>c</script>", b"")
    assert [script.body for script in scripts] == [b"c"]


def test_a_script_in_an_attribute_of_single_quotation_marks_takes_nothing_away():
    page = b"<iframe srcdoc='<p class=\"a\">x</p><script>b</script>'></iframe><b>it's 4.45</b><script>c</script>"

    markup, scripts = without_code(page)

    assert markup == page.replace(b"<script>c</script>", b"")
    assert [script.body for script in scripts] == [b"c"]


def test_style_sheets_are_taken_away_like_scripts():
    page = (
        b"<head><style>a>b{}</style>\n<script>c</script></head><style media=x>p{}</style ><styled-box>4.45</styled-box>"
    )

    markup, scripts = without_code(page)

    assert markup == b"<head>\n</head><styled-box>4.45</styled-box>"
    assert [script.body for script in scripts] == [b"c"]


@pytest.mark.parametrize("end", [b"", b"<\\/style>"])
def test_a_style_sheet_without_an_end_takes_nothing_away(end):
    page = b"<p data-ad='{a\\n<style>p{}" + end + b"'>4.45</p><div><style>p{}</div><script>b</script><i></i>"

    markup, scripts = without_code(page)

    assert markup == page.replace(b"<script>b</script>", b"")
    assert [script.body for script in scripts] == [b"b"]

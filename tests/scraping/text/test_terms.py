"""The shop's terms are no part of a description."""

import pytest

from scraping.text.terms import without_terms

WOOL = "<p>Soft wool from the hills, spun twice and washed in rain water, for jumpers that last for many winters.</p>"


@pytest.mark.parametrize(
    ("markup", "left"),
    [
        (f"{WOOL}<h3>Shipping &amp; Returns</h3><p>Within 14 days.</p><p>Free over $50.</p>", WOOL),
        (f"<h3>Versand und Rückgabe</h3><p>14 Tage.</p><h3>Pflege</h3>{WOOL}", f"<h3>Pflege</h3>{WOOL}"),
        (f"{WOOL}<div><div><a><span>Delivery</span></a></div><div><p>In 3 days.</p></div></div>", f"{WOOL}<div></div>"),
        (
            f"<dl><dt>Wool</dt><dd>{WOOL}</dd><dt>الشحن والتوصيل</dt><dd>ثلاثة أيام</dd></dl>",
            f"<dl><dt>Wool</dt><dd>{WOOL}</dd></dl>",
        ),
        (f"{WOOL}<h4>Shipping policy</h4>", WOOL),
    ],
)
def test_sections_go_with_their_titles(markup: str, left: str) -> None:
    assert without_terms(markup) == left


@pytest.mark.parametrize(
    "markup",
    [
        f"{WOOL}<p><b>Shipping</b>: in 3 days</p>",
        f"{WOOL}<ul><li>Delivery</li><li>Colour: red</li><li>Size: M</li></ul>",
        f"{WOOL}<div>Delivery</div><div>Material</div><div>Wool</div>",
        "<h3>Shipping</h3><p>Everything here is about shipping.</p>",
        f"<p>A model of the delivery van.</p>{WOOL}",
    ],
)
def test_lines_among_others_stay(markup: str) -> None:
    assert without_terms(markup) == markup

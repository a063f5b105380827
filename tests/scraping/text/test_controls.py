"""What is no part of a description goes, and nothing else."""

import pytest

from scraping.text.controls import without_control_lines, without_controls


@pytest.mark.parametrize(
    ("markup", "left"),
    [
        ("<h2>Product Details</h2><p>Soft wool.</p>", "<p>Soft wool.</p>"),
        ("<div><h3>الوصف</h3><p>قماش ناعم</p></div>", "<div><p>قماش ناعم</p></div>"),
        ("<ul><li>Description</li><li>Shipping &amp; Returns</li></ul><p>Soft wool.</p>", "<p>Soft wool.</p>"),
        ("<p>Soft wool.</p><p><a href='#'>Read more</a></p>", "<p>Soft wool.</p>"),
        ("<p>Soft wool.</p><div>Share on Facebook</div><div>Show less</div>", "<p>Soft wool.</p>"),
        ("<p><b>Description</b>: Soft wool.</p>", "<p>Soft wool.</p>"),
        (
            '<div>{"duration":146.04,"sources":[{"src":"/v.mp4"}]}</div><p>Soft wool.</p>',
            "<div></div><p>Soft wool.</p>",
        ),
        ("<p>Weiche Wolle.</p><span>Mehr anzeigen</span>", "<p>Weiche Wolle.</p>"),
    ],
)
def test_headings_tabs_and_controls_go(markup: str, left: str) -> None:
    assert without_controls(markup) == left


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Please see the <a href='/s'>size chart</a> before you order.</p>",
        "<p>The close fit suits <b>all</b> sizes.</p>",
        "<h2>Made to last</h2><p>Details are sewn by hand.</p>",
        "<p>Overview of the valley on a poster.</p>",
        "<p>Set {1, 2} of the puzzle, in {braces}.</p>",
        "<table><tr><td>Material</td><td>Wool</td></tr></table>",
    ],
)
def test_what_is_said_of_the_product_stays(markup: str) -> None:
    assert without_controls(markup) == markup


def test_lines_of_plain_text() -> None:
    assert without_control_lines("Details\n\nSoft wool.\nRead more\nMade in Italy.") == "Soft wool.\nMade in Italy."
    assert without_control_lines("Details") == "Details"

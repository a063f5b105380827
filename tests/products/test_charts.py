"""Charts: where things are drawn, and that what is drawn is told in words as well."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import engines
from django.utils import translation
from lxml import html

from products.charts import FULL, Part, Row, Series, Span, Spread, bars, boxes, lines, nice_above

DAY = timedelta(days=1)
START = datetime(2026, 3, 1, tzinfo=UTC)


def show(value: Decimal) -> str:
    return f"SAR {value:,.2f}"


def drawn(tag: str, chart: object, language: str = "en") -> html.HtmlElement:
    template = engines["django"].from_string("{% load charts %}{% " + tag + " c %}")
    with translation.override(language):
        return html.fromstring(f"<main>{template.render({'c': chart})}</main>")


@pytest.mark.parametrize(
    ("value", "nice"),
    [("0", "1"), ("1", "1"), ("1.01", "2"), ("2.1", "2.5"), ("26", "50"), ("99.9", "100"), ("0.003", "0.005")],
)
def test_scales_end_at_a_nice_number(value, nice):
    assert nice_above(Decimal(value)) == Decimal(nice)


def test_bars_share_a_scale_and_their_parts_touch():
    chart = bars("Stock", [Row("A", [Part(1, "good"), Part(2, "bad")], "3"), Row("B", [Part(1)], "1")])

    assert [(p.x, p.width) for p in chart.bars[0].pieces] == [(0, 333), (333, 667)]
    assert [(p.x, p.width) for p in chart.bars[1].pieces] == [(0, 333)]


def test_what_is_small_is_still_seen_and_nothing_is_not_drawn():
    chart = bars("Stock", [Row("A", [Part(0, "good"), Part(1, "bad")], "1")], most=100_000)

    (piece,) = chart.bars[0].pieces
    assert (piece.tone, piece.width) == ("bad", 4)
    assert bars("Nothing", [Row("A", [Part(0)], "0")]).bars[0].pieces == ()


def test_bars_are_a_table_with_their_words():
    rows = [Row("Nahhas <b>", [Part(3, "good", "In stock", "3"), Part(1, "bad", "Sold out", "1")], "3 of 4")]

    page = drawn("bar_chart", bars("Stock by brand", rows))

    assert page.xpath("string(//figcaption)") == "Stock by brand"
    assert page.xpath("string(//th)").strip() == "Nahhas <b>"
    assert page.xpath("normalize-space(//td[@role='cell'])") == "3 of 4 In stock 3, Sold out 1"
    assert page.xpath("//ul/li//text()") == ["In stock", "Sold out"]
    assert not page.xpath("//svg[not(@aria-hidden)]")


def test_boxes_are_linear_from_zero_until_values_lie_far_apart():
    near = Spread("A", (Decimal(10), Decimal(20), Decimal(25), Decimal(40), Decimal(50)), "SAR 25")
    far = Spread("B", (Decimal(1), Decimal(10), Decimal(100), Decimal(1000), Decimal(10_000)), "SAR 100")

    straight, bent = boxes("Prices", [near], show), boxes("Prices", [far], show)

    assert (straight.is_logarithmic, straight.ticks) == (False, ("SAR 0.00", "SAR 25.00", "SAR 50.00"))
    assert [getattr(straight.boxes[0], name) for name in ("low", "middle", "high")] == [200, 500, FULL]
    assert (bent.is_logarithmic, bent.ticks) == (True, ("SAR 1.00", "SAR 10,000.00"))
    assert [getattr(bent.boxes[0], name) for name in ("low", "first", "middle", "high")] == [0, 250, 500, FULL]
    assert "logarithmic" in drawn("box_chart", bent).text_content()


def test_boxes_of_nothing_and_of_one_value_are_drawn():
    one = Spread("A", (Decimal(7),) * 5, "SAR 7.00")

    assert boxes("Prices", [], show).boxes == ()
    assert boxes("Prices", [one], show).boxes[0].width > 0
    assert "SAR 7.00" in drawn("box_chart", boxes("Prices", [one], show)).text_content()


def test_a_price_holds_until_the_next_and_breaks_where_nothing_is_known():
    points = [(START, Decimal(100)), (START + DAY, None), (START + 2 * DAY, Decimal(120))]
    chart = lines("Price", [Series("Price", points)], show, until=START + 4 * DAY)

    (line,) = chart.lines
    assert line.path == "M0 1000H250M500 0H1000"
    assert chart.ticks == ("SAR 120.00", "SAR 110.00", "SAR 100.00")
    assert [words for _x, _y, words in line.dots] == ["SAR 100.00", "SAR 120.00"]
    assert [value for _at, _word, value in chart.rows] == ["SAR 120.00", "SAR 100.00"]  # newest first


@pytest.mark.parametrize("values", [["5", "5"], ["0", "0"], ["99", "101"], ["0.001", "900000"], ["7", "13", "19"]])
def test_every_value_is_within_the_drawing(values):
    points = [(START + n * DAY, Decimal(value)) for n, value in enumerate(values)]

    (line,) = lines("Price", [Series("Price", points)], show).lines

    assert all(0 <= x <= FULL and 0 <= y <= FULL for x, y, _words in line.dots)
    assert len(line.dots) == len(values)


def test_times_without_stock_are_marked_and_named():
    points = [(START, Decimal(100)), (START + 10 * DAY, Decimal(90))]
    sold_out = Span(START + 2 * DAY, START + 4 * DAY, "Out of stock")
    chart = lines("Price", [Series("Price", points)], show, spans=[sold_out])

    page = drawn("line_chart", chart)

    assert [(mark.x, mark.width) for mark in chart.marks] == [(200, 200)]
    assert page.xpath("//ul/li//text()") == ["Out of stock"]


@pytest.mark.parametrize(
    ("length", "days"),
    [
        (timedelta(hours=3), ["Mar 1, 2026"]),
        (DAY, ["Mar 1, 2026", "Mar 2, 2026"]),
        (2 * DAY, ["Mar 1, 2026", "Mar 2, 2026", "Mar 3, 2026"]),
    ],
)
def test_each_day_stands_once_below_a_line(length, days):
    chart = lines("Price", [Series("Price", [(START, Decimal(3)), (START + length, Decimal(4))])], show)

    assert drawn("line_chart", chart).xpath("//*[@class='chart-times']/span/text()") == days


def test_one_reading_is_a_dot_and_none_is_said():
    one = lines("Price", [Series("Price", [(START, Decimal(3))])], show)

    assert one.lines[0].dots == ((500, 500, "SAR 3.00"),)
    assert "Nothing to draw yet" in drawn("line_chart", lines("Price", [], show)).text_content()


def test_a_line_is_told_as_a_table_and_mirrored_by_the_page():
    chart = lines("السعر", [Series("السعر", [(START, Decimal(3)), (START + DAY, Decimal(4))])], show)

    page = drawn("line_chart", chart, "ar")

    assert [cell.text_content() for cell in page.xpath("//details//td[@class='number']")] == ["SAR 4.00", "SAR 3.00"]
    assert page.xpath("//svg[contains(@class, 'flip')]")


def test_one_value_seen_once_is_no_line() -> None:
    begin = datetime(2026, 11, 29, 12, tzinfo=UTC)
    seen = [Series("Price", [(begin, Decimal(249))])]

    assert lines("Price", seen, str, until=begin + timedelta(seconds=2)).is_point
    assert not lines("Price", seen, str, until=begin + timedelta(days=2)).is_point
    assert not lines("Price", [], str).is_point

"""The charts of an analysis, made of its numbers in the reader's language."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from jobs.templatetags.times import number
from products.charts import Bars, Boxes, Part, Row, Show, Spread, bars, boxes
from products.insights import labels
from products.templatetags.products import money

HUNDRED = Decimal(100)

type Data = dict[str, Any]


def spreads(title: str, rows: Iterable[Data], currency: str) -> Boxes:
    """How the prices of each row spread; rows without prices are left out."""
    drawn = [_spread(row, currency) for row in rows if row.get("five")]
    return boxes(title, drawn, _amount(currency))


def _amount(currency: str) -> Show:
    return lambda value: money(value, currency)


def _spread(row: Data, currency: str) -> Spread:
    low, first, middle, third, high = (Decimal(value) for value in row["five"])
    return Spread(
        row["name"], (low, first, middle, third, high), money(middle, currency), note=labels.products(row["count"])
    )


def shares(title: str, rows: Iterable[tuple[str, str | None, str]]) -> Bars:
    """A bar of a hundred for each (label, percent, note); those without a percent are left out."""
    drawn = [
        Row(label, [Part(Decimal(percent), _tone(Decimal(percent)))], labels.percent(percent), note=note)
        for label, percent, note in rows
        if percent is not None
    ]
    return bars(title, drawn, most=100)


def _tone(percent: Decimal) -> str:
    return "brand" if percent >= 50 else "wait"


def stock_of_brands(title: str, rows: Iterable[Data]) -> Bars:
    """In percent of each brand's products, so that small brands are seen beside large ones."""
    drawn = [
        Row(
            row["name"],
            _parts(row, row["count"], labels.STATES),
            labels.of(row["in_stock"], row["count"]),
        )
        for row in rows
    ]
    return bars(title, drawn, most=100)


def ages_of_shops(title: str, rows: Iterable[Data]) -> Bars:
    drawn = [
        Row(row["name"], _parts(row, row["count"], labels.AGES), labels.of(row["fresh"], row["count"])) for row in rows
    ]
    return bars(title, drawn, most=100)


def _parts(row: Data, whole: int, kinds: dict[str, tuple[str, labels.Text]]) -> list[Part]:
    return [
        Part(HUNDRED * row[name] / whole if whole else 0, tone, str(word), number(row[name]))
        for name, (tone, word) in kinds.items()
    ]


def bands(edges: list[str], currency: str) -> list[str]:
    """What the price bands between ``edges`` are called."""
    shown = [money(edge, currency) for edge in edges]
    if not shown:
        return [_("All prices")]
    between = [_("%(low)s to %(high)s") % {"low": low, "high": high} for low, high in pairwise(shown)]
    return [_("below %(high)s") % {"high": shown[0]}, *between, _("from %(low)s") % {"low": shown[-1]}]


def heat(count: int, most: int) -> int:
    """0 to 4: how dark the cell of a table is."""
    return 0 if not count else 1 + min(3, 4 * count // (most + 1))


def points(names: list[str], criteria: Iterable[Data]) -> list[Bars]:
    """For each criterion that counts, the points of both sides on one scale."""
    return [
        bars(
            str(labels.CRITERIA[one["name"]][0]),
            [
                Row(name, [Part(Decimal(value), tone)], labels.points(value))
                for name, value, tone in zip(names, one["points"], ("brand", "info"), strict=True)
            ],
            most=100,
        )
        for one in criteria
        if one["counts"]
    ]

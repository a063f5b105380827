"""An analysis as CSV: one table after another, under one heading each, numbers as they are kept.

Amounts have a point and no separators, and their currency stands beside them: a spreadsheet of any language reads them.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from jobs.cells import guarded
from products.files.writers import BOM, line
from products.insights import labels
from products.insights.shown import Comparison, Full, Shown

type Cells = tuple[Any, ...]

_ISOLATES = str.maketrans("", "", "\u2068\u2069")  # for lines on a page; in a cell they would spoil a search


def as_csv(shown: Comparison | Full) -> str:
    """With a byte order mark, so that spreadsheets read Arabic; nothing in it is computed by them."""
    rows = _comparison(shown) if isinstance(shown, Comparison) else _full(shown)
    head: list[Cells] = [
        (_("Made"), shown.analysis.created_at.isoformat(timespec="minutes")),
        (_("Currency"), shown.analysis.currency),
        *_rates(shown),
    ]
    return BOM + "".join(line([_cell(value) for value in row]) for row in (*head, *rows))


def _cell(value: Any) -> str:
    return "" if value is None else guarded(str(value).translate(_ISOLATES))


def _rates(shown: Shown) -> Iterator[Cells]:
    for rate in shown.rates:
        yield _("Rate"), f"1 {rate['base']}", rate["rate"], rate["source"], rate["on"]
    for words in shown.left_out:
        yield _("Left out of the prices"), words


def _comparison(shown: Comparison) -> Iterator[Cells]:
    first, second = shown.sides
    yield ()
    yield "", first["name"], second["name"]
    yield (_("Score"), *shown.data["scores"])
    for one in shown.data["criteria"]:
        points = _("%(criterion)s, points (weight %(weight)s)")
        yield (points % {"criterion": labels.CRITERIA[one["name"]][0], "weight": one["weight"]}, *one["points"])
    yield _("Products"), first["count"], second["count"]
    for word, place in ((_("Lowest price"), 0), (_("Median price"), 2), (_("Highest price"), 4)):
        yield (word, *((side["prices"]["five"] or [None] * 5)[place] for side in (first, second)))
    for word, group, name in _counted():
        yield word, first[group][name], second[group][name]
    for part, label in labels.PARTS.items():
        yield label, first["content"]["parts"][part], second["content"]["parts"][part]
    yield from _table((_("Category"), first["name"], second["name"], "%"), _shared(shown))


def _counted() -> list[tuple[str, str, str]]:
    return [
        (_("With a price"), "prices", "count"),
        (_("Reduced"), "prices", "reduced"),
        (_("In stock"), "availability", "in_stock"),
        (_("Availability known"), "availability", "known"),
        (_("Variants"), "variants", "all"),
        (_("Variants in stock"), "variants", "in_stock"),
        (_("Mean rating"), "rating", "mean"),
        (_("Reviews"), "rating", "reviews"),
        (_("Read in the last 24 hours"), "freshness", "fresh"),
    ]


def _shared(shown: Comparison) -> Iterator[Cells]:
    return ((row["name"], *row["medians"], row["difference"]) for row in shown.data["shared"])


def _full(shown: Full) -> Iterator[Cells]:
    data = shown.data
    yield ()
    for _tone, sentence in shown.findings:
        yield _("Look at this first"), sentence
    spread = (_("Products"), _("Lowest price"), "25 %", _("Median price"), "75 %", _("Highest price"))
    yield from _table(
        (_("Brand"), *spread, _("Against its categories, %")), _spreads(data["prices"]["brands"], "position")
    )
    yield from _table((_("Category"), *spread, _("Against all, %")), _spreads(data["prices"]["categories"], "against"))
    gaps = ((row["name"], *row["counts"]) for row in data["gaps"]["rows"])
    yield from _table((_("Category"), *shown.bands), gaps)
    stock = ((row["name"], row["count"], *(row[name] for name in labels.STATES)) for row in data["stock"]["brands"])
    yield from _table((_("Brand"), _("Products"), *(str(word) for _tone, word in labels.STATES.values())), stock)
    risks = ((row["name"], row["brand"], labels.RISKS[row["risk"]][1], row["stock"]) for row in data["stock"]["worst"])
    yield from _table((_("Product"), _("Brand"), _("Stock at risk"), _("Pieces")), risks)
    content = ((labels.PARTS[row["part"]], row["count"], row["percent"]) for row in data["content"]["parts"])
    yield from _table((_("Content"), _("Products"), "%"), content)
    poorest = ((row["name"], row["brand"], labels.parts(row["lacks"])) for row in data["content"]["worst"])
    yield from _table((_("Product"), _("Brand"), _("It lacks")), poorest)
    rated = ((row["name"], row["count"], row["mean"], row["reviews"]) for row in data["ratings"]["brands"])
    yield from _table((_("Brand"), _("Products"), _("Mean rating"), _("Reviews")), rated)
    shops = ((row["name"], row["count"], *(row[age] for age in labels.AGES)) for row in data["freshness"]["shops"])
    yield from _table((_("Shop"), _("Products"), *(str(word) for _tone, word in labels.AGES.values())), shops)


def _table(heading: Iterable[Any], rows: Iterable[Cells]) -> Iterator[Cells]:
    """An empty line, the heading and the rows; nothing at all without rows."""
    listed = list(rows)
    if listed:
        yield ()
        yield tuple(heading)
        yield from listed


def _spreads(rows: Iterable[dict[str, Any]], last: str) -> Iterator[Cells]:
    return ((row["name"], row["count"], *row["five"], row.get(last)) for row in rows if row["five"])

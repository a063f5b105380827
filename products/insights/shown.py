"""An analysis as its page and its file tell of it: the kept numbers, worded and drawn for the reader."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jobs.templatetags.times import number, reader_locale
from products.ai.reasons import SENTENCES
from products.charts import Bars, Boxes
from products.insights import labels, pictures
from products.insights.models import Analysis
from products.templatetags.products import money

type Data = dict[str, Any]
type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table of a comparison."""

    label: str | Promise
    values: tuple[str, str]


class Shown:
    """What both kinds of analyses have: the currency, the rates, what was left out."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.data: Data = analysis.data

    @property
    def notes(self) -> Data:
        """Where the rates and the left out stand."""
        return self.data

    @property
    def rates(self) -> list[Data]:
        return [
            one | {"amount": format_decimal(one["rate"], "#,##0.####", reader_locale(), numbering_system="latn")}
            for one in self.notes["rates"]
        ]

    @property
    def left_out(self) -> list[str]:
        """What has no place among the prices, in words."""
        return [
            " ".join(
                filter(None, (labels.products(one["count"]), str(labels.LEFT_OUT[one["reason"]]), one["currency"]))
            )
            for one in self.notes["left_out"]
        ]

    @property
    def words(self) -> list[str]:
        """The sentences that are proved, in the reader's language."""
        return [one["text"] for one in self._said if not one["unproved"]]

    @property
    def unproved(self) -> list[str]:
        """Of each sentence that is not shown, what was not found."""
        return [", ".join(one["unproved"]) for one in self._said if one["unproved"]]

    @property
    def _said(self) -> list[Data]:
        language = (get_language() or "en")[:2]
        return self.analysis.words.get(language) or []

    @property
    def words_error(self) -> Text:
        return SENTENCES.get(self.analysis.words_error, SENTENCES["ai_failed"])

    def money(self, amount: str | None) -> str:
        return money(amount, self.analysis.currency) if amount is not None else labels.NOTHING


class Comparison(Shown):
    """Two sides."""

    @property
    def names(self) -> list[str]:
        return self.analysis.names

    @property
    def sides(self) -> list[Data]:
        return self.data["sides"]

    @property
    def asked(self) -> Data:
        return self.data.get("asked", {})

    @property
    def is_of_products(self) -> bool:
        return bool(self.asked.get("productA"))

    @property
    def thin(self) -> list[tuple[str, str]]:
        """The sides with so few products that little can be said, each with how many."""
        if self.is_of_products:
            return []
        return [(side["name"], labels.products(side["count"])) for side in self.sides if side["is_thin"]]

    @property
    def scores(self) -> list[tuple[str, str, bool]]:
        """(name, score, whether it is ahead)."""
        told = zip(self.names, self.data["scores"], strict=True)
        return [(name, labels.points(score), self.data["ahead"] == n) for n, (name, score) in enumerate(told)]

    @property
    def has_score(self) -> bool:
        return self.data["ahead"] is not None

    @property
    def is_level(self) -> bool:
        return self.data["ahead"] == -1

    @property
    def criteria(self) -> list[Data]:
        return [
            {
                "label": labels.CRITERIA[one["name"]][0],
                "how": labels.CRITERIA[one["name"]][1],
                "weight": one["weight"],
                "points": [labels.points(value) for value in one["points"]],
                "counts": one["counts"],
            }
            for one in self.data["criteria"]
        ]

    @property
    def sums(self) -> list[tuple[str, str]]:
        """The formula with its numbers, for each side: (name, sum)."""
        counting = [one for one in self.data["criteria"] if one["counts"]]
        weight = number(sum(one["weight"] for one in counting))
        return [
            (
                name,
                f"({' + '.join(f'{one["weight"]} × {labels.points(one["points"][n])}' for one in counting)})"
                f" ÷ {weight} = {labels.points(self.data['scores'][n])}",
            )
            for n, name in enumerate(self.names)
            if counting
        ]

    @cached_property
    def points(self) -> list[Bars]:
        return pictures.points(self.names, self.data["criteria"])

    @cached_property
    def prices(self) -> Boxes:
        rows = [{"name": side["name"], **side["prices"]} for side in self.sides]
        return pictures.spreads(_("Prices of both"), rows, self.analysis.currency)

    @cached_property
    def stock(self) -> Bars:
        rows = [{"name": side["name"], "count": side["count"], **side["availability"]} for side in self.sides]
        return pictures.stock_of_brands(_("Availability of both"), rows)

    @property
    def shared(self) -> list[Data]:
        return [
            {
                "name": row["name"],
                "medians": [self.money(amount) for amount in row["medians"]],
                "difference": labels.signed(row["difference"]),
            }
            for row in self.data["shared"]
        ]

    @property
    def figures(self) -> list[Figure]:
        """Every figure of both sides, in the order of the page."""
        lines = [
            (_("Products"), lambda side: number(side["count"])),
            (_("With a price"), lambda side: labels.of(side["prices"]["count"], side["count"])),
            (_("Lowest price"), lambda side: self._five(side, 0)),
            (_("Median price"), lambda side: self._five(side, 2)),
            (_("Highest price"), lambda side: self._five(side, 4)),
            (_("Reduced"), self._reduced),
            (_("In stock"), self._in_stock),
            (_("Variants in stock"), self._variants),
            (_("Content"), lambda side: labels.percent(side["content"]["percent"])),
            (_("Rating"), lambda side: labels.rating(side["rating"]["mean"], side["rating"]["reviews"])),
            (_("Read in the last 24 hours"), lambda side: labels.of(side["freshness"]["fresh"], side["count"])),
        ]
        first, second = self.sides
        return [Figure(label, (say(first), say(second))) for label, say in lines]

    def _five(self, side: Data, place: int) -> str:
        five = side["prices"]["five"]
        return self.money(five[place]) if five else labels.NOTHING

    def _reduced(self, side: Data) -> str:
        told = side["prices"]
        if not told["reduced"]:
            return labels.of(0, told["count"])
        return f"{labels.of(told['reduced'], told['count'])} ({labels.signed('-' + told['reduction'])})"

    def _in_stock(self, side: Data) -> str:
        told = side["availability"]
        return labels.of(told["in_stock"], told["known"]) if told["known"] else labels.NOTHING

    def _variants(self, side: Data) -> str:
        told = side["variants"]
        return labels.of(told["in_stock"], told["known"]) if told["known"] else labels.NOTHING

    @property
    def parts(self) -> list[Figure]:
        """Which of the things that sell a product how many products have."""
        first, second = self.sides
        return [
            Figure(
                label,
                (
                    labels.of(first["content"]["parts"][part], first["count"]),
                    labels.of(second["content"]["parts"][part], second["count"]),
                ),
            )
            for part, label in labels.PARTS.items()
        ]


class Full(Shown):
    """The sections of a full analysis."""

    @property
    def notes(self) -> Data:
        return self.data["prices"]

    @property
    def tiles(self) -> list[tuple[str, str]]:
        """(number, word) of what a merchant looks for first."""
        prices, five = self.data["prices"], self.data["prices"]["all"]["five"]
        fresh = self.data["freshness"]["ages"]["fresh"]
        return [
            (number(prices["products"]), _("Products")),
            (self.money(five[2] if five else None), _("Median price")),
            (labels.percent(self.data["stock"]["in_stock_percent"]), _("In stock")),
            (labels.percent(self.data["content"]["percent"]), _("Content")),
            (labels.of(fresh, self.data["freshness"]["products"]), _("Read in the last 24 hours")),
        ]

    @property
    def findings(self) -> list[tuple[str, str]]:
        """(tone, sentence), the gravest first."""
        return [(one["tone"], labels.finding(one)) for one in self.data["findings"]]

    @cached_property
    def brands(self) -> Boxes:
        return pictures.spreads(_("Prices by brand"), self.data["prices"]["brands"], self.analysis.currency)

    @cached_property
    def categories(self) -> Boxes:
        return pictures.spreads(_("Prices by category"), self.data["prices"]["categories"], self.analysis.currency)

    @property
    def positions(self) -> list[Data]:
        """Brands that can be compared with others within their categories, the cheapest first."""
        placed = [one for one in self.data["prices"]["brands"] if "position" in one]
        placed.sort(key=lambda one: (Decimal(one["position"]), one["name"]))
        return [
            {
                "name": one["name"],
                "position": labels.signed(one["position"]),
                "level": labels.LEVELS[one["level"]],
                "compared": number(one["compared"]),
            }
            for one in placed
        ]

    @property
    def reduced(self) -> str:
        told = self.data["prices"]["reduced"]
        if not told["count"]:
            return _("No product is reduced.")
        words = (
            _("%(part)s is reduced, by %(percent)s.")
            if told["count"] == 1
            else _("%(part)s are reduced, half of them by %(percent)s or more.")
        )
        return words % {
            "part": labels.of(told["count"], self.data["prices"]["priced"]),
            "percent": labels.percent(told["median"]),
        }

    @property
    def bands(self) -> list[str]:
        return pictures.bands(self.data["gaps"]["edges"], self.analysis.currency)

    @property
    def gap_rows(self) -> list[Data]:
        """A table of categories and price bands; each cell with how dark it is and whether it is a gap."""
        rows = self.data["gaps"]["rows"]
        most = max((count for row in rows for count in row["counts"]), default=0)
        return [
            {
                "name": row["name"],
                "cells": [
                    {"count": count, "heat": pictures.heat(count, most), "is_gap": n in row["gaps"], "band": band}
                    for n, (count, band) in enumerate(zip(row["counts"], self.bands, strict=True))
                ],
            }
            for row in rows
        ]

    @cached_property
    def stock(self) -> Bars:
        return pictures.stock_of_brands(_("Availability by brand"), self.data["stock"]["brands"])

    @property
    def risks(self) -> list[tuple[str, Text, str]]:
        """(tone, word, count)."""
        counts = self.data["stock"]["risks"]
        return [(tone, word, number(counts[risk])) for risk, (tone, word) in labels.RISKS.items() if counts[risk]]

    @property
    def at_risk(self) -> list[Data]:
        return [one | {"tone": labels.RISKS[one["risk"]]} for one in self.data["stock"]["worst"]]

    @cached_property
    def content(self) -> Bars:
        rows = self.data["content"]["parts"]
        return pictures.shares(
            _("Products that have it"),
            [(str(labels.PARTS[row["part"]]), row["percent"], "") for row in rows],
        )

    @cached_property
    def content_of_brands(self) -> Bars:
        rows = self.data["content"]["brands"]
        return pictures.shares(
            _("Content by brand"), [(row["name"], row["percent"], labels.products(row["count"])) for row in rows]
        )

    @property
    def poorest(self) -> list[Data]:
        return [
            one | {"lacking": labels.parts(one["lacks"]), "percent": labels.percent(one["score"])}
            for one in self.data["content"]["worst"]
        ]

    @property
    def rated(self) -> str:
        told = self.data["ratings"]
        if not told["rated"]:
            return _("No product has a rating with a number of reviews.")
        return _("%(part)s products are rated: %(mean)s.") % {
            "part": labels.of(told["rated"], told["products"]),
            "mean": labels.rating(told["mean"], told["reviews"]),
        }

    @property
    def ratings(self) -> list[Data]:
        return [
            {"name": one["name"], "count": number(one["count"]), "rating": labels.rating(one["mean"], one["reviews"])}
            for one in self.data["ratings"]["brands"]
        ]

    @property
    def poor(self) -> list[Data]:
        return [one | {"words": labels.rating(one["rating"], one["reviews"])} for one in self.data["ratings"]["poor"]]

    @cached_property
    def shops(self) -> Bars:
        return pictures.ages_of_shops(_("Time since the last reading, by shop"), self.data["freshness"]["shops"])

    @property
    def ages(self) -> list[tuple[str, Text, str]]:
        """(tone, word, count)."""
        counts = self.data["freshness"]["ages"]
        return [(tone, word, number(counts[age])) for age, (tone, word) in labels.AGES.items() if counts[age]]


def shown(analysis: Analysis) -> Comparison | Full:
    return Comparison(analysis) if analysis.is_comparison else Full(analysis)

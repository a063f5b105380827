"""What a merchant should look at first: the sections' numbers turned into findings, the gravest first.

A finding is ``{"code", "tone", "n", "total", "names"}``; ``shown.words`` has the sentence for each code.
"""

from collections.abc import Callable
from typing import Any

NAMED = 3  # brands or categories that a finding names

type Data = dict[str, Any]


def findings(data: Data) -> list[Data]:
    """Of all sections that ``data`` has; a section that was not made says nothing."""
    found: list[Data] = []
    for section, look in LOOKS.items():
        if section in data:
            found += [one for one in look(data[section]) if one["n"]]
    return sorted(found, key=lambda one: TONES.index(one["tone"]))


TONES = ("bad", "wait", "info")


def _finding(code: str, tone: str, n: int, total: int = 0, names: list[str] | None = None) -> Data:
    return {"code": code, "tone": tone, "n": n, "total": total, "names": (names or [])[:NAMED]}


def _of_prices(told: Data) -> list[Data]:
    left = dict.fromkeys(("no_price", "no_currency", "no_rate", "rate_too_old"), 0)
    for one in told["left_out"]:
        left[one["reason"]] += one["count"]
    currencies = sorted({one["currency"] for one in told["left_out"] if one["currency"]})
    dear = [one["name"] for one in told["brands"] if one.get("level") == "premium"]
    cheap = [one["name"] for one in told["brands"] if one.get("level") == "budget"]
    return [
        _finding("no_price", "bad", left["no_price"], told["products"]),
        _finding("no_currency", "wait", left["no_currency"], told["products"]),
        _finding("no_rate", "wait", left["no_rate"] + left["rate_too_old"], told["products"], currencies),
        _finding("premium", "info", len(dear), 0, dear),
        _finding("budget", "info", len(cheap), 0, cheap),
    ]


def _of_gaps(told: Data) -> list[Data]:
    with_gaps = [row["name"] for row in told["rows"] if row["gaps"]]
    brands = [one["name"] for one in told["without_stock"]]
    return [
        _finding("brands_without_stock", "bad", told["without_stock_total"], 0, brands),
        _finding("gaps", "info", len(with_gaps), len(told["rows"]), with_gaps),
        _finding("few", "info", told["few_total"], 0, told["few"]),
    ]


def _of_stock(told: Data) -> list[Data]:
    risks, total = told["risks"], told["products"]
    return [
        _finding("discontinued", "bad", risks["discontinued"], total),
        _finding("out_of_stock", "bad", risks["out_of_stock"], total),
        _finding("last_variant", "wait", risks["last_variant"], total),
        _finding("low_stock", "wait", risks["low_stock"], total),
        _finding("unknown_stock", "wait", told["states"]["unknown"], total),
    ]


def _of_content(told: Data) -> list[Data]:
    total = told["products"]
    lacking = {one["part"]: total - one["count"] for one in told["parts"]}
    return [
        _finding("no_description", "wait", lacking["description"], total),
        _finding("few_pictures", "wait", lacking["pictures"], total),
    ]


def _of_freshness(told: Data) -> list[Data]:
    return [
        _finding("failed", "bad", told["failed"], told["products"] + told["failed"]),
        _finding("stale", "wait", told["stale"], told["products"]),
    ]


def _of_ratings(told: Data) -> list[Data]:
    return [_finding("poor_rating", "wait", told["poor_total"], told["rated"])]


LOOKS: dict[str, Callable[[Data], list[Data]]] = {
    "prices": _of_prices,
    "gaps": _of_gaps,
    "stock": _of_stock,
    "content": _of_content,
    "ratings": _of_ratings,
    "freshness": _of_freshness,
}

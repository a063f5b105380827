"""Why a product does not stand in a file, in the merchant's words."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "importing": _("still being imported"),
    "failed": _("could not be imported"),
    "no_name": _("without a name"),
    "no_price": _("without a price"),
    "no_currency": _("without a currency"),
    "other_currency": _("priced in another currency"),
    "no_rate": _("in a currency for which there is no rate"),
    "rate_too_old": _("in a currency whose rate is too old"),
    "no_image": _("without a picture"),
    "no_link": _("without a page to link to"),
    "no_availability": _("where the shop does not say whether they are in stock"),
    "date_unknown": _("sold ahead, without the date from which they are delivered"),
    "claim_untraced": _("whose texts say what the source does not bear out: confirm it or take it out"),
    "sheet_full": _("beyond what one sheet holds"),
}


def words(code: str) -> str | Promise:
    return SENTENCES.get(code, code)


@dataclass(frozen=True, slots=True)
class Lack:
    """How many products are not in a file for one reason, and the first of them, as (id, name)."""

    words: str | Promise
    count: int
    first: list[tuple[str, str]]

    @property
    def more(self) -> int:
        return self.count - len(self.first)


def lines(left_out: dict[str, Any]) -> list[Lack]:
    """What a file's ``left_out`` says."""
    return [
        Lack(words(code), told["count"], [(pk, name) for pk, name in told["first"]]) for code, told in left_out.items()
    ]

"""What the address of the monitor asks for. Unknown values ask for nothing: an old bookmark shows runs."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Self
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext_lazy as _

from jobs.ids import as_uuid
from jobs.models import Status

ALL = "all"
WINDOWS = {
    "hour": (_("Last hour"), timedelta(hours=1)),
    "day": (_("Last 24 hours"), timedelta(days=1)),
    "week": (_("Last 7 days"), timedelta(days=7)),
    "month": (_("Last 30 days"), timedelta(days=30)),
}
LONGEST = 200  # characters of one value


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """``scope`` is ``all`` for staff who look at everybody's runs. ``code`` is a failure's, so it implies FAILED."""

    scope: str = ""
    status: str = ""
    flow: str = ""
    code: str = ""
    time: str = ""
    q: str = ""
    parent: str = ""

    @classmethod
    def from_address(cls, params: Mapping[str, str], *, is_staff: bool = False, has_shop: bool = True) -> Self:
        given = {one.name: _clean(params.get(one.name, "")) for one in fields(cls)}
        given["scope"] = ALL if is_staff and (given["scope"] == ALL or not has_shop) else ""
        given["status"] = given["status"] if given["status"] in Status.values else ""
        given["time"] = given["time"] if given["time"] in WINDOWS else ""
        given["parent"] = str(as_uuid(given["parent"]) or "")
        if given["code"]:
            given["status"] = Status.FAILED
        return cls(**given)

    @classmethod
    def from_text(cls, address: str) -> Self:
        """From a query string that ``address()`` made; the scope is not taken from it."""
        return cls.from_address(dict(parse_qsl(address)))

    @property
    def is_narrow(self) -> bool:
        """Whether anything but the status is asked for, so that fewer runs than all are meant."""
        return any((self.flow, self.code, self.time, self.q, self.parent))

    @property
    def is_filtered(self) -> bool:
        return self.is_narrow or bool(self.status)

    @property
    def sees_all(self) -> bool:
        return self.scope == ALL

    @property
    def given(self) -> list[tuple[str, str]]:
        """What is asked for, by name, for the hidden fields of a form."""
        return [(one.name, value) for one in fields(self) if (value := getattr(self, one.name))]

    def but(self, **changes: str) -> Self:
        return replace(self, **changes)

    def with_status(self, status: str) -> Self:
        """The same for another status. A failure's code goes with FAILED only."""
        return self.but(status=status, code=self.code if status == Status.FAILED else "")

    def address(self, **more: str) -> str:
        """The query string; what asks for nothing is left out."""
        values = dict(self.given) | more
        return urlencode({name: value for name, value in values.items() if value})


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()[:LONGEST]

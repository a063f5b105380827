"""Which products a command or an admin action is about. The filters of the commands, as data."""

import argparse
import re
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from products.models import Product, ProductQuerySet

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def age(text: str) -> timedelta:
    """``3d``, ``12h``, ``30m`` or ``2w``. Raises argparse.ArgumentTypeError."""
    match = re.fullmatch(r"(\d{1,6})([mhdw])", text)
    if not match:
        raise argparse.ArgumentTypeError(f"{text!r} is not an age such as 30m, 12h, 3d or 2w")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Filters that all must hold; ``all`` says in so many words that every product is meant."""

    status: str | None = None
    error_code: str | None = None
    merchant: str | None = None
    platform: str | None = None
    domain: str | None = None
    older_than: timedelta | None = None
    all: bool = False

    @classmethod
    def from_options(cls, options: dict[str, Any]) -> "Selection":
        return cls(**{field.name: options[field.name] for field in fields(cls)})

    @property
    def is_empty(self) -> bool:
        return all(getattr(self, field.name) in (None, "", False) for field in fields(self))

    def products(self) -> ProductQuerySet:
        """Oldest reading first, so that a limited run begins with what waited longest."""
        wanted = {
            "status": self.status,
            "error_code": self.error_code,
            "merchant__slug": self.merchant,
            "platform": self.platform,
            "domain": self.domain,
        }
        found = Product.objects.alive().filter(**{name: value for name, value in wanted.items() if value})
        if self.older_than is not None:
            found = found.filter(updated_at__lt=_moment_before(self.older_than))
        return found.select_related("merchant").order_by("updated_at", "id")

    @staticmethod
    def add_arguments(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--status", choices=Product.Status.values, help="only products with this status")
        parser.add_argument("--error-code", metavar="CODE", help="only failures of this cause")
        parser.add_argument("--merchant", metavar="SLUG", help="only products of this merchant")
        parser.add_argument("--platform", metavar="NAME", help="only products from this shop platform")
        parser.add_argument("--domain", metavar="HOST", help="only products from this shop")
        parser.add_argument("--older-than", type=age, metavar="AGE", help="not changed for 30m, 12h, 3d, 2w …")
        parser.add_argument("--all", action="store_true", help="every product; needed when no filter is given")


def _moment_before(age: timedelta) -> datetime:
    """The moment ``age`` ago; the calendar's first day when it does not reach that far."""
    try:
        return timezone.now() - age
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)

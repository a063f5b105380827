"""What a new merchant does first, from a link to a product in a store, and how far this one has come."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from merchants.access import MerchantRequest
from merchants.models import Merchant, StoreConnection
from products.enhancement.models import Proposal
from products.models import OwnValue, Product
from products.publishing.models import Listing

COOKIE = "first-steps"  # names the merchant whose steps are done or put away in this browser; then nothing is asked
COOKIE_S = 31_536_000

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Step:
    """``url`` is empty as long as it cannot be done: there must be a product first."""

    title: Text
    hint: Text
    icon: str
    url: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class FirstSteps:
    steps: list[Step]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def is_over(self) -> bool:
        return self.done == self.total

    @property
    def next(self) -> Step | None:
        """The first that is not done."""
        return next((step for step in self.steps if not step.is_done), None)


def of(request: MerchantRequest) -> FirstSteps | None:
    """The merchant's steps; None where they are over or were put away, and for viewers. One query."""
    if not request.membership.may("editor") or request.COOKIES.get(COOKIE) == str(request.merchant.pk):
        return None
    return FirstSteps(_steps(request.merchant))


def next_of(request: MerchantRequest) -> Step | None:
    """What to do after what has been done."""
    steps = of(request)
    return steps.next if steps else None


def end(answer: HttpResponse, merchant: Merchant, steps: FirstSteps | None) -> None:
    """Ask no more once every step is done."""
    if steps and steps.is_over:
        put_away(answer, merchant)


def put_away(answer: HttpResponse, merchant: Merchant) -> None:
    """Show this browser no steps of ``merchant`` any more."""
    answer.set_cookie(COOKIE, str(merchant.pk), max_age=COOKIE_S, httponly=True, samesite="Lax")


def _steps(merchant: Merchant) -> list[Step]:
    known = _known(merchant)
    product = known["newest"]
    page = reverse("products:product", args=[product]) if product else ""
    facts, texts, publish = (f"{page}#{part}" if page else "" for part in ("facts", "texts", "publish"))
    return [
        Step(_("Import a product"), _("Paste its link."), "import", reverse("products:import"), bool(product)),
        Step(_("Correct a value"), _("Open a line and write your own."), "edit", facts, known["edited"]),
        Step(_("Have texts written"), _("In Arabic and English."), "spark", texts, known["written"]),
        Step(_("Connect a store"), _("It takes a minute."), "shop", reverse("merchants:stores"), known["connected"]),
        Step(_("Publish it"), _("You see it before buyers do."), "upload", publish, known["published"]),
    ]


def _known(merchant: Merchant) -> dict[str, Any]:
    mine = OuterRef("pk")
    ready = Product.objects.alive().filter(merchant=mine, status__in=("IMPORTED", "ENHANCED")).order_by("-created_at")
    row = Merchant.objects.filter(pk=merchant.pk).values(
        newest=Subquery(ready.values("pk")[:1]),
        edited=Exists(OwnValue.objects.filter(product__merchant=mine)),
        written=Exists(Proposal.objects.filter(product__merchant=mine)),
        connected=Exists(StoreConnection.objects.filter(merchant=mine)),
        published=Exists(Listing.objects.filter(product__merchant=mine, pushed_at__isnull=False)),
    )
    return dict(row.get())

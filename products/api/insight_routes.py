"""Comparing two brands or two products of the caller's catalogue."""

from typing import Annotated, cast
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Router, Status
from pydantic import ConfigDict, JsonValue, StringConstraints

from jobs.api import shown
from jobs.api.access import may
from jobs.api.problems import WITH_BODY, Problem, answers, invalid
from jobs.api.schemas import Accepted, Body
from products.api.access import MerchantApiRequest
from products.insights import service
from products.insights.forms import unknown
from products.insights.names import NAME_LIMIT, key_of, matching
from products.insights.payloads import CompareRequested
from products.insights.seen import ready

router = Router(tags=["Catalogue"])

Name = Annotated[str, StringConstraints(min_length=1, max_length=NAME_LIMIT)]
PAIRS: list[JsonValue] = [{"required": ["brandA", "brandB"]}, {"required": ["productA", "productB"]}]


class CompareIn(Body):
    """Two brands in any spelling, or two products."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"brandA": "Nahhas", "brandB": "Nour"}, "oneOf": PAIRS}
    )

    brandA: Name = ""
    brandB: Name = ""
    productA: UUID = cast(UUID, None)  # left out; null is not taken
    productB: UUID = cast(UUID, None)


@router.post(
    "/analysis/compare",
    auth=may("write"),
    response=answers({202: Accepted}, 404, 409, *WITH_BODY),
    summary="Compare two brands or two products",
)
def compare(request: MerchantApiRequest, asked: CompareIn) -> Status[Accepted]:
    """The result is `{"success", "analysis_id", "brands", "cached"}`: `cached` when nothing has changed for 24 hours.

    404 `brand_not_found` for a brand of which no product has been read, with the field and what may have been meant;
    404 `product_not_found`; 409 `same_twice` for one brand, in whatever spelling, or one product twice.
    """
    brands, products = (asked.brandA, asked.brandB), (asked.productA, asked.productB)
    if all(brands) == all(products):
        raise invalid(brandA=PAIR)
    wanted = _products(request, *products) if all(products) else _brands(request, *brands)
    return Status(202, shown.accepted(service.compare(request.merchant, wanted)))


PAIR = _("Name two brands or two products.")
TWICE = _("This is the same one twice. Name two different ones.")


def _brands(request: MerchantApiRequest, first: str, second: str) -> CompareRequested:
    given = {"brandA": first, "brandB": second}
    known = service.brands_of(request.merchant)
    if wrong := {field: unknown(name, known) for field, name in given.items() if not matching(name, known)}:
        raise Problem(404, "brand_not_found", _("Brand not found"), fields=wrong)
    if key_of(first) == key_of(second):
        raise Problem(409, "same_twice", TWICE)
    return CompareRequested(brand_a=first, brand_b=second)


def _products(request: MerchantApiRequest, first: UUID, second: UUID) -> CompareRequested:
    wanted = {first, second}
    if ready(request.merchant.products.alive()).filter(pk__in=wanted).count() < len(wanted):
        raise Problem(404, "product_not_found", _("Product not found"))
    if len(wanted) < 2:
        raise Problem(409, "same_twice", TWICE)
    return CompareRequested(product_a=first, product_b=second)

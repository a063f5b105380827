"""Which events programs may send, and that they send them for their own objects only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jobs.api import outside
from jobs.api.problems import Problem
from jobs.payloads import Payload
from jobs.service import Emitted
from merchants.models import Merchant
from products.api.links import link_of
from products.imports import service
from products.models import Product

NOT_YOURS = _("There is no such object.")
NAMING_PRODUCTS = ("product_id", "product_a", "product_b")  # fields of payloads


def register() -> None:
    """Called once when the apps are ready."""
    outside.guard(r"(product/(publish|unpublish|offer)|listings/publish|runs/bulk)\.requested", "publish")
    outside.admit(r"product/(publish|unpublish|offer)\.requested", let_to_stores)
    outside.admit(r"(product|catalogue|analysis)/[a-z-]+\.requested", let_in)


def let_to_stores(payload: Payload, owner: models.Model, send: outside.Send) -> Emitted:
    """As ``let_in``, and the store is the owner's too. Raises Problem 404."""
    assert isinstance(owner, Merchant)
    if not owner.stores.filter(pk=payload.connection_id).exists():  # type: ignore[attr-defined]
        raise Problem(404, "not_found", NOT_YOURS)
    return let_in(payload, owner, send)


def let_in(payload: Payload, owner: models.Model, send: outside.Send) -> Emitted:
    """Send ``payload`` if all that it names is the owner's. A product that failed is importing again.

    Raises Problem 404 for what is another's, unknown or deleted alike, and 400 for a link that is none.
    """
    assert isinstance(owner, Merchant)
    if getattr(payload, "merchant_id", None) not in (None, owner.pk):
        raise Problem(404, "not_found", NOT_YOURS)
    named = {pk for name in NAMING_PRODUCTS if (pk := getattr(payload, name, None))}
    if named and Product.objects.alive().filter(pk__in=named, merchant=owner).count() < len(named):
        raise Problem(404, "not_found", NOT_YOURS)
    product_id = getattr(payload, "product_id", None)
    if source_url := getattr(payload, "source_url", ""):
        link_of(source_url, field="data.sourceUrl")
    sent = send()
    if product_id and not sent.known:
        service.reopen([run for run in sent.runs if run.flow in (service.FLOW, service.REREAD)])
    return sent

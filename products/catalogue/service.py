"""Starting to read a whole catalogue again."""

from django.urls import reverse

from jobs import service as jobs
from jobs.models import Queue, Run
from merchants.models import Merchant
from products.catalogue.payloads import RescrapeRequested
from products.catalogue.steps import catalogue_subject

FLOW = "catalogue/rescrape"
SHOP_FLOW = "catalogue/rescrape-shop"


def payload_for(merchant: Merchant) -> RescrapeRequested | None:
    """What starts it for ``merchant``; None when there is nothing to read."""
    return RescrapeRequested(merchant_id=merchant.pk) if merchant.products.alive().exists() else None


def start(merchant: Merchant) -> Run:
    """Read all products of ``merchant`` again, behind whoever waits for one. The open run when one goes on already."""
    return jobs.emit(RescrapeRequested(merchant_id=merchant.pk), owner=merchant, queue=Queue.BULK).run


def open_run(merchant: Merchant) -> Run | None:
    return jobs.open_run(catalogue_subject(RescrapeRequested(merchant_id=merchant.pk)), FLOW)


def address(run: Run) -> str:
    """The page that watches ``run``."""
    return reverse("products:rescrape-page", args=[run.pk])

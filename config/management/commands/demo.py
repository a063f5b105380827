"""The demo merchant with its products: ``uv run manage.py demo``."""

import logging
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config import demo_login
from config.demo_shop import server as demo_shop
from config.demo_shop.catalogue import DEMO_LINKS, DemoLink
from jobs.models import Queue, Run
from jobs.wait import work_off
from merchants.models import Merchant
from products.imports import lines, service
from products.models import Product


class Command(BaseCommand):
    help = "Make the demo merchant, its login and its products, from the demo shop's pages. May be repeated."
    requires_system_checks: list[str] = []  # the database may be empty; `migrate` runs the checks

    def handle(self, **options: Any) -> None:
        logging.getLogger("scraping").setLevel(logging.ERROR)  # half of the pages are there to fail
        call_command("migrate", interactive=False, verbosity=0)
        try:
            login = demo_login.make_demo_login()
            with demo_shop.serve_or_find(settings.DEMO_SHOP_HOST):
                products = self.import_all(login.merchant)
        except (demo_login.DemoTaken, demo_shop.PortTaken) as error:
            raise CommandError(str(error)) from error
        self.report(products)
        self.stdout.write(f"\nMerchant: {login.merchant.slug}\nLogin:    {login.email}\nPassword: {login.password}")
        if wrong := [str(link.kind) for link, product in products if not ended_as_it_should(link, product)]:
            raise CommandError(f"Not as they should have ended: {', '.join(wrong)}.")

    def import_all(self, merchant: Merchant) -> list[tuple[DemoLink, Product]]:
        """Import every page of the demo shop and wait for the ends, in the catalogue's order."""
        given = lines.from_text("\n".join(link.url for link in DEMO_LINKS))
        links = [line.link for line in given if line.link is not None]
        started = service.start_many(merchant=merchant, links=links, queue=Queue.BULK)
        subjects = [service.subject_of(item.product) for item in started]
        self.stdout.write(f"Importing {len(started)} pages of the demo shop …")
        work_off(list(Run.objects.filter(subject__in=subjects, ended_at=None).values_list("pk", flat=True)))
        fresh = Product.objects.in_bulk([item.product.pk for item in started])
        return [(link, fresh[item.product.pk]) for link, item in zip(DEMO_LINKS, started, strict=True)]

    def report(self, products: list[tuple[DemoLink, Product]]) -> None:
        for link, product in products:
            price = f"{product.price:.2f} {product.currency}" if product.price else "no price"
            what = price if product.is_ready else product.error_code
            self.stdout.write(f"  {product.status:<10} {link.kind!s:<17} {product.name or link.title}  {what}")


def ended_as_it_should(link: DemoLink, product: Product) -> bool:
    """Whether the product's end is the one that the catalogue names. A product enhanced since is imported as well."""
    status = Product.Status.IMPORTED if product.is_ready else product.status
    return (status, product.error_code) == (link.expect, link.error_code)

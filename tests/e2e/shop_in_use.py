"""A shop that has been used: something on every page, with long names, very long words, Arabic beside English."""

from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs.models import Status
from jobs.saved import SavedFilter
from merchants import people
from merchants.models import ApiKey, Invitation, Merchant, StoreConnection
from merchants.notices.writing import News, tell
from merchants.webhooks import endpoints
from merchants.webhooks.models import WebhookAttempt, WebhookDelivery
from products.catalogue import service as catalogue
from products.enhancement import service as enhancement
from products.files import service as files
from products.files.payloads import ExportRequested
from products.imports import lines, service
from products.imports.pages import keep_page
from products.insights import service as insights
from products.insights.payloads import CompareRequested
from products.models import ImportBatch, Product, ProductVariant
from products.publishing.models import Listing, PriceRule, PublishBatch, Rate
from products.watch.models import PricePoint, WatchAlert, WatchedProduct, WatchRule
from scraping.fetched import Document, FetchedPage

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
NAMES = ("Copper dallah with a walnut handle, 1.2 L", "دلة نحاسية مطروقة يدويًا مع طقم فناجين وصينية تقديم", LONG)
SHOP = "a-very-long-shop-name-that-somebody-registered-in-2019.myshopify.com"
Addresses = dict[str, str]


@pytest.fixture
def addresses(merchant, user, product_of, run_of, failed, store_of, make_user, work_all) -> Addresses:
    """The address of every page that a member has, by what it is."""
    products = [_product(product_of, merchant, name) for name in NAMES]
    lost = product_of(merchant, status="FAILED", error_code="page_not_found", link=f"https://shop.test/{LONG * 3}")
    body = f"<p>{LONG * 5}</p>".encode()
    keep_page(lost, FetchedPage(lost.link, Document(lost.link, "text/html", body), 200, "direct"))
    stores = _stores(merchant, store_of)
    _listings(products, stores)
    _watched(merchant, products)
    _people(merchant, make_user)
    for page, query in (("products", "status=FAILED"), ("runs", "status=FAILED")):
        SavedFilter.objects.create(owner=merchant, page=page, name=f"فشل {LONG}"[:60], address=query)
    _news(merchant, products)
    own = _by_work(merchant, user, products, stores, work_all)
    for status in (Status.RUNNING, Status.SUCCEEDED):
        own[f"run {status}"] = f"/monitor/{run_of(merchant, status=status).pk}"
    own["run FAILED"] = f"/monitor/{failed(merchant).pk}"
    own |= {f"product {n}": one.get_absolute_url() for n, one in enumerate(products)}
    own |= {f"store {one.platform}": one.get_absolute_url() for one in stores}
    own |= {
        "import failed": f"/import/status/{lost.pk}",
        "page as seen": reverse("products:page-as-seen", args=[lost.pk]),
        "texts": reverse("products:texts", args=[products[0].pk]),
        "listing": reverse("products:listing", args=[products[1].pk, stores[0].pk]),
    }
    return own | _webhook(merchant)


def _product(product_of: Callable[..., Product], merchant: Merchant, name: str) -> Product:
    facts = {"name": name, "images": [], "properties": {"Material": "Copper", LONG: LONG, "الارتفاع": "28 cm"}}
    product = product_of(merchant, snapshot=facts, image="", domain=SHOP, price=Decimal("1234567.89"))
    ProductVariant.objects.bulk_create(
        ProductVariant(product=product, position=n, options={"اللون": colour}, sku=f"SKU-{n}/ب", price=99)
        for n, colour in enumerate(("أحمر", "Blue"))
    )
    return product


def _stores(merchant: Merchant, store_of: Callable[..., StoreConnection]) -> list[StoreConnection]:
    return [
        store_of(merchant),
        store_of(merchant, "shopify", SHOP, name=SHOP, status="reconnect_needed", error_code="refresh_refused"),
        store_of(merchant, "woocommerce", "shop.example", name="متجر دار", status="disconnected"),
    ]


def _listings(products: list[Product], stores: list[StoreConnection]) -> None:
    Listing.objects.create(product=products[0], connection=stores[0], status="FAILED", error_code="sku_taken")
    Listing.objects.create(product=products[1], connection=stores[0], status="LIVE", remote_id="7", price=99)
    PriceRule.objects.create(merchant=products[0].merchant, margin_percent=1234, category="Home > قهوة")
    Rate.objects.create(
        merchant=products[0].merchant, base="EUR", quote="SAR", rate=4, source="own", on=timezone.now().date()
    )


def _watched(merchant: Merchant, products: list[Product]) -> None:
    now = timezone.now()
    times = {"every": 86400, "slowest": 604800, "interval_s": 86400, "next_at": now}
    WatchRule.objects.create(merchant=merchant, kind="gone", domain=SHOP)
    for product in products:
        WatchedProduct.objects.create(product=product, merchant=merchant, domain=SHOP, **times)
        for n in range(3):
            at = now - timezone.timedelta(days=n)
            PricePoint.objects.create(merchant=merchant, product=product, at=at, price=100 + n, currency="SAR")
        WatchAlert.objects.create(merchant=merchant, product=product, kind="variant_lost", variant="أحمر / XL", at=now)


def _people(merchant: Merchant, make_user: Callable[..., object]) -> None:
    make_user(f"{'editor.with.a.long.address' * 2}@roastery.example", merchant, "editor")
    Invitation.objects.create(merchant=merchant, email="late@example.com", sent_at=timezone.now())
    ApiKey.make(merchant, "ERP — مزامنة المخزون", ["read", "write"])
    ApiKey.make(merchant, "Old", ["read"])[0].revoke()


def _news(merchant: Merchant, products: list[Product]) -> None:
    for n, product in enumerate(products):
        data = {"id": str(product.pk), "name": product.name, "store": SHOP, "store_id": str(uuid4())}
        tell(News(merchant_id=merchant.pk, kind="published", group=str(n), data=data, count=1 + n * 1234))


def _by_work(
    merchant: Merchant, user: object, products: list[Product], stores: list[StoreConnection], work: Callable[[], None]
) -> Addresses:
    """What runs make: texts, analyses, files, reports. All end, well or badly; nobody answers at these shops."""
    enhancement.enhance(products[0])
    compared = insights.compare(merchant, CompareRequested(product_a=products[0].pk, product_b=products[1].pk))
    whole = insights.analyse(merchant)
    file = files.start(merchant, ExportRequested(merchant_id=merchant.pk, kind="jsonl"))
    work()
    reread = catalogue.start(merchant)
    batch = service.start_batch(merchant=merchant, lines=lines.from_text(f"nonsense{LONG}\nhttp://10.0.0.1/\nx"))
    sent = PublishBatch.objects.create(merchant=merchant, connection=stores[0], user=user)
    for number, product in enumerate(products):
        sent.lines.create(number=number, product=product)
    made = {one.kind: one.get_absolute_url() for one in merchant.analyses.all()}
    assert set(made) == {"comparison", "full"}
    return made | {
        "analysis run": reverse("products:analysis-run", args=[compared.pk]),
        "whole analysis run": reverse("products:analysis-run", args=[whole.pk]),
        "export run": files.address(file),
        "reading all again": catalogue.address(reread),
        "batch": ImportBatch.objects.get(pk=batch.pk).get_absolute_url(),
        "publish report": reverse("products:publish-report", args=[sent.pk]),
    }


def _webhook(merchant: Merchant) -> Addresses:
    endpoint, _ = endpoints.make(
        merchant, url=f"https://example.com/{LONG}", description="مستودع", events=["product/scrape.failed"]
    )
    delivery = WebhookDelivery.objects.create(
        endpoint=endpoint, message_id=uuid4(), event="product/scrape.failed", body='{"a": "دلة"}', status="FAILED"
    )
    WebhookAttempt.objects.create(
        delivery=delivery, at=timezone.now(), duration_ms=1234, status_code=500, answer=f"<p>{LONG}</p>"
    )
    return {"webhook": endpoint.get_absolute_url(), "webhook delivery": delivery.get_absolute_url()}


def invitation(merchant: Merchant) -> str:
    return reverse("merchants:invitation", args=[people.token_of(merchant.invitations.get())])

"""Pages that merchants send from their own browsers: judged like any other, and read by the same flow."""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs import service as jobs
from jobs.models import Queue
from merchants.models import Merchant
from products.imports import service
from products.imports.limits import one_at_a_time
from products.imports.pages import keep_attempts, keep_page
from products.imports.payloads import RereadRequested
from products.models import Product, StoredPage
from scraping.errors import BadLink
from scraping.fetched import Attempt, FetchedPage
from scraping.links import Link, parse_link
from scraping.policy import ScrapePolicy
from scraping.saved import SavedPage, address_in, same_shop

PROVIDER = "merchant_browser"
_OF_THIS_MACHINE = ("file:", "cid:", "about:", "blob:")  # copies of copies name where they were opened
A_MINUTE = 30  # pages of one merchant: people send them one by one


class NotTaken(Exception):
    """The page cannot be taken; the text is for the merchant. ``insist``: the merchant may say that it is right."""

    def __init__(self, sentence: str, *, insist: bool = False) -> None:
        super().__init__(sentence)
        self.insist = insist


def link_for(saved: SavedPage, address: str, product: Product | None) -> Link:
    """What the page shall be taken for: the product's link, the one given, or what the file says. Raises NotTaken."""
    policy: ScrapePolicy = settings.SCRAPE_POLICY
    own = "" if saved.address.lower().startswith(_OF_THIS_MACHINE) else saved.address
    text = product.link if product else address.strip() or own
    if not text:
        said = address_in(saved.document(""), policy)
        text = said.url if said else ""
    if not text:
        raise NotTaken(_("Write the address of the page, too: the file does not say it."))
    try:
        return parse_link(text, ports=policy.ports, allow_private=policy.allow_private)
    except BadLink as error:
        raise NotTaken(_("This is not the address of a public page.")) from error


def check_origin(saved: SavedPage, link: Link, *, insists: bool = False) -> None:
    """Refuse a page that says of itself that it is another's. Raises NotTaken.

    The address in the file is exact: it must name the same product, unless the merchant insists. What the page calls
    its canonical address may be written otherwise, but not be in another shop.
    """
    policy: ScrapePolicy = settings.SCRAPE_POLICY
    own = _own_address(saved, policy)
    for said in (own, address_in(saved.document(link.url), policy)):
        if said and not same_shop(said, link):
            raise NotTaken(
                _("This page is from %(said)s, not from %(link)s. Open the right page and send that one.")
                % {"said": said.host, "link": link.host}
            )
    if own and own.key != link.key and not insists:
        sentence = _("The file says that its address is %(said)s. Is it really the page of %(link)s?")
        raise NotTaken(sentence % {"said": own.url, "link": link.url}, insist=True)


def _own_address(saved: SavedPage, policy: ScrapePolicy) -> Link | None:
    try:
        return (
            parse_link(saved.address, ports=policy.ports, allow_private=policy.allow_private) if saved.address else None
        )
    except BadLink:
        return None


def take(saved: SavedPage, link: Link, *, merchant: Merchant) -> Product:
    """Keep the page and queue its reading, for the product of ``link``, which is made if need be. Raises NotTaken."""
    with one_at_a_time(merchant):
        _check_pace(merchant)
        try:
            with transaction.atomic():
                return _take(saved, link, merchant)
        except IntegrityError:  # somebody else imports this link this moment; now theirs is there to be found
            return _take(saved, link, merchant)


def _take(saved: SavedPage, link: Link, merchant: Merchant) -> Product:
    product, is_new = service.find_or_make(merchant=merchant, link=link)
    if product.is_importing and not is_new:
        raise NotTaken(_("This product is being imported right now. Wait until that has ended, or cancel it first."))
    service.reopen_product(product)
    page = FetchedPage(
        link=product.link, document=saved.document(link.url), status_code=200, provider=PROVIDER, is_rendered=True
    )
    keep_attempts(product, [_attempt(page)])
    keep_page(product, page)
    wanted = RereadRequested(product_id=product.pk, merchant_id=merchant.pk)
    jobs.emit(wanted, owner=merchant, queue=Queue.INTERACTIVE)
    return product


def _attempt(page: FetchedPage) -> Attempt:
    return Attempt(
        provider=PROVIDER,
        url=page.url,
        started_at=timezone.now(),
        duration_ms=0,
        bytes_read=len(page.document.body),
        status_code=page.status_code,
    )


def _check_pace(merchant: Merchant) -> None:
    lately = timezone.now() - timedelta(minutes=1)
    sent = StoredPage.objects.filter(merchant=merchant, provider=PROVIDER, created_at__gte=lately).count()
    if sent >= A_MINUTE:
        raise NotTaken(_("That is more than %(limit)d pages in a minute. Wait a minute.") % {"limit": A_MINUTE})

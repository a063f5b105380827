"""The flows of products: the only place where the feature packages meet."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from jobs import flows, payloads, retention, schedules
from jobs.context import StepContext
from jobs.flows import FanOut, Flow, Step, Text
from jobs.models import Queue, Run
from jobs.reasons import SENTENCES as ENGINE_SENTENCES
from jobs.retry import AI, PAGE, STORE_API
from merchants.webhooks.offers import offer
from products import enhancing, export_flow, refreshing, watch_flows
from products.ai import client as ai
from products.budget import BudgetReached
from products.catalogue import steps as catalogue
from products.catalogue.payloads import RescrapeCompleted, RescrapeFailed, RescrapeRequested, ShopRescrapeRequested
from products.catalogue.service import FLOW as RESCRAPE
from products.catalogue.service import SHOP_FLOW as RESCRAPE_SHOP
from products.catalogue.service import payload_for
from products.enhancement import gate as proven
from products.enhancement import many as deciding_many
from products.enhancement import service as enhancement
from products.enhancement import steps as enhance
from products.enhancement.payloads import EnhanceCompleted, EnhanceFailed, EnhanceRequested
from products.enhancement.reasons import LACKS as UNPROVEN
from products.enhancement.reasons import sentence as enhancement_sentence
from products.files import feeds
from products.files import service as files
from products.imports import snapshots
from products.imports import steps as imports
from products.imports.payloads import RereadRequested, ScrapeCompleted, ScrapeFailed, ScrapeRequested
from products.imports.reasons import REASONS, reason_for
from products.imports.retention import delete_old_pages
from products.imports.service import FLOW, REREAD, reading_of, reopen, started_again
from products.imports.snapshots import SnapshotRequested
from products.insights import flows as insights
from products.insights.exchange import Find, NoQuote
from products.models import Product
from products.publishing import batches, differing, gates, listening, offering, pricing, rates
from products.publishing import service as publishing
from products.publishing import steps as publish
from products.publishing.errors import PublishError
from products.publishing.payloads import (
    BatchPublishRequested,
    OfferRequested,
    PublishCompleted,
    PublishFailed,
    PublishRequested,
    StoreLookRequested,
    UnpublishRequested,
)
from products.publishing.reasons import sentence as publishing_sentence
from products.watch import robots
from products.watch.looking import looks_at

PACE_KEY_LIMIT = 120  # the column's length; a longer host still has an end of its own


def subject(payload: ScrapeRequested | RereadRequested) -> str:
    return f"product:{payload.product_id}"


def shop(payload: ScrapeRequested | SnapshotRequested) -> str:
    """The shop that is asked: runs for it keep a common pace. Reading a stored page asks none."""
    host = urlsplit(payload.source_url).hostname or ""
    return host.removeprefix("www.")[-PACE_KEY_LIMIT:]


def sentence(code: str) -> Text:
    return reason_for(code).sentence


def fetch(context: StepContext[ScrapeRequested]) -> dict[str, Any]:
    """Get the page. What no person waits for obeys the site's robots.txt. Raises ScrapeError, ForbiddenByRobots."""
    if context.queue == Queue.BULK:
        robots.check(context.payload.source_url, looks_at(context.payload.source_url))
    return imports.fetch(context)


def read_to_the_end(run: Run) -> None:
    """The end of a reading. What it found otherwise than before is out of date in the stores."""
    product = Product.objects.select_related("merchant", "watched").filter(pk=run.payload["productId"]).first()
    if product is None:
        return
    imports.ended(run, product)
    listening.reading_ended(run)
    watch_flows.read_by_hand(run, product)
    enhancement.reading_ended(run)


IMPORT_FLOW = Flow(
    name=FLOW,
    on=ScrapeRequested,
    title=_("Import"),
    deadline_s=600,
    subject=subject,
    pace=shop,
    steps=(
        Step(fetch, title=_("Reading the page"), retry=PAGE, weight=6),
        Step(imports.read, title=_("Finding the product"), weight=2),
        Step(imports.keep, title=_("Saving"), weight=1),
    ),
    on_end=read_to_the_end,
    on_rerun=started_again,
    say=sentence,
)

SNAPSHOT_FLOW = Flow(
    name=snapshots.FLOW,
    on=SnapshotRequested,
    title=_("Snapshot of a page"),
    deadline_s=600,
    queue=Queue.INTERACTIVE,
    pace=shop,
    steps=(
        Step(snapshots.fetch, title=_("Reading the page"), retry=PAGE, weight=6),
        Step(snapshots.read, title=_("Finding the product"), weight=2),
    ),
    say=sentence,
)

REREAD_FLOW = Flow(
    name=REREAD,
    on=RereadRequested,
    title=_("Reading the stored page again"),
    deadline_s=600,
    subject=subject,
    steps=(
        Step(imports.take_stored, title=_("Taking the stored page"), weight=1),
        Step(imports.read, title=_("Finding the product"), weight=2),
        Step(imports.keep, title=_("Saving"), weight=1),
    ),
    on_end=read_to_the_end,
    on_rerun=started_again,
    say=sentence,
)


def read_products(context: StepContext[ShopRescrapeRequested]) -> Iterator[ScrapeRequested]:
    yield from map(reading_of, catalogue.products_of_shop(context))


def sentence_of_catalogue(code: str) -> Text:
    """A shop fails for the reasons of its products; what the engine says of itself is not about an import here."""
    own = CATALOGUE_SENTENCES.get(code, "")
    return REASONS[code].sentence if code in REASONS and code not in ENGINE_SENTENCES else own


CATALOGUE_SENTENCES: dict[str, Text] = {
    "every_shop_failed": _("None of your shops could be read."),
    "foreign_catalogue": _("This catalogue belongs to somebody else."),
}

RESCRAPE_FLOW = Flow(
    name=RESCRAPE,
    on=RescrapeRequested,
    title=_("Reading all products again"),
    queue=Queue.BULK,
    deadline_s=None,
    subject=catalogue.catalogue_subject,
    steps=(
        FanOut(
            catalogue.shops,
            catalogue.sum_up,
            title=_("Reading your shops"),
            flow=RESCRAPE_SHOP,
            counting=_("%(done)s of %(total)s shops"),
        ),
    ),
    on_end=catalogue.ended,
    say=sentence_of_catalogue,
    starts_by_hand=payload_for,
)

RESCRAPE_SHOP_FLOW = Flow(
    name=RESCRAPE_SHOP,
    on=ShopRescrapeRequested,
    title=_("Reading one shop again"),
    queue=Queue.BULK,
    deadline_s=None,
    subject=catalogue.shop_subject,
    steps=(
        FanOut(
            read_products,
            catalogue.sum_up_shop,
            title=_("Reading the shop's products"),
            flow=FLOW,
            counting=_("%(done)s of %(total)s products"),
            opened=reopen,
        ),
    ),
    say=sentence_of_catalogue,
)


def store_of(payload: PublishRequested | UnpublishRequested | OfferRequested | StoreLookRequested) -> str:
    """Runs for one store keep a common pace; how often it lets us in, its client knows."""
    return f"store:{payload.connection_id}"


PUBLISH_FLOW = Flow(
    name=publishing.FLOW,
    on=PublishRequested,
    title=_("Publishing"),
    queue=Queue.STORES,
    deadline_s=1800,
    subject=publishing.subject_of,
    pace=store_of,
    steps=(
        Step(publish.check, title=_("Checking what the store needs"), retry=STORE_API, weight=1),
        Step(publish.prepare, title=_("Brand, category and tags"), retry=STORE_API, weight=2),
        Step(publish.look, title=_("Looking at what the store has"), retry=STORE_API, weight=1),
        Step(publish.put_product, title=_("Texts and price"), retry=STORE_API, weight=2),
        Step(publish.send_images, title=_("Pictures"), retry=STORE_API, weight=5),
        Step(publish.set_variants, title=_("Options and variants"), retry=STORE_API, weight=3),
        Step(publish.show, title=_("Showing it to buyers"), retry=STORE_API, weight=1),
        Step(publish.verify, title=_("Reading it back"), retry=STORE_API, weight=1),
    ),
    on_end=publishing.published,
    on_rerun=publishing.started_again,
    say=publishing_sentence,
)

UNPUBLISH_FLOW = Flow(
    name=publishing.UNPUBLISH,
    on=UnpublishRequested,
    title=_("Taking it out of the store"),
    queue=Queue.STORES,
    deadline_s=1800,
    subject=publishing.subject_of,
    pace=store_of,
    steps=(Step(publish.take_out, title=_("Hiding it from buyers"), retry=STORE_API),),
    on_end=publishing.unpublished,
    on_rerun=publishing.started_again,
    say=publishing_sentence,
)

OFFER_FLOW = Flow(
    name=publishing.OFFER,
    on=OfferRequested,
    title=_("Price and stock in a store"),
    queue=Queue.STORES,
    deadline_s=1800,
    subject=publishing.subject_of,
    pace=store_of,
    steps=(
        Step(offering.check, title=_("Working out price and stock"), retry=STORE_API),
        Step(offering.send, title=_("Sending price and stock"), retry=STORE_API),
    ),
    on_end=publishing.offered,
    say=publishing_sentence,
)

LOOK_FLOW = Flow(
    name=differing.FLOW,
    on=StoreLookRequested,
    title=_("Looking at it in the store"),
    queue=Queue.STORES,
    deadline_s=1800,
    subject=differing.subject_of,
    pace=store_of,
    steps=(Step(differing.look, title=_("Looking at what the store has"), retry=STORE_API),),
    say=publishing_sentence,
)

BATCH_FLOW = Flow(
    name=publishing.BATCH,
    on=BatchPublishRequested,
    title=_("Publishing many products"),
    queue=Queue.STORES,
    deadline_s=None,
    subject=publishing.batch_subject,
    steps=(
        FanOut(
            batches.every_product,
            batches.sum_up,
            title=_("Sending the products"),
            flow=publishing.FLOW,
            counting=_("%(done)s of %(total)s products"),
            opened=publishing.take_many,
        ),
    ),
    say=publishing_sentence,
)


def sentence_of_enhancing(code: str) -> Text:
    """A picture is fetched like a page, and fails for the same reasons."""
    own = enhancement_sentence(code)
    return REASONS[code].sentence if not own and code in REASONS and code not in ENGINE_SENTENCES else own


ENHANCE_FLOW = Flow(
    name=enhancement.FLOW,
    on=EnhanceRequested,
    title=_("Writing texts"),
    queue=Queue.AI,
    deadline_s=600,
    subject=enhancement.subject_of,
    pace=ai.pace,
    steps=(
        Step(enhance.gather, title=_("Gathering the facts"), weight=1),
        Step(enhance.look, title=_("Looking at the picture, if there is no text"), retry=AI, weight=1),
        Step(enhance.write_arabic, title=_("Writing in Arabic"), retry=AI, weight=4),
        Step(enhance.write_english, title=_("Writing in English"), retry=AI, weight=4),
        Step(enhance.check, title=_("Checking every claim"), weight=1),
        Step(enhance.propose, title=_("Laying it before you"), weight=1),
    ),
    on_end=enhancement.ended,
    say=sentence_of_enhancing,
)


def exchange_rates(merchant_id: Any) -> Find:
    """The rates of the price rules, for the analyses."""
    table = rates.Rates(merchant_id)

    def find(base: str, quote: str) -> pricing.RateUsed:
        try:
            return table.find(base, quote)
        except PublishError as error:
            raise NoQuote(error.code) from error

    return find


def register() -> None:
    """Make the flows and the events known to ``jobs``; called once when the apps are ready."""
    for flow in (IMPORT_FLOW, SNAPSHOT_FLOW, REREAD_FLOW, RESCRAPE_FLOW, RESCRAPE_SHOP_FLOW, export_flow.EXPORT_FLOW):
        flows.register(flow)
    flows.register(refreshing.REFRESH_FLOW, enhancing.ENHANCE_MANY_FLOW, deciding_many.DECIDE_FLOW)
    flows.register(PUBLISH_FLOW, UNPUBLISH_FLOW, OFFER_FLOW, LOOK_FLOW, BATCH_FLOW, ENHANCE_FLOW)
    insights.register(exchange_rates)
    payloads.declare(ScrapeCompleted, ScrapeFailed, RescrapeCompleted, RescrapeFailed, PublishCompleted, PublishFailed)
    offer(ScrapeCompleted, _("A product was read"))
    offer(ScrapeFailed, _("A product could not be read"))
    offer(RescrapeCompleted, _("All products were read again"))
    offer(RescrapeFailed, _("No product could be read again"))
    payloads.declare(EnhanceCompleted, EnhanceFailed)
    gates.register(proven.lacks, UNPROVEN)
    offer(EnhanceCompleted, _("Texts were proposed for a product"))
    offer(EnhanceFailed, _("No texts could be written for a product"))
    retention.register("pages", delete_old_pages)
    retention.register("files", files.delete_old_files)
    schedules.register(schedules.Round("feeds", _("Write feeds anew"), 900.0, feeds.refresh_due))
    offer(PublishCompleted, _("A product was published"))
    offer(PublishFailed, _("A product could not be published"))
    payloads.declare(BudgetReached)
    offer(BudgetReached, _("The month's budget is used up"))
    schedules.register(
        schedules.Round("rates", _("Fetch the rates between currencies"), settings.RATES_EVERY_S, rates.refresh)
    )
    listening.begin()

"""The flows of watching: where looks meet what imports and stores do."""

from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from jobs import flows, payloads, retention, schedules
from jobs.context import StepContext
from jobs.flows import Flow, Step, Text
from jobs.models import Queue, Run, Status
from jobs.retry import STORE_API
from merchants.models import Merchant
from merchants.webhooks.offers import offer
from products import holding
from products.imports import steps as imports
from products.imports.reasons import reason_for
from products.imports.spending import policy_for
from products.models import Facts, Product
from products.publishing import listening
from products.watch import breaker, due, looking, mailing, robots
from products.watch import retention as keeping
from products.watch.models import WatchedProduct
from products.watch.payloads import ArrangeRequested, LookRequested, MailRequested, WatchAlerted
from products.watch.reasons import SENTENCES
from products.watch.schedules import READY, arrange_some
from scraping.errors import PageUnchanged
from scraping.fetched import FetchedPage
from scraping.policy import ScrapePolicy

NOTHING_NEW: dict[str, Any] = {"changes": [], "changes_total": 0}


def look(context: StepContext[LookRequested]) -> dict[str, Any]:
    """Get the page if it is not as it was. Raises ScrapeError, ForbiddenByRobots."""
    row = looking.with_product(WatchedProduct.objects.all(), context.payload.product_id)
    if row is None or row.product.deleted_at is not None or row.product.status not in READY:
        return {"outcome": WatchedProduct.Outcome.UNCHANGED, "is_over": True}
    if not breaker.lets_in(row.domain, row.pk, timezone.now()):
        return {"outcome": WatchedProduct.Outcome.RESTED}
    robots.check(row.product.link, looking.pace_of(context.payload))
    return _look_at(row.product, row, context)


def _look_at(product: Product, row: WatchedProduct, context: StepContext[LookRequested]) -> dict[str, Any]:
    known = looking.known_of(row, product.facts)
    try:
        page = imports.fetch_page(product, product.link, context, policy=_policy(product.merchant), known=known)
    except PageUnchanged:
        context.update(gettext_noop("The page is as it was"))
        return {"outcome": WatchedProduct.Outcome.UNCHANGED}
    context.memory["product"] = product
    stored = imports.store_page(product, page, context)
    return {"outcome": WatchedProduct.Outcome.CHANGED, "stored_page": stored.pk, "known": _known(page)}


def _policy(merchant: Merchant) -> ScrapePolicy:
    """Nobody waits for a look, and it comes again and again: paid services are asked only if the operator says so."""
    policy = policy_for(merchant)
    return policy if settings.WATCH_PAID_SERVICES else replace(policy, services={}, budget=None)


def _known(page: FetchedPage) -> dict[str, Any]:
    """Only of a page as plain HTTP got it: what a browser drew is never twice the same."""
    return asdict(page.known()) if page.provider == "direct" else {}


def read(context: StepContext[LookRequested]) -> dict[str, Any]:
    """Find the product in the page, if it is a new one. Raises ScrapeError, AnotherProduct."""
    if "stored_page" not in context.results["look"]:
        return {}
    found = imports.read(context)
    facts = Facts.objects.get(product=context.payload.product_id)
    looking.check_same_product(facts.snapshot, found["snapshot"])
    return found


def keep(context: StepContext[LookRequested]) -> dict[str, Any]:
    """Save what was read and what is new in it."""
    seen = context.results["look"]
    kept = imports.keep(context) if "stored_page" in seen else NOTHING_NEW
    return {**kept, **{name: seen.get(name) for name in ("outcome", "known", "is_over")}}


def looked(run: Run) -> None:
    """The end of a look. What it found otherwise than before is out of date in the stores."""
    looking.ended(run, holding.act)
    listening.reading_ended(run)


def read_by_hand(run: Run, product: Product) -> None:
    """The end of a reading that was asked for: part of the history, and held against the rules."""
    if run.status == Status.SUCCEEDED and product.deleted_at is None:
        looking.read_otherwise(run, product, holding.act)


def arrange(context: StepContext[ArrangeRequested]) -> dict[str, Any]:
    """Bring the watch of a merchant's products in line with its schedules, some at a time."""
    merchant, count = Merchant.objects.get(pk=context.payload.merchant_id), 0
    after: UUID | None = None
    while last := arrange_some(merchant, context.payload.domain, after):
        after, count = last, count + 1
        context.check()
    return {"batches": count}


def sentence(code: str) -> Text:
    return SENTENCES.get(code) or reason_for(code).sentence


LOOK_FLOW = Flow(
    looking.FLOW,
    on=LookRequested,
    title=_("Look for changes"),
    queue=Queue.BULK,
    deadline_s=600,
    subject=looking.subject_of,
    pace=looking.pace_of,
    steps=(
        Step(look, title=_("Looking at the page"), weight=6),  # not tried again: the next look comes by itself
        Step(read, title=_("Finding the product"), weight=2),
        Step(keep, title=_("Saving"), weight=1),
    ),
    on_end=looked,
    say=sentence,
)

ARRANGE_FLOW = Flow(
    "watch/arrange",
    on=ArrangeRequested,
    title=_("Setting up what is watched"),
    queue=Queue.DEFAULT,
    deadline_s=1800,
    steps=(Step(arrange, title=_("Going through the products"), retry=STORE_API),),
)

MAIL_FLOW = Flow(
    "watch/mail",
    on=MailRequested,
    title=_("Writing of what has changed"),
    queue=Queue.DEFAULT,
    deadline_s=3600,
    subject=mailing.subject_of,
    steps=(Step(mailing.write, title=_("Writing to your people"), retry=STORE_API),),
    on_end=mailing.ended,
    say=sentence,
)


def register() -> None:
    """Called once when the apps are ready."""
    flows.register(LOOK_FLOW, ARRANGE_FLOW, MAIL_FLOW)
    payloads.declare(WatchAlerted)
    offer(WatchAlerted, _("Something changed at a watched product"))
    retention.register("price history", keeping.delete_old_points)
    retention.register("watch alerts", keeping.delete_old_alerts)
    retention.register("robots.txt", robots.delete_old)
    schedules.register(
        schedules.Round("watch", _("Look at products that are due"), due.EVERY_S, due.send_due),
        schedules.Round("watch digest", _("Write the daily e-mails about changes"), 900.0, mailing.send_waiting),
    )

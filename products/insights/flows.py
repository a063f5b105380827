"""The two flows, and what joins them to the rest. Called once by ``products.flows``."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jobs import flows, payloads, retention
from jobs.flows import Flow, Step
from jobs.models import Queue
from jobs.retry import AI
from merchants.webhooks.offers import offer
from products.ai import client
from products.insights import service, steps
from products.insights.payloads import (
    CompareCompleted,
    CompareFailed,
    CompareRequested,
    FullCompleted,
    FullFailed,
    FullRequested,
)
from products.insights.reasons import sentence
from products.insights.steps import Compare, Full, Rates

DEADLINE_S = 1800


def register(rates: Rates) -> None:
    """Make the flows known. ``rates(merchant_id)`` finds rates between currencies, or raises NoQuote."""
    flows.register(comparison(rates), full_analysis(rates))
    payloads.declare(CompareCompleted, CompareFailed, FullCompleted, FullFailed)
    offer(CompareCompleted, _("Two brands or products were compared"))
    offer(CompareFailed, _("A comparison failed"))
    offer(FullCompleted, _("The catalogue was analysed"))
    offer(FullFailed, _("The catalogue could not be analysed"))
    retention.register("analyses", service.delete_old)


def _model() -> str:
    return settings.AI.model if client.is_set_up() else ""


def comparison(rates: Rates) -> Flow:
    def measure(context: Compare) -> Mapping[str, Any]:
        return steps.measure(context, rates, _model())

    return Flow(
        name=service.COMPARE,
        on=CompareRequested,
        title=_("Comparison"),
        queue=Queue.AI,
        deadline_s=DEADLINE_S,
        subject=service.compare_subject,
        is_owners=True,
        pace=client.pace,
        steps=(
            Step(steps.find, title=_("Finding the products"), weight=1),
            Step(measure, title=_("Counting and comparing"), weight=6),
            Step(steps.write_comparison, title=_("Putting it into words"), weight=3, retry=AI),
            Step(steps.keep_comparison, title=_("Saving"), weight=1),
        ),
        on_end=steps.compared,
        say=sentence,
        starts_at=lambda: reverse("products:insights"),
    )


def full_analysis(rates: Rates) -> Flow:
    def prices(context: Full) -> Mapping[str, Any]:
        return steps.prices(context, rates)

    def write_full(context: Full) -> Mapping[str, Any]:
        return steps.write_full(context, _model())

    def gaps(context: Full) -> Mapping[str, Any]:
        return steps.gaps(context, rates)

    return Flow(
        name=service.FULL,
        on=FullRequested,
        title=_("Analysis of the catalogue"),
        queue=Queue.AI,
        deadline_s=DEADLINE_S,
        subject=service.full_subject,
        is_owners=True,
        pace=client.pace,
        steps=(
            Step(steps.prepare, title=_("Counting the products"), weight=1),
            Step(prices, title=_("Price positioning"), weight=3),
            Step(gaps, title=_("Gaps in the range"), weight=3),
            Step(steps.stock, title=_("Stock at risk"), weight=3),
            Step(steps.content, title=_("Quality of the content"), weight=3),
            Step(steps.ratings, title=_("Ratings"), weight=2),
            Step(steps.freshness, title=_("Stale data"), weight=2),
            Step(write_full, title=_("Putting it into words"), weight=3, retry=AI),
            Step(steps.keep_full, title=_("Saving"), weight=1),
        ),
        on_end=steps.analysed,
        say=sentence,
        starts_by_hand=service.payload_for,
    )

"""Which rules a happening meets, and what follows from it: one alert, a message, a change in the stores."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from jobs import service as jobs
from products.models import Product
from products.watch.models import WatchAlert, WatchKind, WatchPreferences, WatchRule
from products.watch.observing import Happening
from products.watch.payloads import MailRequested, WatchAlerted

MOST = 50  # rules of one merchant; each is held against everything that happens
Mail = WatchPreferences.Mail
Action = WatchRule.Action

type Act = Callable[[Product, str], str]
"""Does an action of ``WatchRule.Action`` to a product's listings; gives a word of ``WatchAlert.Done``."""


def meets(rule: WatchRule, happening: Happening, domain: str) -> bool:
    """Whether ``rule`` is about ``happening`` at the shop ``domain``. Of two thresholds both must be reached."""
    if rule.kind != happening.kind or rule.domain not in ("", domain):
        return False
    if rule.kind != WatchKind.PRICE:
        return True
    old, new = Decimal(happening.old or 0), Decimal(happening.new or 0)
    if (rule.direction == WatchRule.Direction.UP and new < old) or (
        rule.direction == WatchRule.Direction.DOWN and new > old
    ):
        return False
    by_percent = rule.percent is None or abs(happening.percent or Decimal(0)) >= rule.percent
    return by_percent and (rule.amount is None or abs(new - old) >= rule.amount)


def raise_alerts(
    product: Product, happenings: Sequence[Happening], *, run_id: UUID | None, now: datetime, act: Act
) -> list[WatchAlert]:
    """Write an alert for each happening that a rule is about, tell of it, and do in the stores what the rules say."""
    rules = list(WatchRule.objects.filter(merchant_id=product.merchant_id)[:MOST]) if happenings else []
    alerts = []
    for happening in happenings:
        met = [rule for rule in rules if meets(rule, happening, product.domain)]
        if met:
            alerts.append(_alert(product, happening, met, run_id=run_id, now=now, act=act))
    WatchAlert.objects.bulk_create(alerts)
    _tell(product, alerts)
    return alerts


def _alert(
    product: Product, happening: Happening, met: Sequence[WatchRule], *, run_id: UUID | None, now: datetime, act: Act
) -> WatchAlert:
    return WatchAlert(
        merchant_id=product.merchant_id,
        product=product,
        kind=happening.kind,
        at=now,
        run_id=run_id,
        old=happening.old,
        new=happening.new,
        currency=happening.currency,
        percent=happening.percent,
        variant=happening.variant,
        mail=soonest(rule.mail for rule in met),
        done=_do(product, {rule.action for rule in met if rule.action}, act),
    )


def soonest(wanted: Iterable[str]) -> str:
    """Of what several rules say about e-mail, the one that tells first."""
    order = [Mail.NOW, Mail.DIGEST, Mail.NEVER]
    return min(wanted, key=lambda one: order.index(Mail(one)))


def _do(product: Product, actions: set[str], act: Act) -> str:
    done = [act(product, action) for action in sorted(actions)]
    order = [WatchAlert.Done.ASKED, WatchAlert.Done.KEPT, WatchAlert.Done.NOWHERE, WatchAlert.Done.NOTHING]
    return min(done, key=lambda one: order.index(WatchAlert.Done(one)), default=WatchAlert.Done.NOTHING)


def _tell(product: Product, alerts: Sequence[WatchAlert]) -> None:
    jobs.emit_many([told_as(alert) for alert in alerts], owner=product.merchant)
    if any(alert.mail == Mail.NOW for alert in alerts):
        jobs.emit(MailRequested(merchant_id=product.merchant_id, mail=Mail.NOW), owner=product.merchant)


def told_as(alert: WatchAlert) -> WatchAlerted:
    """What a merchant's program gets."""
    return WatchAlerted(
        product_id=alert.product_id,
        alert_id=alert.pk,
        kind=alert.kind,
        at=alert.at,
        old=alert.old,
        new=alert.new,
        currency=alert.currency,
        percent=alert.percent,
        variant=alert.variant,
    )

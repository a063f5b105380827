"""Which rules a happening meets, and what follows from it: one alert, a message, a change in the stores."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from jobs import service as jobs
from products.models import Product
from products.watch import adding
from products.watch.models import WatchAlert, WatchKind, WatchPreferences, WatchRule
from products.watch.observing import Happening
from products.watch.payloads import MailRequested, WatchAlerted

MOST = 50  # rules of one merchant; each is held against everything that happens
Mail = WatchPreferences.Mail
Action = WatchRule.Action

type Told = tuple[WatchRule, Happening]

type Act = Callable[[Product, str], str]
"""Does an action of ``WatchRule.Action`` to a product's listings; gives a word of ``WatchAlert.Done``."""


def is_about(rule: WatchRule, happening: Happening, domain: str) -> bool:
    """Whether ``rule`` asks for this kind of thing at the shop ``domain``, however large it is."""
    return rule.kind == happening.kind and rule.domain in ("", domain)


def meets(rule: WatchRule, happening: Happening, domain: str) -> bool:
    """Whether ``rule`` tells of ``happening`` at the shop ``domain``. Of two thresholds both must be reached."""
    if not is_about(rule, happening, domain):
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


def judge(
    rule: WatchRule, happening: Happening, domain: str, base: adding.Base | None, now: datetime
) -> tuple[Happening | None, adding.Base | None]:
    """What ``rule`` tells of, if anything, and from what price it reckons the next step; None: from where we are now.

    A step that is too small alone counts together with those since ``base``.
    """
    if meets(rule, happening, domain):
        return happening, None
    if not rule.has_limit or not is_about(rule, happening, domain):
        return None, base
    base = base or adding.Base(Decimal(happening.old or 0), now)
    whole = adding.since(base, happening)
    if meets(rule, whole, domain):
        return whole, None
    return None, base if adding.leads_on(rule, base, happening) else None


def raise_alerts(
    product: Product, happenings: Sequence[Happening], *, run_id: UUID | None, now: datetime, act: Act
) -> list[WatchAlert]:
    """Write an alert for each happening that a rule is about, tell of it, and do in the stores what the rules say."""
    rules = list(WatchRule.objects.filter(merchant_id=product.merchant_id)[:MOST]) if happenings else []
    told = [found for one in happenings if (found := _told(product, one, rules, now))]
    alerts = [_alert(product, found, run_id=run_id, now=now, act=act) for found in told]
    WatchAlert.objects.bulk_create(alerts)
    _tell(product, alerts)
    return alerts


def _told(product: Product, happening: Happening, rules: Sequence[WatchRule], now: datetime) -> list[Told]:
    """What each rule that is met tells of. Steps below a rule's limit are added up."""
    about = [rule for rule in rules if is_about(rule, happening, product.domain)]
    bases = adding.Bases(product, happening.currency, [rule for rule in about if rule.has_limit])
    told = []
    for rule in about:
        found, base = judge(rule, happening, product.domain, bases.of(rule), now)
        bases.keep(rule, base)
        if found:
            told.append((rule, found))
    return told


def _alert(product: Product, told: Sequence[Told], *, run_id: UUID | None, now: datetime, act: Act) -> WatchAlert:
    """One for all that rules tell of one happening: the step itself if a rule tells of it, else the largest sum."""
    happening = max((one for _rule, one in told), key=lambda one: (one.since is None, abs(one.percent or 0)))
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
        since=happening.since,
        mail=soonest(rule.mail for rule, _one in told),
        done=_do(product, {rule.action for rule, _one in told if rule.action}, act),
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
        since=alert.since,
    )

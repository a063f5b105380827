"""How watching is shown: what happened, how often, and what a rule says, each in one sentence."""

from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.templatetags.times import ago, day, number
from products.imports.reasons import reason_for
from products.models import Product
from products.templatetags.products import money
from products.watch import reasons, shops
from products.watch.models import Every, ShopHealth, WatchAlert, WatchKind, WatchRule
from products.watch.observing import Happening
from products.watch.schedules import Chosen

register = template.Library()


@register.filter
def happened(alert: WatchAlert | Happening) -> str:
    """What an alert tells of, in the reader's language. Before it is one, it is what happened."""
    if alert.kind == WatchKind.PRICE and alert.since:
        return _("Price: %(old)s → %(new)s (%(percent)s), in small steps since %(day)s.") % {
            "old": money(alert.old, alert.currency),
            "new": money(alert.new, alert.currency),
            "percent": signed_percent(alert.percent),
            "day": day(alert.since),
        }
    if alert.kind == WatchKind.PRICE:
        return _("Price: %(old)s → %(new)s (%(percent)s).") % {
            "old": money(alert.old, alert.currency),
            "new": money(alert.new, alert.currency),
            "percent": signed_percent(alert.percent),
        }
    if alert.kind == WatchKind.VARIANT_LOST:
        return _("The variant “%(variant)s” is gone.") % {"variant": alert.variant}
    if alert.kind == WatchKind.GONE:
        return _("The shop does not have this product any more.")
    states = dict(Product.Availability.choices)
    return _("Now: %(state)s.") % {"state": states.get(alert.new or "", alert.new or "")}


@register.filter
def signed_percent(percent: object) -> str:
    """``-12.5`` as ``−12.5 %``, kept together and in its direction in Arabic text too."""
    if percent is None:
        return ""
    number = f"{abs(float(str(percent))):.1f}".removesuffix(".0")
    sign = "−" if float(str(percent)) < 0 else "+"
    return f"\u2066{sign}{number} %\u2069"


@register.filter
def often(chosen: Chosen) -> str:
    """How often, in words; and by whose choice, when it is not the shop's own."""
    word = str(Every(chosen.every).label)
    if chosen.slowest > chosen.every:
        slowest = str(Every(chosen.slowest).label)
        word = _("%(often)s, quiet ones: %(slowest)s") % {"often": word, "slowest": slowest.lower()}
    return word if chosen.source == "shop" else _("%(often)s (as all)") % {"often": word}


@register.simple_tag
def watched_of(shop: shops.Shop) -> str:
    """How many of a shop's products are watched, as far as they were counted."""
    numbers = {"some": number(min(shop.watched, shops.COUNT_CAP)), "all": number(min(shop.products, shops.COUNT_CAP))}
    if shop.watched > shops.COUNT_CAP:
        return _("More than %(some)s") % numbers
    if shop.products > shops.COUNT_CAP:
        return _("%(some)s of more than %(all)s") % numbers
    return _("%(some)s of %(all)s") % numbers


@register.filter
def rests(shop: ShopHealth) -> str:
    """Why a shop is not asked, and until when."""
    why = str(reason_for(shop.error_code).sentence)
    if shop.rests_until and shop.rests_until > timezone.now():
        return _("%(why)s Left alone; the next try comes %(when)s.") % {"why": why, "when": ago(shop.rests_until)}
    return _("%(why)s The next product that is due tries again.") % {"why": why}


@register.filter
def watch_reason(code: str) -> str:
    """Why a look failed."""
    return str(reasons.SENTENCES.get(code) or reason_for(code).sentence)


@register.filter
def in_words(rule: WatchRule) -> str:
    """When a rule tells."""
    if rule.kind != WatchKind.PRICE:
        return rule.get_kind_display()
    least = [signless(rule.percent, " %"), signless(rule.amount, "")]
    by = _(" and ").join(part for part in least if part)
    moves = {
        WatchRule.Direction.ANY: _("The price changes"),
        WatchRule.Direction.UP: _("The price rises"),
        WatchRule.Direction.DOWN: _("The price falls"),
    }[WatchRule.Direction(rule.direction)]
    return _("%(moves)s by at least %(by)s") % {"moves": moves, "by": by} if by else str(moves)


def signless(number: object, unit: str) -> str:
    """A threshold without needless zeros; empty for none."""
    if number is None:
        return ""
    text = f"{Decimal(str(number)):f}"
    return f"\u2066{text.rstrip('0').rstrip('.') if '.' in text else text}{unit}\u2069"

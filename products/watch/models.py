"""Schedules, what is known of each watched product, shops that rest, history, rules and alerts.

Imported by ``products.models``.
"""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jobs.ids import uuid7


class Every(models.IntegerChoices):
    """How often a product is looked at, in seconds."""

    NEVER = 0, pgettext_lazy("how often", "Not at all")
    HOUR = 3_600, _("Every hour")
    SIX_HOURS = 21_600, _("Every 6 hours")
    DAY = 86_400, _("Every day")
    WEEK = 604_800, _("Every week")


class WatchSchedule(models.Model):
    """How often products are looked at: of a merchant, of one shop, or one product. The most specific one holds.

    ``every``: when they change. Quiet ones are looked at less and less often, down to ``slowest``.
    """

    merchant = models.ForeignKey("merchants.Merchant", on_delete=models.CASCADE, related_name="watch_schedules")
    domain = models.CharField(_("shop"), max_length=255, blank=True)
    product = models.ForeignKey(
        "products.Product", on_delete=models.CASCADE, null=True, blank=True, related_name="watch_schedules"
    )
    every = models.PositiveIntegerField(_("How often"), choices=Every)
    slowest = models.PositiveIntegerField(
        _("Quiet products not less than"), choices=Every, help_text=_("Products that do not change are looked at less.")
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="watch_schedule_of_place_once", fields=["merchant", "domain"], condition=Q(product__isnull=True)
            ),
            models.UniqueConstraint(name="watch_schedule_of_product_once", fields=["product"]),
            models.CheckConstraint(name="watch_schedule_one_place", condition=Q(domain="") | Q(product__isnull=True)),
            models.CheckConstraint(name="watch_schedule_slowest_last", condition=Q(slowest__gte=F("every"))),
        ]

    def __str__(self) -> str:
        return f"{self.merchant_id} {self.domain or self.product_id or ''} {self.get_every_display()}"


class WatchPreferences(models.Model):
    """What a merchant chose for all of it. The row also is the lock under which schedules are applied."""

    class Mail(models.TextChoices):
        NOW = "now", _("At once")
        DIGEST = "digest", _("Once a day")
        NEVER = "never", _("Not by e-mail")

    merchant = models.OneToOneField(
        "merchants.Merchant", on_delete=models.CASCADE, primary_key=True, related_name="watch_preferences"
    )
    digest_hour = models.PositiveSmallIntegerField(_("Hour of the daily e-mail"), default=8)
    digested_on = models.DateField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="watch_digest_hour_of_day", condition=Q(digest_hour__lte=23))]

    def __str__(self) -> str:
        return str(self.merchant_id)


class WatchedProduct(models.Model):
    """A product that is looked at by itself: when next, how the page was last time, and how the last looks went.

    ``pending``: what one look saw and a second has to confirm. ``known_*`` is what the shop said of the page that the
    facts were read from; it holds only while the facts are those of ``known_read_at``.
    """

    class Outcome(models.TextChoices):
        UNCHANGED = "unchanged", _("Nothing new")
        CHANGED = "changed", _("Something changed")
        FAILED = "failed", _("Could not be read")
        GONE = "gone", _("Gone from the shop")
        RESTED = "rested", _("The shop rests")
        FORBIDDEN = "forbidden", _("The shop does not want programs to read it")

    product = models.OneToOneField(
        "products.Product", on_delete=models.CASCADE, primary_key=True, related_name="watched"
    )
    merchant = models.ForeignKey("merchants.Merchant", on_delete=models.CASCADE, related_name="watched_products")
    domain = models.CharField(max_length=255)
    every = models.PositiveIntegerField(choices=Every)
    slowest = models.PositiveIntegerField(choices=Every)
    interval_s = models.PositiveIntegerField(help_text=_("Between every and slowest; grows while nothing changes."))
    next_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    error_code = models.CharField(max_length=60, blank=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text=_("Looks in a row that failed."))
    pending = models.JSONField(default=dict, blank=True)
    known = models.JSONField(default=dict, blank=True)
    known_read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at", "product"], name="watch_due"),
            models.Index(fields=["merchant", "domain"], name="watch_of_shop"),
        ]

    def __str__(self) -> str:
        return str(self.product_id)


class ShopHealth(models.Model):
    """How a shop treats us, for all merchants together: after failures in a row it rests, then one probe goes out.

    ``rests_until`` None: open. ``probe``: the product whose look is the probe, until ``probe_until``.
    """

    domain = models.CharField(max_length=255, primary_key=True)
    failures = models.PositiveIntegerField(default=0, help_text=_("In a row, of different products."))
    rests = models.PositiveSmallIntegerField(default=0, help_text=_("Rests in a row; each is longer."))
    rests_until = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=60, blank=True)
    probe = models.UUIDField(null=True, blank=True)
    probe_until = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.domain


class RobotsText(models.Model):
    """A site's robots.txt as it was last fetched; every worker reads it here."""

    origin = models.CharField(max_length=300, primary_key=True)
    text = models.TextField(blank=True)
    fetched_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.origin


class PricePoint(models.Model):
    """From ``at`` on the shop's price and stock were so, until the product's next point. One row a change.

    ``until`` is when that came, and empty while the point holds; so what is too old is found without those that hold.
    """

    merchant = models.ForeignKey("merchants.Merchant", on_delete=models.CASCADE, related_name="price_points")
    product = models.ForeignKey("products.Product", on_delete=models.CASCADE, related_name="price_points")
    at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    price = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    availability = models.CharField(max_length=12, blank=True)
    quantity = models.IntegerField(null=True, blank=True)
    is_gone = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(name="price_point_once", fields=["product", "at"])]
        indexes = [
            models.Index(fields=["until"], name="price_point_over", condition=Q(until__isnull=False)),
            models.Index(fields=["merchant", "at"], name="price_point_of_merchant"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.price} {self.currency} {self.availability}"


class WatchKind(models.TextChoices):
    """What may have happened at the source."""

    PRICE = "price", _("The price changes")
    OUT_OF_STOCK = "out_of_stock", _("Out of stock")
    BACK = "back_in_stock", _("Back in stock")
    GONE = "gone", _("Gone from the shop")
    VARIANT_LOST = "variant_lost", _("A variant is gone")


class WatchRule(models.Model):
    """What a merchant wants to be told of, and what is to be done in the store then."""

    class Direction(models.TextChoices):
        ANY = "any", _("Up or down")
        UP = "up", _("Up")
        DOWN = "down", _("Down")

    class Action(models.TextChoices):
        NOTHING = "", _("Change nothing in my stores")
        PRICE = "price", _("Bring the new price to my stores, by my price rules")
        HOLD = "hold", _("Set the quantity in my stores to 0")
        RELEASE = "release", _("Give the quantity in my stores back")
        VARIANT = "variant", _("Set the quantity of that variant in my stores to 0")

    FITTING = {
        WatchKind.PRICE: {Action.NOTHING, Action.PRICE},
        WatchKind.OUT_OF_STOCK: {Action.NOTHING, Action.HOLD},
        WatchKind.BACK: {Action.NOTHING, Action.RELEASE},
        WatchKind.GONE: {Action.NOTHING, Action.HOLD},
        WatchKind.VARIANT_LOST: {Action.NOTHING, Action.VARIANT, Action.HOLD},
    }

    merchant = models.ForeignKey("merchants.Merchant", on_delete=models.CASCADE, related_name="watch_rules")
    kind = models.CharField(_("When"), max_length=16, choices=WatchKind)
    domain = models.CharField(_("Shop"), max_length=255, blank=True)
    direction = models.CharField(_("Direction"), max_length=4, choices=Direction, default=Direction.ANY)
    percent = models.DecimalField(_("By at least, in percent"), max_digits=6, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField(
        _("By at least, in the shop's currency"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    mail = models.CharField(
        _("E-mail"), max_length=6, choices=WatchPreferences.Mail, default=WatchPreferences.Mail.DIGEST
    )
    action = models.CharField(_("In my stores"), max_length=7, choices=Action, blank=True, default=Action.NOTHING)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="watch_rule_threshold_positive",
                condition=(Q(percent__isnull=True) | Q(percent__gt=Decimal(0), percent__lte=Decimal(1000)))
                & (Q(amount__isnull=True) | Q(amount__gt=Decimal(0))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merchant_id} {self.kind}"

    @property
    def has_limit(self) -> bool:
        """Whether small changes of a price are not told of one by one."""
        return self.kind == WatchKind.PRICE and (self.percent is not None or self.amount is not None)


class ToldPrice(models.Model):
    """The price from which a rule with a limit reckons at one product, while steps below the limit lead away from it.

    There is none while the product stands at the price that the rule told of last. ``at``: when the first step came.
    """

    product = models.ForeignKey("products.Product", on_delete=models.CASCADE, related_name="+", db_index=False)
    rule = models.ForeignKey(WatchRule, on_delete=models.CASCADE, related_name="told_prices")
    price = models.DecimalField(max_digits=18, decimal_places=4)
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="told_price_once", fields=["product", "rule"])]

    def __str__(self) -> str:
        return f"{self.product_id} {self.price} {self.currency}"


class WatchAlert(models.Model):
    """Something that happened and that a rule asked to be told of. One for what happened, whatever rules it met."""

    class Done(models.TextChoices):
        NOTHING = "", _("Nothing was changed in your stores.")
        ASKED = "asked", _("It was passed on to your stores.")
        KEPT = "kept", _("Left alone in your stores, since you set it yourself.")
        NOWHERE = "nowhere", _("It is in none of your stores.")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    merchant = models.ForeignKey("merchants.Merchant", on_delete=models.CASCADE, related_name="watch_alerts")
    product = models.ForeignKey("products.Product", on_delete=models.CASCADE, related_name="watch_alerts")
    kind = models.CharField(max_length=16, choices=WatchKind)
    at = models.DateTimeField()
    run_id = models.UUIDField(null=True, blank=True)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    percent = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    since = models.DateTimeField(null=True, blank=True, help_text=_("When the first of several small steps came."))
    variant = models.CharField(max_length=301, blank=True)
    done = models.CharField(max_length=7, choices=Done, blank=True)
    mail = models.CharField(max_length=6, choices=WatchPreferences.Mail)
    mailed_at = models.DateTimeField(null=True, blank=True)
    is_seen = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="watch_alert_once_a_look",
                fields=["product", "run_id", "kind", "variant"],
                condition=Q(run_id__isnull=False),
            )
        ]
        indexes = [
            models.Index("merchant", F("id").desc(), name="watch_alert_newest"),
            models.Index("merchant", "kind", F("id").desc(), name="watch_alert_by_kind"),
            models.Index(fields=["merchant"], name="watch_alert_unseen", condition=Q(is_seen=False)),
            models.Index(
                fields=["mail", "merchant", "id"],
                name="watch_alert_to_mail",
                condition=Q(mailed_at__isnull=True) & ~Q(mail="never"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.kind}"

"""Listings, their texts, pictures and history, price rules and rates. Imported by ``products.models``."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jobs.ids import uuid7


class Listing(models.Model):
    """One product in one store. ``status`` is moved by ``products.publishing.status.move`` alone.

    What is sold is here; what was read stays in the product's facts. Empty fields take the product's values in force.
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("Not in the store")
        PUSHING = "PUSHING", _("Being sent")
        LIVE = "LIVE", _("In the store")
        FAILED = "FAILED", _("Failed")
        OUT_OF_DATE = "OUT_OF_DATE", _("Out of date")

    NEXT = {
        Status.DRAFT: {Status.PUSHING},
        Status.PUSHING: {Status.LIVE, Status.FAILED, Status.DRAFT},
        Status.LIVE: {Status.PUSHING, Status.OUT_OF_DATE, Status.FAILED, Status.DRAFT},
        Status.FAILED: {Status.PUSHING, Status.DRAFT},
        Status.OUT_OF_DATE: {Status.PUSHING, Status.FAILED, Status.DRAFT},
    }

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    product = models.ForeignKey("products.Product", on_delete=models.CASCADE, related_name="listings")
    connection = models.ForeignKey("merchants.StoreConnection", on_delete=models.CASCADE, related_name="listings")
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT)
    error_code = models.CharField(_("error code"), max_length=60, blank=True)
    error_detail = models.TextField(_("error detail"), blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    run_id = models.UUIDField(null=True, blank=True, help_text=_("The run that has it while it is being sent."))
    is_touched = models.BooleanField(default=False, help_text=_("Something changed while it was being sent."))

    key = models.UUIDField(default=uuid7, editable=False, unique=True, help_text=_("Marks our product in the store."))
    remote_id = models.CharField(_("id in the store"), max_length=200, blank=True)
    remote_url = models.CharField(_("page in the store"), max_length=2048, blank=True)
    admin_url = models.CharField(max_length=2048, blank=True)
    is_hidden = models.BooleanField(default=False, help_text=_("It is in the store, and buyers do not see it."))
    content_hash = models.CharField(max_length=64, blank=True, help_text=_("Of what was sent last."))
    sent = models.JSONField(default=dict, blank=True, help_text=_("What was sent last, whole."))
    shown = models.JSONField(default=dict, blank=True, help_text=_("How the store showed it when it was read last."))
    differs = models.JSONField(
        default=list, blank=True, help_text=_("What was found changed in the store since, field by field.")
    )
    looked_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was read in the store last."))
    notes = models.JSONField(default=list, blank=True, help_text=_("What the last sending left out, by code."))
    price = models.DecimalField(_("price"), max_digits=18, decimal_places=4, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    pricing = models.JSONField(default=dict, blank=True, help_text=_("How the price sent last came about."))
    pushed_at = models.DateTimeField(_("sent"), null=True, blank=True)

    sku = models.CharField(_("SKU"), max_length=100, blank=True)
    tried_skus = models.JSONField(default=list, blank=True, help_text=_("Under which it may have got into the store."))
    brand = models.CharField(_("Brand"), max_length=255, blank=True)
    category = models.CharField(
        _("Category"), max_length=500, blank=True, help_text=_("From the top down, for example Home > Lamps.")
    )
    tags = models.JSONField(_("Tags"), default=list, blank=True)
    own_price = models.DecimalField(
        _("Price in this store"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text=_("In the store's currency, in place of the price rules. For variants too."),
    )
    quantity = models.PositiveIntegerField(_("Quantity"), null=True, blank=True)
    is_on_hold = models.BooleanField(default=False, help_text=_("A rule set the quantity in the store to 0."))
    with_tax = models.BooleanField(_("The price is subject to VAT"), default=True)
    tax_reason_code = models.CharField(_("Reason for no VAT"), max_length=60, blank=True)
    wants_hidden = models.BooleanField(_("Send it hidden"), default=False)

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="listing_once_per_store", fields=["product", "connection"]),
            models.UniqueConstraint(
                name="listing_remote_once", fields=["connection", "remote_id"], condition=~Q(remote_id="")
            ),
            models.CheckConstraint(
                name="listing_error_only_when_failed", condition=Q(error_code="") | Q(status="FAILED")
            ),
            models.CheckConstraint(
                name="listing_live_is_in_store",
                condition=~Q(status__in=["LIVE", "OUT_OF_DATE"]) | ~Q(remote_id=""),
            ),
            models.CheckConstraint(
                name="listing_pushing_has_run", condition=~Q(status="PUSHING") | Q(run_id__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["connection", "status"], name="listing_of_store")]
        verbose_name = _("listing")
        verbose_name_plural = _("listings")

    def __str__(self) -> str:
        return f"{self.product} → {self.connection}"

    @property
    def is_pushing(self) -> bool:
        return self.status == self.Status.PUSHING

    @property
    def left_out(self) -> list[dict[str, Any]]:
        """The notes on what the store did not have: it may by now, so the next sending tries again."""
        return [told for told in self.notes if told.get("code") == "category_left_out"]

    @property
    def is_in_store(self) -> bool:
        """The store has it, whatever state it is in there."""
        return bool(self.remote_id)


class ListingChange(models.Model):
    """One move of a listing's status, written with the move itself."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="changes")
    old = models.CharField(max_length=12, choices=Listing.Status, blank=True)
    new = models.CharField(max_length=12, choices=Listing.Status)
    error_code = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class ListingText(models.Model):
    """What buyers read in one language, as the merchant wrote it. Empty fields take the product's own."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=8)
    name = models.CharField(_("Title"), max_length=500, blank=True)
    description_html = models.TextField(_("Description"), blank=True, help_text=_("Cleaned by nh3 on the way in."))
    seo_title = models.CharField(_("Title for search engines"), max_length=70, blank=True)
    seo_description = models.CharField(_("Description for search engines"), max_length=160, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="listing_text_once", fields=["listing", "language"])]

    def __str__(self) -> str:
        return f"{self.language}: {self.name}"


class ListingImage(models.Model):
    """A picture that the store has, or would not take (``error_code``). ``key`` is that of the picture's address."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="images")
    key = models.CharField(max_length=64)
    remote_id = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    alt = models.TextField(blank=True, help_text=_("The text that was sent with it last."))
    error_code = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(name="listing_image_once", fields=["listing", "key"])]

    def __str__(self) -> str:
        return self.remote_id or self.error_code

    @property
    def is_tried(self) -> bool:
        """Whether it was sent and nobody heard what became of it."""
        return self.pk is not None and not self.remote_id and not self.error_code


class PriceRule(models.Model):
    """From the shop's price to the merchant's. The one that says most about store and category is taken.

    Amounts are in the store's currency.
    """

    class Rounding(models.TextChoices):
        NONE = "", _("Not at all")
        QUARTER = "0.25", _("Up to the next quarter")
        HALF = "0.50", _("Up to the next half")
        WHOLE = "1", _("Up to a whole number")
        FIVE = "5", _("Up to the next 5")
        TEN = "10", _("Up to the next 10")
        NINE_NINE = ".99", _("Up to the next .99")
        NINE_FIVE = ".95", _("Up to the next .95")

    merchant = models.ForeignKey("merchants.Merchant", on_delete=models.CASCADE, related_name="price_rules")
    connection = models.ForeignKey(
        "merchants.StoreConnection",
        verbose_name=_("Store"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="price_rules",
    )
    category = models.CharField(
        _("Category"), max_length=255, blank=True, help_text=_("Also for all below it. Empty: for every category.")
    )
    margin_percent = models.DecimalField(_("Margin in percent"), max_digits=7, decimal_places=2, default=Decimal(0))
    margin_fixed = models.DecimalField(_("Fixed margin"), max_digits=12, decimal_places=2, default=Decimal(0))
    least_margin = models.DecimalField(
        _("Smallest margin"),
        max_digits=12,
        decimal_places=2,
        default=Decimal(0),
        help_text=_("At least this much is added to the shop's price."),
    )
    rounding = models.CharField(_("Rounding"), max_length=4, choices=Rounding, blank=True, default="")
    vat_percent = models.DecimalField(
        _("VAT to add, in percent"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        help_text=_("0 when the shops' prices contain VAT already, as most do."),
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = [F("connection").asc(nulls_first=True), "category"]
        constraints = [
            models.UniqueConstraint(name="price_rule_once", fields=["merchant", "connection", "category"]),
            models.UniqueConstraint(
                name="price_rule_of_all_stores_once",
                fields=["merchant", "category"],
                condition=Q(connection__isnull=True),
            ),
            models.CheckConstraint(
                name="price_rule_not_below_cost",
                condition=Q(margin_percent__gte=0, margin_fixed__gte=0, least_margin__gte=0, vat_percent__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merchant_id} {self.connection_id} {self.category}"


class Rate(models.Model):
    """How much of ``quote`` one ``base`` is. Without a merchant it is the provider's and serves everybody."""

    merchant = models.ForeignKey(
        "merchants.Merchant", on_delete=models.CASCADE, null=True, blank=True, related_name="rates"
    )
    base = models.CharField(_("From"), max_length=3)
    quote = models.CharField(_("To"), max_length=3)
    rate = models.DecimalField(_("Rate"), max_digits=24, decimal_places=12)
    source = models.CharField(_("Source"), max_length=255)
    on = models.DateField(_("Date"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["base", "quote"]
        constraints = [
            models.UniqueConstraint(name="rate_once", fields=["merchant", "base", "quote"]),
            models.UniqueConstraint(
                name="provided_rate_once", fields=["base", "quote"], condition=Q(merchant__isnull=True)
            ),
            models.CheckConstraint(name="rate_is_positive", condition=Q(rate__gt=0)),
            models.CheckConstraint(name="rate_between_two", condition=~Q(base=F("quote"))),
        ]

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate} {self.quote}"


class PublishBatch(models.Model):
    """Many products sent to one store at once. Its lines are the report."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    merchant = models.ForeignKey("merchants.Merchant", on_delete=models.CASCADE, related_name="publish_batches")
    connection = models.ForeignKey("merchants.StoreConnection", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.connection} {self.created_at:%Y-%m-%d %H:%M}"


class PublishBatchLine(models.Model):
    """One product of a batch, in the order given. How it fared is told by the run of its listing."""

    batch = models.ForeignKey(PublishBatch, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    product = models.ForeignKey("products.Product", on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(name="publish_line_once", fields=["batch", "product"])]

    def __str__(self) -> str:
        return f"{self.number}: {self.product_id}"

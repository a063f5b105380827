"""A merchant's products: what was read (facts) kept apart from what is sold (the merchant's own values)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jobs.ids import uuid7
from merchants.models import Merchant
from products.ai import models as ai_models  # noqa: F401 - Django looks for models here
from products.content import ProductText  # noqa: F401 - and here
from products.enhancement import models as enhancement_models  # noqa: F401 - and here
from products.files import models as files_models  # noqa: F401 - and here
from products.imports import models as imports_models  # noqa: F401 - and here
from products.insights import models as insights_models  # noqa: F401 - and here
from products.ledger import MonthlySpending, SpendingLimit  # noqa: F401 - and here
from products.orders import BulkOrder  # noqa: F401 - and here
from products.pages import ScrapeAttempt, StoredPage  # noqa: F401 - and here
from products.publishing import models as publishing_models  # noqa: F401 - and here
from products.watch import models as watch_models  # noqa: F401 - and here

NAME_HEAD = 100  # characters of a name that its order goes by: an index entry has no room for the longest names


class ImportBatch(models.Model):
    """Many links given at once. Its lines keep what was given, good or bad, in order."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="import_batches")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text=_("When its last link was seen to be done."))

    class Meta:
        indexes = [models.Index("id", name="import_batch_open", condition=Q(ended_at=None))]
        verbose_name = _("import of many links")
        verbose_name_plural = _("imports of many links")

    def __str__(self) -> str:
        return f"{self.merchant} {self.created_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("products:batch", args=[self.pk])


class ProductQuerySet(models.QuerySet["Product"]):
    def alive(self) -> "ProductQuerySet":
        return self.filter(deleted_at=None)


class Product(models.Model):
    """One product of one merchant, read from one address.

    The columns from ``name`` on show the values in force (facts overlaid by the merchant's own) for lists and filters;
    the facts themselves are in ``Facts``, the merchant's own values in ``OwnValue``.
    """

    class Status(models.TextChoices):
        IMPORTING = "IMPORTING", _("Importing")
        IMPORTED = "IMPORTED", _("Imported")
        ENHANCED = "ENHANCED", _("Enhanced")
        FAILED = "FAILED", _("Failed")

    class Availability(models.TextChoices):
        IN_STOCK = "in_stock", _("In stock")
        OUT_OF_STOCK = "out_of_stock", _("Out of stock")
        PREORDER = "preorder", _("Pre-order")
        BACKORDER = "backorder", _("On back-order")
        DISCONTINUED = "discontinued", _("Discontinued")

    NEXT = {
        Status.IMPORTING: {Status.IMPORTED, Status.FAILED},
        Status.IMPORTED: {Status.ENHANCED},
        Status.ENHANCED: set(),
        Status.FAILED: {Status.IMPORTING},  # a person pressed "Try again"
    }

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    merchant = models.ForeignKey(
        Merchant, verbose_name=_("merchant"), on_delete=models.CASCADE, related_name="products"
    )
    link = models.CharField(_("link"), max_length=2048, help_text=_("As the merchant gave it, cleaned of white space."))
    link_key = models.CharField(max_length=2048, help_text=_("Identity of the link: no tracking, no variant."))
    named_variant = models.CharField(_("variant named in the link"), max_length=200, blank=True)
    domain = models.CharField(_("shop"), max_length=255)
    platform = models.CharField(_("platform"), max_length=40, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.IMPORTING)
    error_code = models.CharField(_("error code"), max_length=60, blank=True)
    error_detail = models.TextField(_("error detail"), blank=True)
    retry_at = models.DateTimeField(_("worth trying again at"), null=True, blank=True)

    name = models.CharField(_("name"), max_length=1000, blank=True)
    brand = models.CharField(_("brand"), max_length=255, blank=True)
    price = models.DecimalField(_("price"), max_digits=18, decimal_places=4, null=True, blank=True)
    regular_price = models.DecimalField(_("regular price"), max_digits=18, decimal_places=4, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    availability = models.CharField(_("availability"), max_length=12, choices=Availability, blank=True)
    image = models.CharField(_("picture"), max_length=4096, blank=True)
    incomplete = models.JSONField(_("missing fields"), default=list, blank=True)
    is_complete = models.BooleanField(_("complete"), default=False)

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.CheckConstraint(
                name="product_error_only_when_failed", condition=Q(error_code="") | Q(status="FAILED")
            ),
            models.UniqueConstraint(
                name="product_once_per_link", fields=["merchant", "link_key"], condition=Q(deleted_at=None)
            ),
        ]
        indexes = [
            models.Index(
                "merchant", F("created_at").desc(), F("id").desc(), name="product_newest", condition=Q(deleted_at=None)
            ),
            # The list in its other orders, and newest first for each of its filters.
            models.Index(
                "merchant", Left("name", NAME_HEAD), "id", name="product_by_name", condition=Q(deleted_at=None)
            ),
            models.Index(
                "merchant",
                "brand",
                Left("name", NAME_HEAD),
                "id",
                name="product_of_brand_by_name",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                "merchant", F("updated_at").desc(), F("id").desc(), name="product_touched", condition=Q(deleted_at=None)
            ),
            *(
                models.Index(
                    "merchant",
                    column,
                    F("created_at").desc(),
                    F("id").desc(),
                    name=f"product_by_{column}",
                    condition=Q(deleted_at=None),
                )
                for column in ("status", "platform", "brand")
            ),
            models.Index(
                "merchant",
                F("created_at").desc(),
                F("id").desc(),
                name="product_incomplete",
                condition=Q(deleted_at=None, is_complete=False),
            ),
            models.Index(fields=["merchant", "domain", "status"], name="product_of_shop", condition=Q(deleted_at=None)),
            models.Index(fields=["merchant", "created_at"], name="product_made"),  # deleted ones too, for the limits
            models.Index("error_code", F("created_at").desc(), name="product_failed", condition=Q(status="FAILED")),
        ]

    def __str__(self) -> str:
        return self.name or self.link

    def get_absolute_url(self) -> str:
        return reverse("products:product", args=[self.pk])

    @property
    def is_importing(self) -> bool:
        return self.status == self.Status.IMPORTING

    @property
    def is_ready(self) -> bool:
        return self.status in {self.Status.IMPORTED, self.Status.ENHANCED}

    @property
    def is_failed(self) -> bool:
        return self.status == self.Status.FAILED


class StatusChange(models.Model):
    """One move of a product's status, written with the move itself."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="status_changes")
    old = models.CharField(_("before"), max_length=10, choices=Product.Status, blank=True)
    new = models.CharField(_("after"), max_length=10, choices=Product.Status)
    error_code = models.CharField(_("error code"), max_length=60, blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class Facts(models.Model):
    """What the page said, as last read, with the evidence for each value. Never changed by a person."""

    product = models.OneToOneField(Product, on_delete=models.CASCADE, related_name="facts")
    snapshot = models.JSONField(help_text=_("The snapshot's stable JSON form; see scraping/snapshot.py."))
    page = models.ForeignKey(StoredPage, on_delete=models.SET_NULL, null=True, blank=True)
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("facts")
        verbose_name_plural = _("facts")

    def __str__(self) -> str:
        return str(self.product)


class OwnValue(models.Model):
    """A value that the merchant set in place of what was read. A new reading never overwrites it."""

    class Origin(models.TextChoices):
        TYPED = "typed", _("Typed by a person")
        CHOSEN = "chosen", _("Chosen among what the page shows")

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="own_values")
    field = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    origin = models.CharField(max_length=10, choices=Origin)
    source = models.CharField(max_length=60, blank=True, help_text=_("Source of the chosen candidate."))
    where = models.CharField(max_length=500, blank=True, help_text=_("Where on the page the chosen candidate stands."))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="own_value_once_per_field", fields=["product", "field"])]
        verbose_name = _("merchant's own value")
        verbose_name_plural = _("merchant's own values")

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"


class ProductImage(models.Model):
    """One picture, in the page's order."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="images")
    position = models.PositiveSmallIntegerField()
    url = models.CharField(max_length=4096)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(name="image_once_per_position", fields=["product", "position"])]

    def __str__(self) -> str:
        return self.url


class ProductVariant(models.Model):
    """One buyable form of a product, as read."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    position = models.PositiveSmallIntegerField()
    options = models.JSONField(default=dict)
    name = models.CharField(max_length=500, blank=True)
    sku = models.CharField(max_length=120, blank=True)
    gtin = models.CharField(max_length=14, blank=True)
    price = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    regular_price = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    availability = models.CharField(max_length=12, choices=Product.Availability, blank=True)
    stock_quantity = models.IntegerField(null=True, blank=True)
    image = models.CharField(max_length=4096, blank=True)
    source_id = models.CharField(max_length=120, blank=True)
    is_named_in_link = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(name="variant_once_per_position", fields=["product", "position"])]

    def __str__(self) -> str:
        return self.name or " / ".join(str(value) for value in self.options.values())


class FactChange(models.Model):
    """One thing that a reading found otherwise than the reading before. Kept for good: it is the product's history."""

    class Kind(models.TextChoices):
        PRICE = "price", _("Price")
        REGULAR_PRICE = "regular_price", _("Regular price")
        CURRENCY = "currency", _("Currency")
        AVAILABILITY = "availability", _("Availability")
        STOCK = "stock_quantity", _("Stock")
        NAME = "name", _("Name")
        BRAND = "brand", _("Brand")
        SKU = "sku", _("SKU")
        MPN = "mpn", _("Manufacturer's number")
        GTIN = "gtin", _("Barcode (GTIN)")
        COLOR = "color", _("Colour")
        SIZE = "size", _("Size")
        MATERIAL = "material", _("Material")
        STYLE = "style", _("Style")
        WEIGHT = "weight", _("Weight")
        SELLER = "seller", _("Seller")
        DESCRIPTION = "description", _("Description")
        IMAGES = "images", _("Pictures")
        VARIANT_ADDED = "variant_added", _("New variant")
        VARIANT_LOST = "variant_lost", _("Variant gone")
        VARIANT_PRICE = "variant_price", _("Price of a variant")
        VARIANT_REGULAR_PRICE = "variant_regular_price", _("Regular price of a variant")
        VARIANT_AVAILABILITY = "variant_availability", _("Availability of a variant")
        VARIANT_STOCK = "variant_stock_quantity", _("Stock of a variant")

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="changes")
    run_id = models.UUIDField(null=True, blank=True, db_index=True, help_text=_("The reading; it is cleared earlier."))
    kind = models.CharField(max_length=24, choices=Kind)
    variant = models.CharField(max_length=301, blank=True)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    is_reread = models.BooleanField(
        default=False, help_text=_("Found by reading a stored page again: we read better, the shop changed nothing.")
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "id"]
        indexes = [models.Index("product", F("at").desc(), name="change_newest_of_product")]
        verbose_name = _("change of facts")
        verbose_name_plural = _("changes of facts")

    def __str__(self) -> str:
        return f"{self.kind}: {self.old} → {self.new}"


class ImportBatchLine(models.Model):
    """One line of a batch: a product, or the reason why there is none."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(help_text=_("Line or row in what was given, from 1."))
    text = models.CharField(max_length=2200)
    product = models.ForeignKey(Product, on_delete=models.SET_NULL, null=True, blank=True, related_name="batch_lines")
    is_repeat = models.BooleanField(default=False, help_text=_("The product was there already."))
    error_code = models.CharField(max_length=60, blank=True)
    error_reason = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["number", "id"]

    def __str__(self) -> str:
        return f"{self.number}: {self.text}"


class FailedImportManager(models.Manager["Product"]):
    def get_queryset(self) -> ProductQuerySet:
        return ProductQuerySet(self.model, using=self._db).alive().filter(status=Product.Status.FAILED)


class FailedImport(Product):
    """The products whose import failed, for support staff in the admin."""

    objects = FailedImportManager()  # type: ignore[assignment,misc]

    class Meta:
        proxy = True
        verbose_name = _("failed import")
        verbose_name_plural = _("failed imports")

"""What reading a page leaves behind: the page itself, and each request with what it cost."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from merchants.models import Merchant


class StoredPage(models.Model):
    """What the shop answered, compressed, so that it can be read again without asking the shop.

    Pages that a program asked for without making a product have a merchant and no product.
    """

    product = models.ForeignKey(
        "products.Product", on_delete=models.CASCADE, null=True, blank=True, related_name="stored_pages"
    )
    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    run_id = models.UUIDField(null=True, blank=True)
    url = models.CharField(_("address"), max_length=4096, help_text=_("After redirects."))
    provider = models.CharField(max_length=40)
    status_code = models.PositiveSmallIntegerField(default=200)
    content_type = models.CharField(max_length=255, blank=True)
    body = models.BinaryField(help_text=_("zlib; the page and the platform's own answers about it."))
    bytes = models.PositiveIntegerField(help_text=_("Size of the page before compression."))
    screenshot = models.BinaryField(null=True, help_text=_("JPEG of what a browser showed."))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("stored page")
        verbose_name_plural = _("stored pages")

    def __str__(self) -> str:
        return self.url


class ScrapeAttempt(models.Model):
    """One request of one provider, with what it cost its merchant. Without a product when a program asked for none."""

    product = models.ForeignKey(
        "products.Product", on_delete=models.CASCADE, null=True, blank=True, related_name="attempts"
    )
    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    run_id = models.UUIDField(null=True, blank=True)
    provider = models.CharField(_("provider"), max_length=40)
    url = models.CharField(_("address"), max_length=4096)
    status_code = models.PositiveSmallIntegerField(_("answer of the shop"), null=True, blank=True)
    error_code = models.CharField(_("error code"), max_length=60, blank=True)
    started_at = models.DateTimeField(_("started"))
    duration_ms = models.PositiveIntegerField(_("duration (ms)"))
    bytes = models.PositiveIntegerField(_("bytes"))
    cost_usd = models.DecimalField(_("cost (USD)"), max_digits=10, decimal_places=6, default=0)

    class Meta:
        ordering = ["started_at", "id"]
        indexes = [
            models.Index(fields=["merchant", "started_at"], name="attempt_of_merchant"),
        ]
        verbose_name = _("attempt to read")
        verbose_name_plural = _("attempts to read")

    def __str__(self) -> str:
        return f"{self.provider} {self.error_code or 'ok'}"

"""What was asked of models and what it cost. Imported by ``products.models``."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class AICall(models.Model):
    """One call to a model, also one that failed. Never holds what was asked or answered."""

    merchant = models.ForeignKey("merchants.Merchant", on_delete=models.CASCADE, related_name="ai_calls")
    product = models.ForeignKey(
        "products.Product", on_delete=models.SET_NULL, null=True, blank=True, related_name="ai_calls"
    )
    run_id = models.UUIDField(null=True, blank=True)
    purpose = models.CharField(_("purpose"), max_length=60)
    model = models.CharField(_("model"), max_length=120)
    tokens_given = models.PositiveIntegerField(_("tokens read"), default=0)
    tokens_written = models.PositiveIntegerField(_("tokens written"), default=0)
    cost_usd = models.DecimalField(
        _("cost (USD)"),
        max_digits=12,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("Empty: AI_PRICES does not name the model."),
    )
    duration_ms = models.PositiveIntegerField(default=0)
    error_code = models.CharField(_("error code"), max_length=60, blank=True)
    started_at = models.DateTimeField(_("started"))

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [models.Index("merchant", F("started_at").desc(), name="ai_call_of_merchant")]
        verbose_name = _("AI call")
        verbose_name_plural = _("AI calls")

    def __str__(self) -> str:
        return f"{self.purpose} {self.model}"

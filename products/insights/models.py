"""Analyses that are done. Imported by ``products.models``."""

from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jobs.ids import uuid7


class Analysis(models.Model):
    """A comparison or a full analysis with its numbers. Written when it is complete, and never changed.

    ``asked`` is a digest of what was compared, ``content`` one of every value that was counted and of who wrote the
    words: where both are as before, the numbers are too.
    """

    class Kind(models.TextChoices):
        COMPARISON = "comparison", _("Comparison")
        FULL = "full", _("Analysis of the catalogue")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    merchant = models.ForeignKey("merchants.Merchant", on_delete=models.CASCADE, related_name="analyses")
    kind = models.CharField(max_length=12, choices=Kind)
    run_id = models.UUIDField(unique=True, help_text=_("The run that made it."))
    names = models.JSONField(default=list, help_text=_("The two brands or products that were compared."))
    asked = models.CharField(max_length=32, blank=True)
    content = models.CharField(max_length=32, blank=True)
    products = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    data = models.JSONField(help_text=_("The numbers; money is text in the currency."))
    words = models.JSONField(default=dict, help_text=_("By language: sentences by the model, each with its check."))
    model = models.CharField(max_length=120, blank=True, help_text=_("The model that wrote the words."))
    words_error = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index("merchant", F("created_at").desc(), name="analysis_newest"),
            models.Index(fields=["merchant", "asked", "content"], name="analysis_of_content"),
            models.Index(fields=["created_at"], name="analysis_age"),
        ]
        verbose_name = _("analysis")
        verbose_name_plural = _("analyses")

    def __str__(self) -> str:
        return " – ".join(self.names) or str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("products:analysis", args=[self.pk])

    @property
    def is_comparison(self) -> bool:
        return self.kind == self.Kind.COMPARISON

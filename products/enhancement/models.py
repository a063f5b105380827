"""How a merchant wants texts, and what was proposed. Imported by ``products.models``."""

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from jobs.ids import uuid7
from products.content import ProductText


class WritingSettings(models.Model):
    """A merchant's wishes for texts."""

    class Tone(models.TextChoices):
        CALM = "calm", _("Calm and plain")
        WARM = "warm", _("Warm and personal")
        EXPERT = "expert", _("Exact, like an expert")
        LIVELY = "lively", _("Lively")

    class Length(models.TextChoices):
        SHORT = "short", _("Short")
        MEDIUM = "medium", _("Medium")
        LONG = "long", _("Long")

    merchant = models.OneToOneField("merchants.Merchant", on_delete=models.CASCADE, related_name="writing")
    tone = models.CharField(_("Tone"), max_length=10, choices=Tone, default=Tone.CALM)
    length = models.CharField(_("Length"), max_length=10, choices=Length, default=Length.MEDIUM)
    accepts_itself = models.BooleanField(
        _("Accept by itself what stands in the source"),
        default=False,
        help_text=_("A text with a claim that the source does not bear out always waits for a person."),
    )

    def __str__(self) -> str:
        return f"{self.merchant_id}: {self.tone}, {self.length}"


class Proposal(models.Model):
    """Texts for one product, written in one go. The newest is the one to decide on; an open one before is put aside."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    product = models.ForeignKey("products.Product", on_delete=models.CASCADE, related_name="proposals")
    run_id = models.UUIDField(unique=True, help_text=_("The run that wrote it."))
    maker = models.CharField(max_length=10, choices=ProductText.Maker)
    model = models.CharField(max_length=120, blank=True)
    prompt = models.CharField(max_length=40, blank=True, help_text=_("Name and version."))
    is_open = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index("product", F("created_at").desc(), name="proposal_open", condition=models.Q(is_open=True))
        ]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")

    def __str__(self) -> str:
        return f"{self.product_id} {self.created_at:%Y-%m-%d %H:%M}"


class ProposedField(models.Model):
    """One text of a proposal. ``claims`` are the guard's finds in it; ``kept`` is what was accepted in the end."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for you")
        ACCEPTED = "accepted", _("Accepted")
        EDITED = "edited", _("Accepted with changes")
        REJECTED = "rejected", _("Rejected")
        PUT_ASIDE = "put_aside", _("Put aside for a newer one")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="fields")
    language = models.CharField(max_length=8)
    field = models.CharField(max_length=20)
    value = models.JSONField()
    claims = models.JSONField(default=list)
    untraced = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    kept = models.JSONField(null=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="proposed_field_once", fields=["proposal", "language", "field"]),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.field}: {self.state}"

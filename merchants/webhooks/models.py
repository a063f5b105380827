"""Where a merchant wants to be told, what was told, and every attempt to."""

from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jobs.ids import uuid7
from merchants.encryption import SealedTextField


class WebhookEndpoint(models.Model):
    """One address of a merchant that is told of the chosen events. Its secret signs what is sent."""

    class OffBecause(models.TextChoices):
        PERSON = "person", _("Switched off by a person")
        GONE = "gone", _("The address answered that it is gone for good")
        FAILING = "failing", _("Nothing could be delivered for days")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    merchant = models.ForeignKey("merchants.Merchant", on_delete=models.CASCADE, related_name="webhook_endpoints")
    url = models.CharField(_("address"), max_length=2048)
    description = models.CharField(_("description"), max_length=200, blank=True)
    events = models.JSONField(_("events"), default=list, help_text=_("Names of the events that are sent."))
    secret = SealedTextField()
    old_secret = SealedTextField(blank=True, default="", help_text=_("Signs too for a day after a change."))
    old_secret_until = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    off_because = models.CharField(max_length=10, choices=OffBecause, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True, help_text=_("First failure since it last worked."))
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("webhook address")
        verbose_name_plural = _("webhook addresses")

    def __str__(self) -> str:
        return self.description or self.url

    def get_absolute_url(self) -> str:
        return reverse("merchants:webhook", args=[self.pk])


class EarlierSecret(models.Model):
    """A secret that was already replaced when it was replaced again. It may be in use, and signs to its end."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="earlier_secrets")
    secret = SealedTextField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["-until", "-id"]

    def __str__(self) -> str:
        return f"{self.endpoint_id} {self.until:%Y-%m-%d %H:%M}"


class WebhookDelivery(models.Model):
    """One event on its way to one address. ``body`` is sent byte by byte the same each time, under the same id."""

    class Status(models.TextChoices):
        WAITING = "WAITING", _("On its way")
        DELIVERED = "DELIVERED", _("Delivered")
        FAILED = "FAILED", _("Not delivered")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.UUIDField(help_text=_("The event's id; the receiver tells repetitions by it."))
    event = models.CharField(_("event"), max_length=80)
    body = models.TextField()
    is_test = models.BooleanField(default=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    error_code = models.CharField(max_length=60, blank=True)
    status_code = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    attempt_count = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        indexes = [
            models.Index("endpoint", F("id").desc(), name="delivery_newest"),
            models.Index(fields=["created_at"], name="delivery_by_age"),
        ]
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")

    def __str__(self) -> str:
        return f"{self.event} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("merchants:webhook-delivery", args=[self.endpoint_id, self.pk])


class WebhookAttempt(models.Model):
    """One request to an address, with the beginning of its answer as text."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    duration_ms = models.PositiveIntegerField()
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    error_code = models.CharField(max_length=60, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("attempt to deliver")
        verbose_name_plural = _("attempts to deliver")

    def __str__(self) -> str:
        return f"{self.status_code or self.error_code}"

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.ids import uuid7


class Notice(models.Model):
    """Something that one person is told of. What is alike grows in number as long as it has not been read.

    ``group`` tells apart what must not be told of together (two stores); ``data`` is what the sentence needs, so that
    a list of notices asks for nothing else. ``at``: when it happened last.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    merchant = models.ForeignKey("merchants.Merchant", on_delete=models.CASCADE, related_name="notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20)
    group = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict)
    count = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    is_shown = models.BooleanField(default=True, help_text=_("In the program; else by e-mail only."))
    to_mail = models.BooleanField(default=False, help_text=_("Wanted by e-mail, and not sent yet."))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="notice_grows_until_read",
                fields=["user", "merchant", "kind", "group"],
                condition=Q(read_at__isnull=True),
            )
        ]
        indexes = [
            models.Index("user", "merchant", F("at").desc(), F("id").desc(), name="notice_newest"),
            models.Index(
                fields=["user", "merchant"], name="notice_unread", condition=Q(read_at__isnull=True, is_shown=True)
            ),
            models.Index(fields=["at"], name="notice_to_mail", condition=Q(to_mail=True)),
            models.Index(fields=["at"], name="notice_age"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} × {self.count}"


class NoticeChoice(models.Model):
    """How a person wants to be told of one kind. Without a row the kind's own way holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=20)
    here = models.BooleanField()
    mail = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(name="notice_choice_once", fields=["user", "kind"])]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"

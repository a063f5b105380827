"""What is left of a store's rate limit, told to all workers by one row."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StoreRate(models.Model):
    """A bucket of calls. ``left`` calls were left at ``counted_at``; ``per_s`` flow in until there are ``most``.

    ``left`` may fall below 0: somebody waits a moment for a call that is coming. ``full_at``: the store said that the
    bucket is full again then. ``closed_until``: the store sent us away.
    """

    key = models.CharField(primary_key=True, max_length=255)
    left = models.FloatField()
    most = models.FloatField()
    per_s = models.FloatField()
    counted_at = models.DateTimeField()
    full_at = models.DateTimeField(null=True, blank=True)
    closed_until = models.DateTimeField(_("closed until"), null=True, blank=True)

    class Meta:
        verbose_name = _("rate limit of a store")
        verbose_name_plural = _("rate limits of stores")

    def __str__(self) -> str:
        return self.key

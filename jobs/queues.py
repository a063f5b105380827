"""Names of the queues. Not among the models: Celery's command line reads them before Django has loaded its apps."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Queue(models.TextChoices):
    """Where a run waits. A merchant at the screen never waits behind bulk work."""

    INTERACTIVE = "interactive", _("Interactive")
    BULK = "bulk", _("Bulk")
    AI = "ai", _("AI")
    STORES = "stores", _("Stores")
    DEFAULT = "default", pgettext_lazy("queue", "Default")

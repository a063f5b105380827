"""Where the numbers of ``jobs.metrics`` stand."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tally(models.Model):
    """A number that only grows, counted by all processes together (``jobs.metrics``)."""

    name = models.CharField(max_length=80)
    labels = models.CharField(max_length=700, help_text=_("A JSON list of the labels' values."))
    value = models.FloatField(default=0.0)

    class Meta:
        constraints = [models.UniqueConstraint(name="tally_once", fields=["name", "labels"])]

    def __str__(self) -> str:
        return f"{self.name} {self.labels}"

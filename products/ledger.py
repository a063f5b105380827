"""The money side of reading pages: what is spent in a month, and how much may be."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from merchants.models import Merchant


class MonthlySpending(models.Model):
    """What one merchant, or all together (no merchant), has bound itself to pay for paid services in one month.

    Money is added before a request is sent and corrected after it, each by one UPDATE that names the limit, so that
    workers at the same moment cannot go past it together. A request whose worker died stays counted.
    """

    merchant = models.ForeignKey(
        Merchant, verbose_name=_("merchant"), on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    month = models.DateField(_("month"), help_text=_("Its first day, UTC."))
    usd = models.DecimalField(_("USD"), max_digits=12, decimal_places=6, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="spending_once_a_month", fields=["merchant", "month"]),
            models.UniqueConstraint(name="spending_of_all_once_a_month", fields=["month"], condition=Q(merchant=None)),
        ]
        verbose_name = _("spending of a month")
        verbose_name_plural = _("spendings of months")

    def __str__(self) -> str:
        return f"{self.merchant or '*'} {self.month:%Y-%m}: {self.usd} USD"


class SpendingLimit(models.Model):
    """A merchant's limits for paid services: ``ceiling_usd`` is the operator's word, ``wanted_usd`` its own."""

    merchant = models.OneToOneField(
        Merchant, verbose_name=_("merchant"), on_delete=models.CASCADE, related_name="spending_limit"
    )
    ceiling_usd = models.DecimalField(
        _("most per month (USD)"), max_digits=10, decimal_places=2, null=True, blank=True,
        help_text=_("Empty: PROVIDER_BUDGET_PER_MERCHANT_USD of the settings."),
    )  # fmt: skip
    wanted_usd = models.DecimalField(_("monthly budget (USD)"), max_digits=10, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("spending limit")
        verbose_name_plural = _("spending limits")

    def __str__(self) -> str:
        return f"{self.merchant}: {self.wanted_usd} / {self.ceiling_usd} USD"

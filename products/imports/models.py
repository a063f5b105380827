"""What a merchant settled about reading a shop's pages. Imported by ``products.models``."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from merchants.models import Merchant


class ShopChoice(models.Model):
    """Where in a shop's pages a merchant wants a field to be read: chosen on one product, used for the next ones."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="shop_choices")
    domain = models.CharField(_("shop"), max_length=255)
    field = models.CharField(max_length=40)
    source = models.CharField(max_length=60, help_text=_("Source of the chosen candidate."))
    place = models.CharField(max_length=200, blank=True, help_text=_("Where it stands, without numbers and values."))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="shop_choice_once", fields=["merchant", "domain", "field"])]
        verbose_name = _("choice for a shop")
        verbose_name_plural = _("choices for shops")

    def __str__(self) -> str:
        return f"{self.domain}: {self.field}"

"""What a merchant says about a comparison."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from merchants.models import Merchant
from products.insights import names, service

type Text = str | Promise


def wrong_brands(merchant: Merchant, brand_a: str, brand_b: str) -> dict[str, Text]:
    """What is wrong with the two names, by ``brand_a`` and ``brand_b``; empty when they can be compared."""
    given = {"brand_a": brand_a, "brand_b": brand_b}
    known = service.brands_of(merchant)
    wrong: dict[str, Text] = {
        field: unknown(name, known) for field, name in given.items() if not names.matching(name, known)
    }
    if not wrong and names.key_of(brand_a) == names.key_of(brand_b):
        wrong["brand_b"] = gettext_lazy("This is the same brand. Choose another one to compare with.")
    return wrong


def unknown(name: str, known: list[str]) -> str:
    """Why there is nothing to compare under ``name``, with what may have been meant."""
    if not names.key_of(name):
        return _("Name a brand.")
    meant = [f"\u2068{brand}\u2069" for brand in names.like(name, known)]
    if not meant:
        return _("You have no product of this brand.")
    return _("You have no product of this brand. Did you mean %(names)s?") % {"names": ", ".join(meant)}


class CompareForm(forms.Form):
    """Two brands of the catalogue, in any spelling."""

    brand_a = forms.CharField(
        label=gettext_lazy("First brand"),
        max_length=names.NAME_LIMIT,
        widget=forms.TextInput(attrs={"list": "brands", "autocomplete": "off", "dir": "auto"}),
    )
    brand_b = forms.CharField(
        label=gettext_lazy("Second brand"),
        max_length=names.NAME_LIMIT,
        widget=forms.TextInput(attrs={"list": "brands", "autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, *args: Any, merchant: Merchant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._merchant = merchant

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "brand_a" in data and "brand_b" in data:
            for field, reason in wrong_brands(self._merchant, data["brand_a"], data["brand_b"]).items():
                self.add_error(field, forms.ValidationError(str(reason), code="wrong_brand"))
        return data

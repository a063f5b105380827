"""What a merchant says about a file and about a feed."""

from collections import Counter
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from merchants.models import Merchant
from products.files.formats import FORMATS
from products.files.models import Feed
from products.files.words import language_of

LOOKED_AT = 2000  # the newest products, whose currencies are offered first
LANGUAGES = (("ar", _("Arabic")), ("en", _("English")))
USUAL = ("SAR", "AED", "KWD", "QAR", "BHD", "OMR", "EGP", "JOD", "USD", "EUR", "GBP")


def currencies_of(merchant: Merchant) -> list[str]:
    """The merchant's stores' currencies, then those of the newest products, frequent ones first, then usual ones."""
    newest = merchant.products.alive().order_by("-created_at", "-id").values_list("currency", flat=True)[:LOOKED_AT]
    counted = [currency for currency, _times in Counter(newest).most_common()]
    stores = merchant.stores.values_list("currency", flat=True)
    return [one for one in dict.fromkeys([*stores, *counted, *USUAL]) if one]


def languages_of(merchant: Merchant) -> list[tuple[str, str]]:
    """The products' own texts, as ``:language``, the language that the merchant sells in first."""
    first = language_of(merchant.pk)
    ordered = sorted(LANGUAGES, key=lambda one: one[0] != first)
    return [(f":{code}", gettext("The products' own, in %(language)s") % {"language": name}) for code, name in ordered]


def stores_of(merchant: Merchant) -> list[tuple[str, str]]:
    """Each store in each language, as ``id:language``."""
    stores = merchant.stores.order_by("created_at", "pk")
    return [
        (f"{store.pk}:{code}", gettext("For %(store)s, in %(language)s") % {"store": store.label, "language": name})
        for store in stores
        for code, name in LANGUAGES
    ]


class PricesForm(forms.Form):
    """In which currency prices are, and how they come about."""

    currency = forms.ChoiceField(label=_("Currency"), required=False)
    by_rules = forms.BooleanField(
        label=_("Convert other currencies and add my margin, by my price rules"),
        required=False,
        help_text=_("Otherwise prices stay as they were read, and products in another currency are left out."),
    )

    sold_in = forms.ChoiceField(
        label=_("Texts"),
        required=False,
        help_text=_(
            "Texts that you have accepted; where there are none, what the shop says. For a store also what you wrote "
            "for it: texts, SKU, category, price rules and prices."
        ),
    )

    def __init__(self, *args: Any, merchant: Merchant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts: Any = self.fields["sold_in"]
        texts.choices = [*languages_of(merchant), *stores_of(merchant)]
        known = currencies_of(merchant)
        choices: Any = self.fields["currency"]
        choices.choices = [*((one, one) for one in known), ("", _("Each product's own (Google and JSON Lines)"))]
        choices.initial = known[0]

    @property
    def store_id(self) -> UUID | None:
        store, _colon, _language = str(self.cleaned_data.get("sold_in") or "").partition(":")
        return UUID(store) if store else None

    @property
    def language(self) -> str:
        return str(self.cleaned_data.get("sold_in") or "").partition(":")[2]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        form = FORMATS.get(data.get("kind", ""))
        if form and form.has_prices and not data.get("currency"):
            if data.get("by_rules"):
                self.add_error("currency", _("Choose the currency that prices are converted into."))
            elif not form.names_currency:
                self.add_error("currency", _("Choose your store's currency: this file does not name one."))
        return data


class ExportForm(PricesForm):
    kind = forms.ChoiceField(
        label=_("Form"),
        choices=[(one.key, one.label) for one in FORMATS.values()],
        initial="salla",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the form of the file.")},
    )
    field_order = ("kind", "sold_in", "currency", "by_rules")


class FeedForm(PricesForm):
    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("For you, for example “Google, Saudi Arabia”."))
    kind = forms.ChoiceField(label=_("Form"), choices=Feed.Kind.choices, initial=Feed.Kind.XML)
    field_order = ("name", "kind", "sold_in", "currency", "by_rules")

    def clean_name(self) -> str:
        return str(self.cleaned_data["name"]).replace("\0", "")

    def feed(self) -> Feed:
        given = self.cleaned_data
        known = {name: given[name] for name in ("name", "kind", "currency", "by_rules")}
        return Feed(**known, store_id=self.store_id, language=self.language)

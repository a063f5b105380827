"""What a merchant may write about a listing, its price and the rates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from merchants.models import Merchant
from products.markup import DESCRIPTION_LIMIT
from products.publishing.models import Listing, PriceRule, Rate
from products.publishing.rates import CODE, LONGEST

TAGS_MOST, TAG_LENGTH = 50, 60
LTR = {"dir": "ltr", "autocomplete": "off"}
NUMBER = {"dir": "ltr", "inputmode": "decimal"}


class ListingForm(forms.ModelForm):
    """The fields of a listing that no language has. Empty ones take the product's own."""

    tags = forms.CharField(label=_("Tags"), required=False, max_length=3000, help_text=_("Separated by commas."))

    class Meta:
        model = Listing
        fields = (
            *("own_price", "quantity", "sku", "brand", "category", "tags"),
            *("with_tax", "tax_reason_code", "wants_hidden"),
        )
        widgets = {"sku": forms.TextInput(attrs=LTR), "own_price": forms.NumberInput(attrs=NUMBER)}

    def __init__(self, *args: Any, defaults: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["tags"] = ", ".join(self.instance.tags)
        for name, value in defaults.items():
            self.fields[name].widget.attrs["placeholder"] = value
        if self.instance.is_in_store:
            self.fields["sku"].disabled = True
            self.fields["sku"].help_text = _("The product is in the store under this SKU.")

    def clean_sku(self) -> str:
        sku = " ".join(str(self.cleaned_data["sku"]).split())
        return sku or self.instance.sku

    def clean_tags(self) -> list[str]:
        tags = list(dict.fromkeys(" ".join(tag.split()) for tag in self.cleaned_data["tags"].split(",") if tag.strip()))
        if len(tags) > TAGS_MOST or any(len(tag) > TAG_LENGTH for tag in tags):
            raise forms.ValidationError(_("At most 50 tags, each of 60 characters at most."), code="too_many")
        return tags


class TextForm(forms.Form):
    """What buyers read in one language. Empty fields take the product's own."""

    name = forms.CharField(label=_("Title"), required=False, max_length=500)
    description_html = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=DESCRIPTION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Simple HTML. Scripts, links and pictures are taken out."),
    )
    seo_title = forms.CharField(label=_("Title for search engines"), required=False, max_length=70)
    seo_description = forms.CharField(
        label=_("Description for search engines"),
        required=False,
        max_length=160,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, language: str, defaults: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"prefix": language})
        self.language = language
        for name, field in self.fields.items():
            field.widget.attrs |= {"dir": "auto", "lang": language, "placeholder": defaults.get(name, "")[:300]}


class PriceRuleForm(forms.ModelForm):
    class Meta:
        model = PriceRule
        fields = (
            *("connection", "category", "margin_percent", "margin_fixed", "least_margin", "rounding", "vat_percent"),
        )

    def __init__(self, *args: Any, merchant: Merchant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.merchant = merchant
        connection: Any = self.fields["connection"]
        connection.queryset = merchant.stores.order_by("created_at")
        connection.empty_label = _("Every store")
        connection.label_from_instance = lambda store: store.label
        for name in ("margin_percent", "margin_fixed", "least_margin", "vat_percent"):
            self.fields[name].min_value = 0  # type: ignore[attr-defined]
            self.fields[name].widget.attrs |= NUMBER | {"min": "0"}
        self.fields["vat_percent"].widget.attrs["max"] = "100"

    def clean_category(self) -> str:
        parts = [" ".join(part.split()) for part in self.cleaned_data["category"].split(">")]
        return " > ".join(part for part in parts if part)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("margin_percent", "margin_fixed", "least_margin", "vat_percent"):
            if data.get(name) is not None and data[name] < 0:
                self.add_error(name, _("Not below zero."))
        if data.get("vat_percent") is not None and data["vat_percent"] > 100:
            self.add_error("vat_percent", _("At most 100 percent."))
        same = PriceRule.objects.filter(
            merchant=self.merchant, connection=data.get("connection"), category=data.get("category", "")
        )
        if same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a rule for this store and category already."), code="twice")
        return data


class RateForm(forms.ModelForm):
    class Meta:
        model = Rate
        fields = ("base", "quote", "rate")
        widgets = {
            "base": forms.TextInput(attrs=LTR | {"placeholder": "USD", "maxlength": 3}),
            "quote": forms.TextInput(attrs=LTR | {"placeholder": "SAR", "maxlength": 3}),
            "rate": forms.NumberInput(attrs=NUMBER | {"placeholder": "3.75", "step": "any"}),
        }

    def clean_base(self) -> str:
        return self._code("base")

    def clean_quote(self) -> str:
        return self._code("quote")

    def _code(self, name: str) -> str:
        code = str(self.cleaned_data[name]).upper()
        if not CODE.fullmatch(code):
            raise forms.ValidationError(_("Write the currency as three letters, for example SAR."), code="currency")
        return code

    def clean_rate(self) -> Any:
        rate = self.cleaned_data["rate"]
        if not 0 < rate < LONGEST:
            raise forms.ValidationError(_("A rate is above zero."), code="rate")
        return rate

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("base") and data.get("base") == data.get("quote"):
            self.add_error("quote", forms.ValidationError(_("Choose two different currencies."), code="same"))
        return data

"""What a person gives to connect a store by keys that the store made."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from merchants.models import StoreConnection
from merchants.stores.models import Platform
from scraping.errors import BadLink
from scraping.net.addresses import Target, check_url

SHOPIFY_HOST = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")
API_PATH = re.compile(r"/(wp-json|wp-admin|wp-login\.php)(/.*)?$")
CODE = {"class": "ltr", "autocomplete": "off", "spellcheck": "false"}


class KeysForm(forms.Form):
    """Base: an address and keys. ``identity`` is the store's id by its address."""

    platform: str

    address = forms.CharField(max_length=500)
    key = forms.CharField(max_length=500)

    def clean_address(self) -> str:
        text = self.cleaned_data["address"].strip()
        policy = settings.SCRAPE_POLICY
        if "://" not in text:
            text = f"https://{text}"
        try:
            target = check_url(text, ports=policy.ports, allow_private=policy.allow_private)
        except BadLink as error:
            raise forms.ValidationError(_("This is not an address that we can call.")) from error
        if target.scheme != "https" and target.pair not in policy.allow_private:
            raise forms.ValidationError(_("Use an https address: your keys must not be read on their way."))
        return self.checked(target)

    def checked(self, target: Target) -> str:
        raise NotImplementedError

    def clean_key(self) -> str:
        return self.cleaned_data["key"].strip()

    @property
    def second(self) -> str:
        return str(self.cleaned_data.get("secret", ""))

    @property
    def external_id(self) -> str:
        """Host and path: what stays the same however the address was written."""
        return str(self.cleaned_data["address"]).partition("://")[2]


class WooCommerceForm(KeysForm):
    """The site's address, and a key with its secret from WooCommerce → Settings → Advanced → REST API."""

    platform = Platform.WOOCOMMERCE

    address = forms.CharField(
        label=_("Address of your site"),
        max_length=500,
        widget=forms.TextInput(attrs=CODE | {"placeholder": "https://", "inputmode": "url"}),
        help_text=_("As your buyers know it, for example https://shop.example."),
    )
    key = forms.CharField(
        label=_("Consumer key"), max_length=500, widget=forms.TextInput(attrs=CODE | {"placeholder": "ck_…"})
    )
    secret = forms.CharField(
        label=_("Consumer secret"),
        max_length=500,
        widget=forms.PasswordInput(attrs=CODE | {"placeholder": "cs_…"}),
        help_text=_(
            "In WordPress: WooCommerce → Settings → Advanced → REST API → Add key, with read and write access."
        ),
    )

    def checked(self, target: Target) -> str:
        """The site's root; people copy the address of the page they see."""
        return API_PATH.sub("", target.url.partition("?")[0].rstrip("/"))

    def clean_secret(self) -> str:
        return self.cleaned_data["secret"].strip()


class ShopifyForm(KeysForm):
    """The shop's own domain and the token of a custom app."""

    platform = Platform.SHOPIFY

    address = forms.CharField(
        label=_("Shop domain"),
        max_length=500,
        widget=forms.TextInput(attrs=CODE | {"placeholder": "your-shop.myshopify.com"}),
        help_text=_("The one that ends in .myshopify.com; Shopify shows it under Settings → Domains."),
    )
    key = forms.CharField(
        label=_("Admin API access token"),
        max_length=500,
        widget=forms.PasswordInput(attrs=CODE | {"placeholder": "shpat_…"}),
        help_text=_(
            "In Shopify: Settings → Apps → Develop apps → your app → API credentials. Allow it to read and write "
            "products, files, and publications."
        ),
    )

    secret = forms.CharField(
        label=_("API secret key"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs=CODE),
        help_text=_(
            "From the same place. With it we know that a message is the shop's own, for example that a product was "
            "deleted there. It works without, and then we notice such things only when we next send something."
        ),
    )

    def clean_secret(self) -> str:
        return self.cleaned_data["secret"].strip()

    def checked(self, target: Target) -> str:
        if not SHOPIFY_HOST.fullmatch(target.host) and target.pair not in settings.SCRAPE_POLICY.allow_private:
            raise forms.ValidationError(_("Give the domain that ends in .myshopify.com."))
        return target.origin


class RetentionForm(forms.ModelForm):
    class Meta:
        model = StoreConnection
        fields = ["after_uninstall"]
        widgets = {"after_uninstall": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["after_uninstall"].label = _("When the app is removed in the store")


FORMS: dict[str, type[KeysForm]] = {Platform.WOOCOMMERCE: WooCommerceForm, Platform.SHOPIFY: ShopifyForm}

"""The forms that files come in. The table is what pages offer and what runs write."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from products.files.google import GoogleTsv, GoogleXml
from products.files.jsonl import JsonLines
from products.files.salla import SallaSheet
from products.files.shopify import ShopifyCsv
from products.files.woocommerce import WooCsv
from products.files.writers import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One form. Where ``names_currency`` is false, its reader takes prices to be in the store's own currency."""

    key: str
    label: str | Promise
    note: str | Promise
    writer: type[Writer]
    ending: str
    content_type: str
    names_currency: bool = False
    has_prices: bool = True


FORMATS: dict[str, Format] = {
    one.key: one
    for one in (
        Format(
            key="salla",
            label=_("Salla sheet"),
            note=_("An Excel file for Salla's product import. Quantities are set in Salla."),
            writer=SallaSheet,
            ending="xlsx",
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        Format(
            key="shopify",
            label=_("Shopify CSV"),
            note=_("For Shopify's product import. Products arrive as drafts."),
            writer=ShopifyCsv,
            ending="csv",
            content_type="text/csv; charset=utf-8",
        ),
        Format(
            key="woocommerce",
            label=_("WooCommerce CSV"),
            note=_("For WooCommerce's product import. Products arrive as drafts."),
            writer=WooCsv,
            ending="csv",
            content_type="text/csv; charset=utf-8",
        ),
        Format(
            key="google_xml",
            label=_("Google Merchant, XML"),
            note=_("A product feed for Google Merchant Center."),
            writer=GoogleXml,
            ending="xml",
            content_type="application/xml; charset=utf-8",
            names_currency=True,
        ),
        Format(
            key="google_tsv",
            label=_("Google Merchant, TSV"),
            note=_("The same feed as a table."),
            writer=GoogleTsv,
            ending="tsv",
            content_type="text/tab-separated-values; charset=utf-8",
            names_currency=True,
        ),
        Format(
            key="jsonl",
            label=_("JSON Lines"),
            note=_("Everything that is known of each product, for programs."),
            writer=JsonLines,
            ending="jsonl",
            content_type="application/jsonl; charset=utf-8",
            names_currency=True,
            has_prices=False,
        ),
    )
}

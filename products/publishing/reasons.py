"""Why a product is not in a store as it should be, what to do, and what a store lacks: words by code."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from merchants.stores import reasons as stores
from products.imports.values import FIELDS
from products.markup import cut, one_line, plain
from products.publishing import gates
from products.templatetags.products import money

type Text = str | Promise

SENTENCES: dict[str, Text] = {
    "publish_failed": _("The product could not be sent to the store."),
    "no_rate": _("We know no rate between the shop's currency and the store's. Give one under Settings, Prices."),
    "rate_too_old": _(
        "The last rate between the two currencies is too old to sell by. Give one under Settings, Prices."
    ),
    "no_price": _("The product has no price, or no currency. Fill it in under Facts."),
    "no_store_currency": _("We do not know this store's currency. Test the store under Settings, Stores."),
    "not_ready_for_store": _("The store would not take the product as it is. What is missing stands below."),
    "product_not_ready": _("The product was deleted here, or it has not been read yet."),
    "foreign_store": _("This store belongs to somebody else."),
    "listing_busy": _("The product is being sent to this store already."),
    "no_image_taken": _("None of the pictures got into the store, and it shows no product without one."),
    "store_shows_otherwise": _(
        "The store has taken the product and shows it otherwise than it was sent. Look at it there."
    ),
    "none_published": _("None of the products got into the store."),
    "not_in_store": _("The product is not in the store."),
    "product_gone_in_store": _("The product was deleted in the store. You can create it there again."),
}
NOTES: dict[str, Text] = {
    "kept_from_store": _("%(field)s: you changed it in the store, so it was left as it is there."),
    "nothing_to_do": _("The store has everything already; nothing was sent."),
    "hidden_in_store": _("The store keeps it hidden from buyers for now."),
    "out_in_store": _("The store shows it as sold out."),
    "pictures_over": _("Pictures beyond those that the store takes were left out: %(value)s."),
    "image_left_out": _("A picture was left out: %(value)s"),
    "category_left_out": _(
        "The store has no category %(value)s, so the product is in none. Make the category there, then send it again."
    ),
    "text_differs": _("The store shows another title than was sent."),
    "images_differ": _("The store has another number of pictures than was sent: %(value)s."),
}
PICTURES: dict[str, Text] = {
    "not_an_image": _("its address leads to no picture."),
    "page_not_found": _("it is not at its address any more."),
    "page_gone": _("it is not at its address any more."),
    "page_too_large": _("its file is too large."),
    "page_too_slow": _("its site did not answer in time."),
    "shop_busy": _("its site did not answer in time."),
    "shop_unreachable": _("its site did not answer in time."),
    "blocked_by_shop": _("its site does not hand it out."),
    "login_needed": _("its site does not hand it out."),
    "address_refused": _("its address is not one that we call."),
    "invalid_link": _("its address is not one that we call."),
    "image_refused": _("the store does not take it: its kind, its size, or one too many."),
}
"""Why a picture is not in the store, after "A picture was left out: "."""
PICTURE_LOST = _("it could not be fetched.")
LACKS: dict[str, Text] = {
    "missing": _("%(field)s is missing."),
    "too_long": _("%(field)s is longer than the %(limit)s characters that the store takes."),
    "too_many": _("%(field)s: the store takes at most %(limit)s, and there are %(value)s."),
    "price_not_positive": _("The price must be above zero."),
    "regular_price_not_higher": _("The regular price must be higher than the price."),
    "wrong_currency": _("The store sells in %(value)s."),
    "gtin_wrong": _("The barcode %(value)s does not have 8, 12, 13 or 14 digits."),
    "tax_reason_missing": _("Say why no VAT is due on this product."),
    "image_missing": _("There is no picture. The store hides the product until it has one."),
    "quantity_missing": _("Say how many there are, or the store shows it as sold out or sells what nobody has."),
    "sku_repeated": _("The SKU %(value)s stands at two variants."),
    "variant_options_wrong": _("The variant %(value)s does not fit the options."),
    "variant_repeated": _("The variant %(value)s is there twice."),
}
FIELD_NAMES: dict[str, Text] = {
    "description_html": _("Description"),
    "brand": _("Brand"),
    "categories": _("Category"),
    "tags": _("Tags"),
    "is_hidden": _("Whether buyers see it"),
    "seo_title": _("Title for search engines"),
    "seo_description": _("Description for search engines"),
    "highlights": _("Highlights"),
    "image_alts": _("Texts for pictures"),
    "images": _("Pictures"),
    "options": _("Options"),
    "variants": _("Variants"),
    "quantity": _("Quantity"),
    "variants.sku": _("SKU"),
}
ASKS_AGAIN = "product_gone_in_store"
SHUT_OUT = frozenset(
    {
        *("reconnect_needed", "refresh_refused", "refresh_lost", "access_refused", "access_over", "secret_unreadable"),
        *("store_closed", "connected_elsewhere"),
    }
)
"""Over as soon as the store is connected again."""
LEADS_TO_STORES = SHUT_OUT | {"store_forbids", "no_store_currency"}
LEADS_TO_PRICES = frozenset({"no_rate", "rate_too_old"})


def sentence(code: str) -> Text:
    """The words for a failure; empty for codes that are not ours, which the engine words."""
    return SENTENCES.get(code) or stores.sentence(code)


def note(told: dict[str, Any]) -> str:
    """One line of ``Listing.notes`` or of a preview, in the reader's language."""
    code = told.get("code", "")
    words = NOTES.get(code) or LACKS.get(code) or gates.WORDS.get(code) or sentence(code) or code
    field = str(told.get("field", ""))
    value = told.get("value", "")
    if code == "image_left_out":
        value = str(PICTURES.get(str(value), PICTURE_LOST))
    named = {"field": _field(field), "value": value, "limit": told.get("limit", "")}
    return str(words) % named if "%(" in str(words) else str(words)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the store shows otherwise: its name, and both values in words; empty where only ids are known."""

    name: str
    before: str = ""
    now: str = ""


def difference(told: dict[str, Any], currency: str) -> Difference:
    """One line of ``Listing.differs`` in the reader's language."""
    field = str(told.get("field", ""))
    of_variant = field.startswith("variants.")
    variant, _dot, name = field.removeprefix("variants.").rpartition(".") if of_variant else ("", "", field)
    if told.get("is_gone"):
        return Difference(_field(field), now=gettext("not there any more"))
    words = f"{_field(f'variants.{variant}')}: {_field(name)}" if variant else _field(name)
    if "now" not in told:
        return Difference(words)
    return Difference(words, *(_value(name, told[side], currency) for side in ("before", "now")))


def _value(name: str, value: Any, currency: str) -> str:
    if name == "price":
        price, regular = value
        return " / ".join(money(amount, currency) for amount in (price, regular) if amount) or "–"
    if name == "quantity":
        return gettext("not counted") if value is None else str(value)
    if name == "is_hidden":
        return gettext("no") if value else gettext("yes")
    return cut(one_line(plain(str(value))), 160) or "–"


def _field(name: str) -> str:
    if name.startswith("variants.") and name not in FIELD_NAMES:
        return gettext("Variant %(sku)s") % {"sku": name.removeprefix("variants.")}
    return str(FIELD_NAMES.get(name) or (FIELDS[name].label if name in FIELDS else name))

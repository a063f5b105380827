"""The words that stand in place of what the shop says: accepted texts, and what was written for one store."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from uuid import UUID

from merchants.stores.models import StoreConnection
from products.files import texts
from products.files.items import NAME_LIMIT, Item, LeftOut, smallest

USUAL = "ar"  # where no store says in which language it sells


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What buyers read of a product in one language; empty where it stays as the shop has it.

    ``is_name_by_ai`` and ``is_text_by_ai``: a model wrote title or description. ``alts``: what a picture shows, by its
    address. ``has_open_claims``: the texts say what neither the source nor a person bears out. ``price`` is in
    ``currency`` and for the variants too. ``category`` from the top down, joined by " > ".
    """

    name: str = ""
    html: str = ""
    is_name_by_ai: bool = False
    is_text_by_ai: bool = False
    highlights: tuple[str, ...] = ()
    alts: dict[str, str] = field(default_factory=dict)
    has_open_claims: bool = False
    seo_title: str = ""
    seo_description: str = ""
    language: str = ""
    sku: str = ""
    brand: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    price: Decimal | None = None
    currency: str = ""


def language_of(merchant_id: UUID) -> str:
    """The language that a merchant sells in: that of the first store that tells one."""
    stores = StoreConnection.objects.filter(merchant_id=merchant_id).exclude(language="")
    return stores.order_by("created_at", "pk").values_list("language", flat=True).first() or USUAL


def sold(item: Item, words: Words) -> Item:
    """``item`` in these words, and at the merchant's price for a store where the file has its currency.

    Raises LeftOut: what nobody bears out leaves in no file.
    """
    if words.has_open_claims:
        raise LeftOut("claim_untraced")
    html = texts.clean(words.html) or item.html
    changed = replace(
        item,
        name=texts.cut(texts.one_line(words.name), NAME_LIMIT) or item.name,
        html=html,
        text=texts.plain(html),
        language=words.language or item.language,
        is_name_by_ai=words.is_name_by_ai if words.name else item.is_name_by_ai,
        is_text_by_ai=words.is_text_by_ai if words.html else item.is_text_by_ai,
        highlights=tuple(line for line in map(texts.one_line, words.highlights) if line),
        alts=words.alts,
        sku=words.sku or item.sku,
        brand=words.brand or item.brand,
        categories=tuple(part.strip() for part in words.category.split(">") if part.strip()) or item.categories,
        tags=words.tags or item.tags,
        own_seo_title=words.seo_title,
        own_seo_description=words.seo_description,
    )
    if words.price is None or words.currency != item.currency:
        return changed
    price = words.price.quantize(smallest(item.currency))
    variants = tuple(replace(one, price=price, regular_price=None) for one in item.variants)
    return replace(changed, price=price, regular_price=None, variants=variants)

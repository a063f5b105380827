"""A product as a store is to have it, and as a store tells that it has it. Plain data: no model, no store's words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Visibility(StrEnum):
    """What buyers see of a product. ``OUT``: they see it and cannot have it. ``DELETED``: only the store still does."""

    LIVE = "live"
    HIDDEN = "hidden"
    OUT = "out"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreText:
    """What buyers read in one language. ``description_html`` is clean already; the rest is plain text."""

    name: str
    description_html: str = ""
    subtitle: str = ""
    promotion: str = ""
    seo_title: str = ""
    seo_description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreImage:
    """One picture, by the place where it was found. ``key`` is ours and stays; ``alt`` is text by language."""

    key: str
    url: str
    alt: Mapping[str, str] = field(default_factory=dict)

    def alt_in(self, language: str) -> str:
        """The text in ``language``, else in the first there is; empty when there is none."""
        return self.alt.get(language) or next(iter(self.alt.values()), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFile:
    """The bytes of a picture, for stores that take files. ``media_type`` as found in the bytes."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedImage:
    """A picture of ours that the store has. ``alt`` None: its text stays as it is there.

    ``load`` gets the bytes, for stores that want a picture again to change anything of it.
    """

    id: str
    alt: str | None
    load: Callable[[], ImageFile] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreOption:
    """What a buyer chooses. ``display`` is ``text``, ``color`` or ``image``; ``shown`` maps a value to ``#aabbcc`` …

    ``names`` and ``value_names`` translate: language → text, and value → language → text.
    """

    name: str
    values: tuple[str, ...]
    display: str = "text"
    shown: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    value_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreVariant:
    """One buyable form. ``options`` maps every option's name to one of its values; money is in the product's currency.

    ``quantity`` None: not counted. ``image`` is the key of one of the product's images.
    """

    options: Mapping[str, str]
    sku: str
    price: Decimal
    regular_price: Decimal | None = None
    cost_price: Decimal | None = None
    quantity: int | None = None
    gtin: str = ""
    mpn: str = ""
    weight_g: Decimal | None = None
    image: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreProduct:
    """Everything that a store is to have of one product.

    ``key`` is the listing's own id: by it (and the ``sku``) a product is found again whose creation was never answered,
    so it must not change between attempts. ``sku`` must not be empty and is unique in the store. ``price`` is what the
    buyer pays; ``regular_price`` only when higher. ``quantity`` None: not counted. ``categories`` are names from the
    top down joined by " > ", one a category. ``visibility`` is LIVE or HIDDEN. Texts by language, at least one.
    """

    key: str
    sku: str
    texts: Mapping[str, StoreText]
    currency: str
    price: Decimal
    regular_price: Decimal | None = None
    cost_price: Decimal | None = None
    quantity: int | None = None
    brand: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    images: tuple[StoreImage, ...] = ()
    options: tuple[StoreOption, ...] = ()
    variants: tuple[StoreVariant, ...] = ()
    gtin: str = ""
    mpn: str = ""
    weight_g: Decimal | None = None
    slug: str = ""
    product_type: str = "product"
    requires_shipping: bool = True
    with_tax: bool = True
    tax_reason_code: str = ""
    visibility: Visibility = Visibility.LIVE

    def text(self, language: str) -> StoreText:
        """The text in ``language``, else in the first there is."""
        return self.texts.get(language) or next(iter(self.texts.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreRefs:
    """The store's own ids of what must exist before the product does. From ``ensure_brand`` and its like."""

    brand: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreIdentity:
    """Whose store a connection opens. ``external_id`` is the store's own id of itself."""

    external_id: str
    name: str
    currency: str
    language: str
    url: str = ""
    email: str = ""
    plan: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteImage:
    """A picture in the store. ``position`` counts from 1; ``is_ready`` is false while the store still fetches it."""

    id: str
    url: str = ""
    alt: str = ""
    position: int = 0
    is_ready: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteVariant:
    """A buyable form in the store. ``options`` maps names to values as the store shows them."""

    id: str
    options: Mapping[str, str]
    sku: str = ""
    price: Decimal | None = None
    regular_price: Decimal | None = None
    quantity: int | None = None
    gtin: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteProduct:
    """A product as the store tells it. ``is_ours``: it bears the mark of the key that was asked for.

    ``url`` is the buyer's page, ``admin_url`` the merchant's. ``text`` is in the store's first language.
    """

    id: str
    sku: str
    text: StoreText
    visibility: Visibility
    currency: str
    price: Decimal | None = None
    regular_price: Decimal | None = None
    quantity: int | None = None
    brand: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    images: tuple[RemoteImage, ...] = ()
    variants: tuple[RemoteVariant, ...] = ()
    url: str = ""
    admin_url: str = ""
    mark: str = ""

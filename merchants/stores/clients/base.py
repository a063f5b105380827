"""What every store's client can do, and what each store allows."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar, Protocol

from merchants.stores.product import (
    ImageFile,
    PlacedImage,
    RemoteImage,
    RemoteProduct,
    StoreIdentity,
    StoreImage,
    StoreProduct,
    StoreRefs,
)

NO_IMAGES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreAccess:
    """What opens a store. ``token`` is the access token or the consumer key; ``second`` what some want beside it.

    Zid: ``token`` is its ``authorization``, ``second`` its ``access_token``. WooCommerce: key and secret.
    """

    token: str = field(repr=False)
    second: str = field(default="", repr=False)


type AccessGetter = Callable[[str], StoreAccess]
"""Asked before every call, so that a token renewed by another worker is used at once. It is handed the token that the
store has just rejected, or "". Raises what says why there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSite:
    """One store and where its API is. ``key`` names it for the rate limits, alike for all workers and connections.

    ``is_given_by_merchant``: the address came from a merchant and goes through the address guard. ``until``: when all
    calls must be over, by ``time.monotonic``, since a person waits for them; None: each may take as long as calls may.
    """

    key: str
    api_url: str
    currency: str = ""
    language: str = "ar"
    is_given_by_merchant: bool = False
    until: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a store has and takes. Lengths in characters; 0 is "no limit that we know of"."""

    platform: str
    languages_at_once: bool
    """Whether a product has texts in several languages; else only those in the store's own language are sent."""
    required: tuple[str, ...] = ("name", "price", "sku")
    name_limit: int = 0
    description_limit: int = 0
    seo_title_limit: int = 0
    seo_description_limit: int = 0
    image_limit: int = 0
    image_bytes_limit: int = 0
    image_types: frozenset[str] = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
    takes_image_files: bool = True
    takes_image_addresses: bool = True
    option_limit: int = 0
    variant_limit: int = 0
    has_brands: bool = True
    has_tags: bool = True
    has_unlimited_quantity: bool = True
    has_variant_images: bool = False
    has_parent_sku: bool = True
    """Whether a product with variants has an SKU of its own beside theirs."""
    update_tells_all: bool = False
    """Whether ``update`` gives as much as ``get``, which then need not be asked too."""
    makes_all_combinations: bool = False
    """Whether the store makes a variant of every combination of option values, wanted or not."""
    hidden_without_image: bool = False
    needs_tax_reason: bool = False
    gtin_lengths: frozenset[int] = frozenset({8, 12, 13, 14})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Something that the store would not take, found before it is sent. ``limit``, ``value``: for the sentence."""

    code: str
    field: str
    value: str = ""
    limit: int = 0


class StoreClient(Protocol):
    """A store's API in the words that all stores share. All ids are the store's own, as text.

    Every method may raise ``merchants.stores.errors.StoreError``, ``StoreBusy`` most of all, and may be repeated: what
    is there already is found and kept. Nothing here remembers anything between calls but the store itself.
    """

    capabilities: ClassVar[Capabilities]

    def check(self) -> StoreIdentity:
        """Whose store this is; also the proof that the connection works."""

    def find(self, key: str, sku: str) -> RemoteProduct | None:
        """The product that was made for ``key``, however its creation was answered.

        Raises SkuTaken when ``sku`` belongs to a product that is not ours.
        """

    def get(self, product_id: str) -> RemoteProduct:
        """Raises ProductGone."""

    def create(self, product: StoreProduct, refs: StoreRefs) -> RemoteProduct:
        """Find it or make it, without pictures and variants. Raises SkuTaken, FieldsRefused."""

    def update(self, product_id: str, product: StoreProduct, refs: StoreRefs) -> RemoteProduct:
        """Bring texts, prices, SEO, brand, categories, tags, weight up to date. Raises ProductGone, FieldsRefused."""

    def set_variants(
        self, product_id: str, product: StoreProduct, *, images: Mapping[str, str] = NO_IMAGES
    ) -> RemoteProduct:
        """Make options and variants what they should be, with SKU, price and stock of each; none takes all away.

        ``images``: the store's ids of the product's pictures by our keys, for those that variants show.
        """

    def set_offer(
        self, product_id: str, product: StoreProduct, *, price: bool = True, quantity: bool = True
    ) -> RemoteProduct:
        """Bring prices or stock alone up to date: the product's, and those of its variants that are there, by SKU.

        Sends only what differs; all else stays as the store has it. Raises ProductGone, FieldsRefused.
        """

    def add_image(
        self,
        product_id: str,
        image: StoreImage,
        *,
        position: int,
        file: ImageFile | None = None,
        known: Collection[str] = (),
    ) -> RemoteImage:
        """Put one picture at ``position`` (from 1), unless one that is not among the ``known`` ids stands there:
        that is this one, whose answer was lost. Without ``file`` the store fetches the address. Raises ImageRefused."""

    def images(self, product_id: str) -> Sequence[RemoteImage]:
        """Its pictures alone, which may cost less than the whole product. Raises ProductGone."""

    def arrange_images(self, product_id: str, images: Sequence[PlacedImage]) -> None:
        """Make the order and the texts of pictures that are there what they should be; others stay in their places.

        Sends only what differs. Raises ProductGone, ImageRefused, and what ``load`` raises."""

    def remove_image(self, product_id: str, image_id: str) -> None:
        """Take a picture away; one that is gone already is no error."""

    def show(self, product_id: str) -> None:
        """Let buyers see it, as far as the store allows."""

    def hide(self, product_id: str) -> None:
        """Take it out of the buyers' sight; everything stays. Raises ProductGone."""

    def delete(self, product_id: str) -> None:
        """Delete it; one that is gone already is no error."""

    def ensure_brand(self, name: str) -> str:
        """The id of the brand, made if there is none. Two at once make one."""

    def ensure_category(self, path: str) -> str:
        """The id of the last of "Home > Lamps", made with all above it if there are none; "" where none can be made."""

    def ensure_tag(self, name: str) -> str:
        """The id of the tag, made if there is none."""

    def listen(self, address: str, secret: str) -> None:
        """Have the store tell ``address`` of products that are deleted or changed there, as far as it does.

        Signed with ``secret`` where it signs.

        Asking twice is once. Raises StoreForbids, FieldsRefused.
        """

    def lacks(self, product: StoreProduct) -> list[Lack]:
        """Everything that the store would not take, found without asking it."""

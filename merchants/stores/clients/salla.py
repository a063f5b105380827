"""Salla's Merchant API, version 2. Facts: docs/adding-a-store.md; addresses: ``SALLA_API_URL``."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar
from urllib.parse import quote

from merchants.stores.clients import arranging, marks
from merchants.stores.clients.base import NO_IMAGES, AccessGetter, Capabilities, Lack, StoreAccess, StoreSite
from merchants.stores.clients.ensuring import Named, ensure, path_parts
from merchants.stores.clients.errors import FieldsRefused, ImageRefused, ProductGone, SkuTaken, StoreBroken, in_its_form
from merchants.stores.clients.http import Fields, Manners, StoreHttp
from merchants.stores.clients.lacks import lacks
from merchants.stores.clients.offering import changes, is_same
from merchants.stores.clients.rates import Limit
from merchants.stores.clients.salla_forms import (
    STATUSES,
    image_of,
    offer_form,
    options_form,
    product_form,
    product_of,
    refusal,
    same_options,
    text_form,
    told,
    variant_form,
    variant_offer_form,
    variant_stock,
)
from merchants.stores.product import (
    ImageFile,
    PlacedImage,
    RemoteImage,
    RemoteProduct,
    RemoteVariant,
    StoreIdentity,
    StoreImage,
    StoreProduct,
    StoreRefs,
    StoreVariant,
    Visibility,
)

PLUS = Limit(most=120, per_s=1.0)  # the smallest plan; the headers of the first answer tell the store's own
PAGE = 60  # the most that a page may have
PAGES = 50

type Wanted = Mapping[frozenset[tuple[str, str]], StoreVariant]
type Change = tuple[str, dict[str, Any]]


class SallaClient:
    """One store at Salla."""

    capabilities: ClassVar[Capabilities] = Capabilities(
        platform="salla",
        languages_at_once=True,
        name_limit=255,
        seo_title_limit=70,
        image_limit=10,
        image_bytes_limit=5 * 1024 * 1024,
        hidden_without_image=True,
        needs_tax_reason=True,
        makes_all_combinations=True,
    )

    def __init__(self, site: StoreSite, access: AccessGetter) -> None:
        self._site = site
        self._http = StoreHttp(site, access, Manners(limit=PLUS, sign=_signed, told=told, refusal=refusal))

    @in_its_form
    def check(self) -> StoreIdentity:
        data = self._ask("GET", "/store/info")
        return StoreIdentity(
            external_id=str(data["id"]),
            name=data.get("name") or "",
            currency=data.get("currency") or "",
            language=self._site.language,
            url=data.get("domain") or "",
            email=data.get("email") or "",
            plan=data.get("plan") or "",
        )

    def find(self, key: str, sku: str) -> RemoteProduct | None:
        """By its SKU, which Salla keeps unique; ours by the mark at the end of its address."""
        try:
            found = self._product(self._ask("GET", f"/products/sku/{quote(sku, safe='')}"))
        except ProductGone:
            return None
        if not marks.found_in(found.mark, key):
            raise SkuTaken(sku)
        return found

    def get(self, product_id: str) -> RemoteProduct:
        return self._product(self._raw(product_id))

    def create(self, product: StoreProduct, refs: StoreRefs) -> RemoteProduct:
        found = self.find(product.key, product.sku) or self._make(product, refs)
        self._translate(found.id, product)
        return found

    def _make(self, product: StoreProduct, refs: StoreRefs) -> RemoteProduct:
        form = product_form(product, refs, self._site.language) | {"product_type": product.product_type}
        try:
            return self._product(self._ask("POST", "/products", data=form))
        except SkuTaken:  # perhaps by ourselves: an earlier try whose answer was lost was slower than our look
            found = self.find(product.key, product.sku)
            if found is None:
                raise
            return found

    def _translate(self, product_id: str, product: StoreProduct) -> None:
        """Texts in the languages that are not the store's own."""
        own = product.text(self._site.language)
        for language, text in product.texts.items():
            if text is not own:
                headers = {"Accept-Language": language}
                self._ask("PUT", f"/products/{product_id}", data=text_form(text), headers=headers)

    def update(self, product_id: str, product: StoreProduct, refs: StoreRefs) -> RemoteProduct:
        form = product_form(product, refs, self._site.language)
        updated = self._product(self._ask("PUT", f"/products/{product_id}", data=form))
        self._translate(product_id, product)
        return updated

    def set_variants(
        self, product_id: str, product: StoreProduct, *, images: Mapping[str, str] = NO_IMAGES
    ) -> RemoteProduct:
        """Salla makes an SKU of every combination of option values; each then gets its own code, price and stock."""
        there = self._raw(product_id)
        if not same_options(product.options, there.get("options") or ()):
            there = self._set_options(product_id, product, there)
        wanted = {frozenset(variant.options.items()): variant for variant in product.variants}
        found = self._product(there).variants
        changes = [*_freed(found, wanted), *_changes(found, wanted)]
        for path, form in changes:
            self._ask("PUT", path, data=form)
        return self.get(product_id) if changes else self._product(there)

    def _set_options(self, product_id: str, product: StoreProduct, there: Mapping[str, Any]) -> dict[str, Any]:
        wanted = {option.name: set(option.values) for option in product.options}
        for option in there.get("options") or ():
            if option["name"] not in wanted:
                self._remove(f"/products/options/{option['id']}")
                continue
            for value in option.get("values") or ():
                if value["name"] not in wanted[option["name"]]:
                    self._remove(f"/products/options/values/{value['id']}")
        if product.options:
            form = {"options": options_form(product.options, there.get("options") or ())}
            self._ask("PUT", f"/products/{product_id}", data=form)
        now = self._raw(product_id)
        if not same_options(product.options, now.get("options") or ()):
            raise FieldsRefused("The options are not as they were sent.", fields={"options": list(wanted)})
        return now

    def set_offer(
        self, product_id: str, product: StoreProduct, *, price: bool = True, quantity: bool = True
    ) -> RemoteProduct:
        there = self.get(product_id)
        counted = quantity and not product.variants  # what has variants is counted there
        sent = [*changes(there, product, price=price, quantity=quantity)]
        if not is_same(there, product, price=price, quantity=counted):
            self._ask("PUT", f"/products/{product_id}", data=offer_form(product, price=price, quantity=counted))
        for each, variant in sent:
            form = variant_offer_form(variant, price=price, quantity=quantity)
            self._ask("PUT", f"/products/variants/{each.id}", data=form)
        return self.get(product_id)

    def add_image(
        self,
        product_id: str,
        image: StoreImage,
        *,
        position: int,
        file: ImageFile | None = None,
        known: Collection[str] = (),
    ) -> RemoteImage:
        there = self.get(product_id).images
        for each in there:
            if each.position == position and each.id not in known:
                return each
        if len(there) >= self.capabilities.image_limit:
            raise ImageRefused("The store takes no more pictures of this product.")
        return self._upload(f"/products/{product_id}/images", _image_form(image, file, position, self._site.language))

    def images(self, product_id: str) -> Sequence[RemoteImage]:
        return self.get(product_id).images

    def arrange_images(self, product_id: str, images: Sequence[PlacedImage]) -> None:
        """Salla takes neither place nor text without the picture itself, so it is sent again under its id."""
        there = self.get(product_id).images
        first = min((each.position for each in there), default=1)
        for each, placed, place in arranging.changes(there, images):
            file, alt = placed.load(), each.alt if placed.alt is None else placed.alt
            form: Fields = {
                "photo": (file.name, file.content, file.media_type),
                "sort": str(place),
                "default": str(int(place == first)),
                "alt": alt,
            }
            with suppress(ProductGone):  # taken away since we looked; the next update sends it anew
                self._upload(f"/products/images/{each.id}", form)

    def _upload(self, path: str, form: Fields) -> RemoteImage:
        try:
            return image_of(self._ask("POST", path, form=form))
        except FieldsRefused as error:
            raise ImageRefused(str(error), status_code=error.status_code, fields=error.fields) from error

    def remove_image(self, product_id: str, image_id: str) -> None:
        self._remove(f"/products/images/{image_id}")

    def show(self, product_id: str) -> None:
        self._ask("PUT", f"/products/{product_id}", data={"status": STATUSES[Visibility.LIVE]})

    def hide(self, product_id: str) -> None:
        self._ask("PUT", f"/products/{product_id}", data={"status": STATUSES[Visibility.HIDDEN]})

    def delete(self, product_id: str) -> None:
        self._remove(f"/products/{product_id}")

    def ensure_brand(self, name: str) -> str:
        return ensure(self._site.key, "brand", name, self._brands, lambda plain: self._made("/brands", name=plain))

    def ensure_category(self, path: str) -> str:
        parent = ""
        for part in path_parts(path):
            parent = self._category(part, parent)
        return parent

    def _category(self, name: str, parent: str) -> str:
        under = {"parent_id": int(parent)} if parent else {}
        kind = f"category {parent}"
        return ensure(
            self._site.key,
            kind,
            name,
            self._categories,
            lambda plain: self._made("/categories", name=plain, status="active", **under),
            parent,
        )

    def ensure_tag(self, name: str) -> str:
        return ensure(
            self._site.key, "tag", name, self._tags, lambda plain: self._made("/products/tags", tag_name=plain)
        )

    def listen(self, address: str, secret: str) -> None:
        """Salla tells the app, of all its stores; that is set up at Salla."""

    def lacks(self, product: StoreProduct) -> list[Lack]:
        return lacks(product, self.capabilities, self._site.currency)

    def _brands(self, name: str) -> Iterator[Named]:
        for each in self._pages("/brands", keyword=name):
            yield Named(str(each["id"]), each["name"])

    def _categories(self, name: str) -> Iterator[Named]:
        for each in self._pages("/categories", keyword=name):
            yield from _flat(each)

    def _tags(self, name: str) -> Iterator[Named]:
        for each in self._pages("/products/tags"):
            yield Named(str(each["id"]), each["name"])

    def _made(self, path: str, **form: object) -> str:
        return str(self._ask("POST", path, data=form)["id"])

    def _raw(self, product_id: str) -> dict[str, Any]:
        data: dict[str, Any] = self._ask("GET", f"/products/{product_id}")
        if data.get("status") == "deleted":
            raise ProductGone
        return data

    def _product(self, data: Mapping[str, Any]) -> RemoteProduct:
        return product_of(data, self._site.currency)

    def _remove(self, path: str) -> None:
        try:
            self._http.ask("DELETE", path)
        except ProductGone:
            return

    def _pages(self, path: str, **params: str) -> Iterator[Mapping[str, Any]]:
        for page in range(1, PAGES + 1):
            reply = self._http.ask(
                "GET", path, params={**params, "page": page, "per_page": PAGE}, headers=self._words()
            )
            yield from reply.data["data"]
            if page >= ((reply.data.get("pagination") or {}).get("totalPages") or 1):
                return

    def _ask(
        self,
        method: str,
        path: str,
        *,
        data: object = None,
        form: Fields | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """What is in Salla's envelope."""
        reply = self._http.ask(method, path, data=data, form=form, headers=headers or self._words())
        if not isinstance(reply.data, Mapping) or "data" not in reply.data:
            raise StoreBroken("The answer has no data.", status_code=reply.status)
        return reply.data["data"]

    def _words(self) -> dict[str, str]:
        return {"Accept-Language": self._site.language}


def _signed(access: StoreAccess) -> dict[str, str]:
    return {"Authorization": f"Bearer {access.token}"}


def _changes(found: Collection[RemoteVariant], wanted: Wanted) -> Iterator[Change]:
    """What to send where, only for variants that are not as they should be. What nobody has gets no stock."""
    for there in found:
        variant = wanted.get(frozenset(there.options.items()))
        path = f"/products/variants/{there.id}"
        if variant is None:
            if there.quantity != 0:
                yield path, variant_stock(0)
        elif not _is_same(there, variant):
            yield path, variant_form(variant)


def _freed(found: Collection[RemoteVariant], wanted: Wanted) -> Iterator[Change]:
    """Codes to take away first, since another variant is to get them and Salla allows each once."""
    new = {variant.sku: options for options, variant in wanted.items()}
    for there in found:
        if there.sku in new and new[there.sku] != frozenset(there.options.items()):
            yield f"/products/variants/{there.id}", {"sku": None}


def _is_same(there: RemoteVariant, variant: StoreVariant) -> bool:
    now = (there.sku, there.price, there.regular_price, there.quantity, there.gtin)
    return now == (variant.sku, variant.price, variant.regular_price, variant.quantity, variant.gtin or there.gtin)


def _image_form(image: StoreImage, file: ImageFile | None, position: int, language: str) -> Fields:
    alt = image.alt_in(language)
    form: dict[str, str | tuple[str, bytes, str]] = {"sort": str(position), "main": str(int(position == 1)), "alt": alt}
    if file is None:
        return form | {"original": image.url}
    return form | {"photo": (file.name, file.content, file.media_type)}


def _flat(category: Mapping[str, Any], parent: str = "") -> Iterator[Named]:
    """A category and all below it."""
    parent = parent or str(category.get("parent_id") or "")
    own = str(category["id"])
    yield Named(own, category["name"], "" if parent == "0" else parent)
    for each in category.get("sub_categories") or category.get("items") or ():
        yield from _flat(each, own)

"""Zid's Merchant API. Facts: docs/adding-a-store.md; address: ``ZID_API_URL``."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from merchants.stores.clients import arranging, marks
from merchants.stores.clients.base import NO_IMAGES, AccessGetter, Capabilities, Lack, StoreAccess, StoreSite
from merchants.stores.clients.ensuring import Named, ensure, path_parts
from merchants.stores.clients.errors import FieldsRefused, ImageRefused, NotPossible, ProductGone, SkuTaken, in_its_form
from merchants.stores.clients.http import Fields, Manners, StoreHttp
from merchants.stores.clients.lacks import lacks
from merchants.stores.clients.offering import changes, is_same
from merchants.stores.clients.rates import Limit
from merchants.stores.clients.zid_forms import (
    image_of,
    localized,
    offer_form,
    product_form,
    product_of,
    refusal,
    variant_form,
    variant_of,
)
from merchants.stores.product import (
    ImageFile,
    PlacedImage,
    RemoteImage,
    RemoteProduct,
    StoreIdentity,
    StoreImage,
    StoreProduct,
    StoreRefs,
    StoreVariant,
)

PER_MINUTE = Limit(most=60, per_s=1.0)
PAGE = 100
PAGES = 100


class ZidClient:
    """One store at Zid."""

    capabilities: ClassVar[Capabilities] = Capabilities(
        platform="zid", languages_at_once=True, has_brands=False, takes_image_addresses=False
    )

    def __init__(self, site: StoreSite, access: AccessGetter) -> None:
        self._site = site
        self._http = StoreHttp(site, access, Manners(limit=PER_MINUTE, sign=self._signed, refusal=refusal))

    def _signed(self, access: StoreAccess) -> dict[str, str]:
        """Two tokens; products also want to be told the store, without which the answer is "No such user"."""
        store = self._site.key.partition(":")[2]
        both = {"Authorization": f"Bearer {access.token}", "X-Manager-Token": access.second}
        return both | {"Store-Id": store, "Role": "Manager", "Accept-Language": self._site.language}

    @in_its_form
    def check(self) -> StoreIdentity:
        store = self._ask("GET", "/managers/account/profile")["user"]["store"]
        currency = store.get("currency") or ""
        return StoreIdentity(
            external_id=str(store["id"]),
            name=store.get("title") or "",
            currency=currency["code"] if isinstance(currency, Mapping) else currency,
            language=self._site.language,
            url=store.get("url") or "",
        )

    def find(self, key: str, sku: str) -> RemoteProduct | None:
        """By its SKU; ours by a mark among its keywords."""
        same = next((each for each in self._pages("/products/", sku=sku) if each.get("sku") == sku), None)
        if same is None:
            return None
        if marks.mark(key) not in (same.get("keywords") or ()):
            raise SkuTaken(sku)
        return self.get(str(same["id"]))

    def get(self, product_id: str) -> RemoteProduct:
        return self._product(self._ask("GET", f"/products/{product_id}/"))

    def create(self, product: StoreProduct, refs: StoreRefs) -> RemoteProduct:
        return self.find(product.key, product.sku) or self._make(product, refs)

    def _make(self, product: StoreProduct, refs: StoreRefs) -> RemoteProduct:
        form = product_form(product, refs) | {"is_draft": True, "is_published": False}
        try:
            return self._product(self._ask("POST", "/products/", data=form))
        except SkuTaken:  # perhaps by ourselves: an earlier try whose answer was lost was slower than our look
            found = self.find(product.key, product.sku)
            if found is None:
                raise
            return found

    def update(self, product_id: str, product: StoreProduct, refs: StoreRefs) -> RemoteProduct:
        return self._product(self._ask("PATCH", f"/products/{product_id}/", data=product_form(product, refs)))

    def set_variants(
        self, product_id: str, product: StoreProduct, *, images: Mapping[str, str] = NO_IMAGES
    ) -> RemoteProduct:
        """One call for all of them: what is there keeps its id, what is not wanted is marked as deleted."""
        raw = self._ask("GET", f"/products/{product_id}/")
        there = {frozenset(each.options.items()): each for each in map(variant_of, raw.get("variants") or ())}
        if not product.variants and not there:
            return self._product(raw)
        wanted = {_as_shown(variant, product): variant for variant in product.variants}
        slugs = {one.name: self._attribute(one.name, localized(one.names, one.name)) for one in product.options}
        location = self._location() if wanted else ""
        translated = {option.name: option.value_names for option in product.options}
        forms: list[dict[str, Any]] = [
            {"id": each.id, "is_deleted": True} for options, each in there.items() if options not in wanted
        ]
        for options, variant in wanted.items():
            form = variant_form(variant, slugs, translated, location)
            forms.append(form | ({"id": there[options].id} if options in there else {}))
        self._ask("POST", f"/products/{product_id}/variants/", data={"variants": forms})
        return self.get(product_id)

    def _attribute(self, name: str, names: Mapping[str, str]) -> str:
        """The slug of what buyers choose, made if the store has none of that name."""

        def look(plain: str) -> Iterator[Named]:
            for each in self._pages("/attributes/"):
                for said in _names(each["name"]):
                    yield Named(each["slug"], said)

        def make(plain: str) -> str:
            return str(self._ask("POST", "/attributes/", data={"name": names, "type": "default"})["slug"])

        return ensure(self._site.key, "attribute", name, look, make)

    def _location(self) -> str:
        return str(next(iter(self._pages("/locations/")))["id"])

    def set_offer(
        self, product_id: str, product: StoreProduct, *, price: bool = True, quantity: bool = True
    ) -> RemoteProduct:
        """A variant is a product of its own there."""
        there = self.get(product_id)
        counted = quantity and not product.variants
        sent = [*changes(there, product, price=price, quantity=quantity)]
        if not is_same(there, product, price=price, quantity=counted):
            self._ask("PATCH", f"/products/{product_id}/", data=offer_form(product, price=price, quantity=counted))
        for each, variant in sent:
            form = offer_form(variant, price=price, quantity=quantity)
            self._ask("PATCH", f"/products/{each.id}/", data=form)
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
        if file is None:
            raise ImageRefused("Zid takes pictures as files only.")
        for each in self.get(product_id).images:
            if each.position == position and each.id not in known:
                return each
        alt = image.alt_in(self._site.language)
        form: Fields = {
            "image": (file.name, file.content, file.media_type),
            "alt_text": alt,
            "display_order": str(position),
        }
        try:
            made = self._http.ask("POST", f"/products/{product_id}/images/", form=form).data
        except FieldsRefused as error:
            raise ImageRefused(str(error), status_code=error.status_code, fields=error.fields) from error
        return image_of(made, position)

    def images(self, product_id: str) -> Sequence[RemoteImage]:
        return self.get(product_id).images

    def arrange_images(self, product_id: str, images: Sequence[PlacedImage]) -> None:
        for each, placed, place in arranging.changes(self.get(product_id).images, images):
            form: dict[str, Any] = {"display_order": place}
            if arranging.has_other_text(each, placed):
                form["alt_text"] = placed.alt
            with suppress(ProductGone):  # taken away since we looked; the next update sends it anew
                self._ask("PATCH", f"/products/{product_id}/images/{each.id}/", data=form)

    def remove_image(self, product_id: str, image_id: str) -> None:
        self._remove(f"/products/{product_id}/images/{image_id}/")

    def show(self, product_id: str) -> None:
        self._ask("PATCH", f"/products/{product_id}/", data={"is_draft": False, "is_published": True})

    def hide(self, product_id: str) -> None:
        self._ask("PATCH", f"/products/{product_id}/", data={"is_published": False})

    def delete(self, product_id: str) -> None:
        self._remove(f"/products/{product_id}/")

    def ensure_brand(self, name: str) -> str:
        raise NotPossible

    def ensure_category(self, path: str) -> str:
        """Zid's API makes categories in the merchant's own form, so the one of the last name is looked for alone."""
        wanted = path_parts(path)[-1].casefold()
        found = self._ask("GET", "/managers/store/categories")["categories"]
        return next((str(each["id"]) for each in found if wanted in map(str.casefold, _names(each["name"]))), "")

    def ensure_tag(self, name: str) -> str:
        """Keywords are texts of the product."""
        return name

    def listen(self, address: str, secret: str) -> None:
        """Zid does not sign, so ``address`` holds the proof."""
        there = self._http.ask("GET", "/managers/webhooks").data
        known = there.get("webhooks") if isinstance(there, Mapping) else there
        if any(each.get("target_url") == address for each in known or ()):
            return
        asked = {"event": "product.delete", "target_url": address, "original_id": 1, "subscriber": "Wared"}
        self._ask("POST", "/managers/webhooks", data=asked | {"conditions": None})

    def lacks(self, product: StoreProduct) -> list[Lack]:
        return lacks(product, self.capabilities, self._site.currency)

    def _product(self, data: Mapping[str, Any]) -> RemoteProduct:
        return product_of(data, self._site.language)

    def _remove(self, path: str) -> None:
        try:
            self._http.ask("DELETE", path)
        except ProductGone:
            return

    def _pages(self, path: str, **params: str) -> Iterator[Mapping[str, Any]]:
        for page in range(1, PAGES + 1):
            asked: dict[str, str | int] = {**params, "page": page, "page_size": PAGE}
            data = self._http.ask("GET", path, params=asked).data
            yield from data["results"]
            if not data.get("next"):
                return

    def _ask(self, method: str, path: str, *, data: object = None) -> Any:
        return self._http.ask(method, path, data=data).data


def _names(name: object) -> list[str]:
    return [str(each) for each in name.values() if each] if isinstance(name, Mapping) else [str(name)]


def _as_shown(variant: StoreVariant, product: StoreProduct) -> frozenset[tuple[str, str]]:
    """What buyers chose, in the language in which ``variant_of`` reads it."""
    options = {option.name: option for option in product.options}
    return frozenset(
        (
            localized(options[name].names, name)["ar"],
            localized(options[name].value_names.get(value, {}), value)["ar"],
        )
        for name, value in variant.options.items()
    )

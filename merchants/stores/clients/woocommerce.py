"""WooCommerce's REST API, version 3, at the merchant's own address. Facts: docs/adding-a-store.md."""

from base64 import b64encode
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from html import unescape
from itertools import batched
from typing import Any, ClassVar

from merchants.stores.clients import arranging, marks
from merchants.stores.clients.base import NO_IMAGES, AccessGetter, Capabilities, Lack, StoreAccess, StoreSite
from merchants.stores.clients.ensuring import Named, ensure, path_parts
from merchants.stores.clients.errors import FieldsRefused, ImageRefused, NotPossible, ProductGone, SkuTaken, in_its_form
from merchants.stores.clients.http import Manners, StoreHttp
from merchants.stores.clients.lacks import lacks
from merchants.stores.clients.offering import changes, is_same
from merchants.stores.clients.rates import Limit
from merchants.stores.clients.woocommerce_forms import (
    attributes,
    image_of,
    mark_of,
    offer_form,
    product_form,
    product_of,
    refusal,
    variation_form,
    variation_of,
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
)

POLITE = Limit(most=60, per_s=5.0)  # WooCommerce tells no limit; a small shop's server should live through us
PAGE = 100
PAGES = 50
AT_ONCE = 50  # of the 100 variations that a batch may have


class WooCommerceClient:
    """One shop with WooCommerce."""

    capabilities: ClassVar[Capabilities] = Capabilities(
        platform="woocommerce",
        languages_at_once=False,
        takes_image_files=False,
        has_brands=False,
        has_variant_images=True,
    )

    def __init__(self, site: StoreSite, access: AccessGetter) -> None:
        self._site = site
        self._http = StoreHttp(site, access, Manners(limit=POLITE, sign=_signed, refusal=refusal))

    @in_its_form
    def check(self) -> StoreIdentity:
        currency = str(self._ask("GET", "/settings/general/woocommerce_currency")["value"])
        about = self._http.ask("GET", "/wp-json/").data
        return StoreIdentity(
            external_id=self._site.key.partition(":")[2],
            name=unescape(about.get("name") or ""),
            currency=currency,
            language=self._site.language,
            url=about.get("url") or self._site.api_url,
        )

    def find(self, key: str, sku: str) -> RemoteProduct | None:
        """By its SKU, which WooCommerce keeps unique; ours by a mark in its meta data."""
        found = self._ask("GET", "/products", params={"sku": sku, "status": "any"})
        same = [each for each in found if each.get("sku") == sku and each.get("status") != "trash"]
        if not same:
            return None
        if mark_of(same[0]) != marks.mark(key):
            raise SkuTaken(sku)
        return self._whole(same[0])

    def get(self, product_id: str) -> RemoteProduct:
        return self._whole(self._raw(product_id))

    def create(self, product: StoreProduct, refs: StoreRefs) -> RemoteProduct:
        return self.find(product.key, product.sku) or self._make(product, refs)

    def _make(self, product: StoreProduct, refs: StoreRefs) -> RemoteProduct:
        form = product_form(product, refs, self._site.language, self._weight_unit(product))
        try:
            return self._whole(self._ask("POST", "/products", data=form | {"status": "draft"}))
        except SkuTaken:  # perhaps by ourselves: an earlier try whose answer was lost was slower than our look
            found = self.find(product.key, product.sku)
            if found is None:
                raise
            return found

    def update(self, product_id: str, product: StoreProduct, refs: StoreRefs) -> RemoteProduct:
        self._raw(product_id)
        form = product_form(product, refs, self._site.language, self._weight_unit(product))
        return self._whole(self._ask("PUT", f"/products/{product_id}", data=form))

    def _weight_unit(self, product: StoreProduct) -> str:
        if not any([product.weight_g, *(variant.weight_g for variant in product.variants)]):
            return ""
        return str(self._ask("GET", "/settings/products/woocommerce_weight_unit")["value"])

    def set_variants(
        self, product_id: str, product: StoreProduct, *, images: Mapping[str, str] = NO_IMAGES
    ) -> RemoteProduct:
        """Attributes first, then the variations that differ, in batches."""
        there = self._raw(product_id)
        kind, wanted = "variable" if product.variants else "simple", attributes(product)
        if there.get("type") != kind or not _has(there, wanted):
            self._ask("PUT", f"/products/{product_id}", data={"type": kind, "attributes": wanted})
        if product.variants or there.get("type") == "variable":
            named = {str(image.get("name")): str(image["id"]) for image in there.get("images") or ()}
            self._send_variations(product_id, product, named | dict(images))
        return self.get(product_id)

    def _send_variations(self, product_id: str, product: StoreProduct, images: Mapping[str, str]) -> None:
        found = {frozenset(each.options.items()): each for each in self._variations(product_id)}
        unit = self._weight_unit(product)
        chosen = _chosen(product)
        gone = [int(each.id) for options, each in found.items() if options not in chosen]
        new = {variant.sku: options for options, variant in chosen.items()}
        moved = [
            {"id": int(each.id), "sku": ""}
            for options, each in found.items()
            if options in chosen and new.get(each.sku, options) != options
        ]
        changed: list[dict[str, Any]] = []
        for variant in product.variants:
            form = variation_form(variant, unit, int(images.get(variant.image) or 0))
            same = found.get(frozenset(variant.options.items()))
            if same is None:
                changed.append(form)
            elif not _is_same(same, form):
                changed.append(form | {"id": int(same.id)})
        for ids in batched(gone, AT_ONCE):  # before others may get their codes
            self._batch(product_id, {"delete": list(ids)})
        for forms in batched(moved, AT_ONCE):
            self._batch(product_id, {"update": list(forms)})
        for part in batched(changed, AT_ONCE):
            made = [form for form in part if "id" not in form]
            self._batch(product_id, {"create": made, "update": [form for form in part if "id" in form]})

    def _batch(self, product_id: str, form: dict[str, Any]) -> None:
        """Raises SkuTaken, FieldsRefused: errors of single variations stand inside of a good answer."""
        said = self._ask("POST", f"/products/{product_id}/variations/batch", data=form)
        for each in [*(said.get("create") or ()), *(said.get("update") or ())]:
            error = each.get("error") or {}
            if error:
                kind = SkuTaken if "sku" in error.get("code", "") else FieldsRefused
                raise kind(error.get("message", ""), fields={"variants": [error.get("message", "")]})

    def set_offer(
        self, product_id: str, product: StoreProduct, *, price: bool = True, quantity: bool = True
    ) -> RemoteProduct:
        there = self.get(product_id)
        sent = [
            offer_form(variant, price=price, quantity=quantity) | {"id": int(each.id)}
            for each, variant in changes(there, product, price=price, quantity=quantity)
        ]
        for forms in batched(sent, AT_ONCE):
            self._batch(product_id, {"update": list(forms)})
        if not product.variants and not is_same(there, product, price=price, quantity=quantity):
            form = offer_form(product, price=price, quantity=quantity)
            self._ask("PUT", f"/products/{product_id}", data=form)
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
        """The shop fetches the address itself: files are taken by another API, with other keys."""
        there = self.images(product_id)
        for each in there:
            if each.position == position and each.id not in known:
                return each
        form: list[dict[str, Any]] = [{"id": int(each.id)} for each in there]
        alt = image.alt_in(self._site.language)
        form.insert(position - 1, {"src": image.url, "name": image.key, "alt": alt})
        try:
            kept = self._ask("PUT", f"/products/{product_id}", data={"images": form})["images"]
        except FieldsRefused as error:
            raise ImageRefused(str(error), status_code=error.status_code, fields=error.fields) from error
        place = min(position, len(kept))
        return image_of(kept[place - 1], place)

    def images(self, product_id: str) -> Sequence[RemoteImage]:
        return [image_of(each, number) for number, each in enumerate(self._raw(product_id).get("images") or (), 1)]

    def arrange_images(self, product_id: str, images: Sequence[PlacedImage]) -> None:
        """The order is that of the list, so all are named in one call."""
        there = {each.id: each for each in self.images(product_id)}
        ours = {each.id: each for each in images if each.id in there}
        texts = {each.id: each.alt for each in ours.values() if arranging.has_other_text(there[each.id], each)}
        order = arranging.order([*there], [*ours])
        if texts or order != [*there]:
            form = [{"id": int(each)} | ({"alt": texts[each]} if each in texts else {}) for each in order]
            self._ask("PUT", f"/products/{product_id}", data={"images": form})

    def remove_image(self, product_id: str, image_id: str) -> None:
        there = [int(each["id"]) for each in self._raw(product_id).get("images") or ()]
        if int(image_id) in there:
            kept = [{"id": each} for each in there if each != int(image_id)]
            self._ask("PUT", f"/products/{product_id}", data={"images": kept})

    def show(self, product_id: str) -> None:
        self._set_status(product_id, "publish")

    def hide(self, product_id: str) -> None:
        self._set_status(product_id, "draft")

    def _set_status(self, product_id: str, status: str) -> None:
        self._raw(product_id)  # one in the bin would be taken out of it
        self._ask("PUT", f"/products/{product_id}", data={"status": status})

    def delete(self, product_id: str) -> None:
        try:
            self._ask("DELETE", f"/products/{product_id}", params={"force": "true"})
        except ProductGone:
            return

    def ensure_brand(self, name: str) -> str:
        raise NotPossible

    def ensure_category(self, path: str) -> str:
        parent = ""
        for part in path_parts(path):
            parent = self._category(part, parent)
        return parent

    def _category(self, name: str, parent: str) -> str:
        def make(plain: str) -> str:
            made = self._ask("POST", "/products/categories", data={"name": plain, "parent": int(parent or 0)})
            return str(made["id"])

        return ensure(self._site.key, f"category {parent}", name, self._categories, make, parent)

    def ensure_tag(self, name: str) -> str:
        def make(plain: str) -> str:
            return str(self._ask("POST", "/products/tags", data={"name": plain})["id"])

        return ensure(self._site.key, "tag", name, self._tags, make)

    def listen(self, address: str, secret: str) -> None:
        known = {(each.get("topic"), each.get("delivery_url")) for each in self._pages("/webhooks")}
        for topic in ("product.deleted", "product.updated"):
            if (topic, address) not in known:
                asked = {"name": "Wared", "topic": topic, "delivery_url": address, "secret": secret}
                self._ask("POST", "/webhooks", data=asked)

    def lacks(self, product: StoreProduct) -> list[Lack]:
        return lacks(product, self.capabilities, self._site.currency)

    def _categories(self, name: str) -> Iterator[Named]:
        for each in self._pages("/products/categories", search=name):
            yield Named(str(each["id"]), unescape(each["name"]), str(each.get("parent") or ""))

    def _tags(self, name: str) -> Iterator[Named]:
        for each in self._pages("/products/tags", search=name):
            yield Named(str(each["id"]), unescape(each["name"]))

    def _variations(self, product_id: str) -> Iterator[RemoteVariant]:
        for each in self._pages(f"/products/{product_id}/variations"):
            yield variation_of(each)

    def _whole(self, data: Mapping[str, Any]) -> RemoteProduct:
        variants = self._variations(str(data["id"])) if data.get("type") == "variable" else ()
        return product_of(data, tuple(variants), self._site.currency)

    def _raw(self, product_id: str) -> dict[str, Any]:
        data: dict[str, Any] = self._ask("GET", f"/products/{product_id}")
        if data.get("status") == "trash":
            raise ProductGone
        return data

    def _pages(self, path: str, **params: str) -> Iterator[Mapping[str, Any]]:
        for page in range(1, PAGES + 1):
            asked: dict[str, str | int] = {**params, "page": page, "per_page": PAGE}
            reply = self._http.ask("GET", f"/wp-json/wc/v3{path}", params=asked)
            yield from reply.data
            if page >= int(reply.headers.get("X-WP-TotalPages") or 1):
                return

    def _ask(self, method: str, path: str, *, params: Mapping[str, str] | None = None, data: object = None) -> Any:
        return self._http.ask(method, f"/wp-json/wc/v3{path}", params=params, data=data).data


def _signed(access: StoreAccess) -> dict[str, str]:
    pair = b64encode(f"{access.token}:{access.second}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def _has(there: Mapping[str, Any], wanted: list[dict[str, Any]]) -> bool:
    now = [(each["name"], each.get("options"), each.get("variation")) for each in there.get("attributes") or ()]
    return now == [(each["name"], each["options"], each["variation"]) for each in wanted]


def _chosen(product: StoreProduct) -> dict[frozenset[tuple[str, str]], StoreVariant]:
    return {frozenset(variant.options.items()): variant for variant in product.variants}


def _is_same(there: RemoteVariant, form: Mapping[str, Any]) -> bool:
    wanted = variation_of({**form, "id": there.id, "price": form["sale_price"] or form["regular_price"]})
    return wanted == (there if wanted.image else replace(there, image=""))

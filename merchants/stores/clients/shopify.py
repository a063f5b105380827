"""Shopify's Admin API, GraphQL only. Facts: docs/adding-a-store.md; version: ``SHOPIFY_API_VERSION``.

``productSet`` deletes what a list leaves out, so every list is always sent whole: what is ours as it should be, and
what others have put there (metafields, files) as it is.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import batched
from typing import Any, ClassVar

from django.conf import settings

from merchants.stores.clients import arranging, marks, shopify_queries
from merchants.stores.clients.base import NO_IMAGES, AccessGetter, Capabilities, Lack, StoreAccess, StoreSite
from merchants.stores.clients.ensuring import Named, ensure, path_parts
from merchants.stores.clients.errors import (
    FieldsRefused,
    ImageRefused,
    ProductGone,
    StoreBroken,
    StoreBusy,
    in_its_form,
)
from merchants.stores.clients.http import Manners, StoreHttp
from merchants.stores.clients.lacks import lacks
from merchants.stores.clients.rates import Limit
from merchants.stores.clients.shopify_forms import (
    MARK_KEY,
    NAMESPACE,
    STATUSES,
    image_of,
    images_of,
    moves,
    offers,
    points_of,
    product_form,
    product_of,
    throttled_s,
    told,
    variant_offer_form,
    within_points,
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
    Visibility,
)

STANDARD = Limit(most=2000, per_s=100.0)  # points of Shopify's smallest plan; each answer tells the shop's own
COST = 20.0  # of a usual query, in points; what it really costs is told with the answer
FIELDS_TOLD = ["id", "updated_at"]  # of a changed product, which may have thousands of variants and is read anyhow
LONGEST_LIST = 250  # of an argument; the variants of ``productSet`` alone may be more
READY_IN_S = 5.0  # a picture that Shopify still fetches, whose text cannot be changed until then


class ShopifyClient:
    """One shop at Shopify."""

    capabilities: ClassVar[Capabilities] = Capabilities(
        platform="shopify",
        languages_at_once=False,
        name_limit=255,
        seo_title_limit=70,
        image_limit=250,
        takes_image_files=False,
        option_limit=3,
        variant_limit=2048,
        has_variant_images=True,
        has_parent_sku=False,
        update_tells_all=True,
    )

    def __init__(self, site: StoreSite, access: AccessGetter) -> None:
        self._site = site
        self._http = StoreHttp(site, access, Manners(limit=STANDARD, sign=_signed, told=told))

    @in_its_form
    def check(self) -> StoreIdentity:
        shop = self._ask(shopify_queries.SHOP)["shop"]
        return StoreIdentity(
            external_id=str(shop["myshopifyDomain"]),
            name=shop["name"],
            currency=shop["currencyCode"],
            language=self._site.language,
            url=shop["primaryDomain"]["url"],
            email=shop.get("email") or "",
        )

    def find(self, key: str, sku: str) -> RemoteProduct | None:
        """By our own id, which Shopify keeps unique. SKUs may be of several products there, so they prove nothing."""
        self._define_mark()
        found = self._ask(shopify_queries.FIND, identifier=_identifier(key))["productByIdentifier"]
        return self._product(found) if found else None

    def _define_mark(self) -> None:
        """Shopify looks by a field of ours only once it is told of it; telling twice does no harm."""
        definition = {"name": "Wared", "namespace": NAMESPACE, "key": MARK_KEY, "type": "id", "ownerType": "PRODUCT"}
        said = self._ask(shopify_queries.DEFINE, definition=definition)["metafieldDefinitionCreate"]
        _check([each for each in said["userErrors"] if each.get("code") != "TAKEN"])

    def get(self, product_id: str) -> RemoteProduct:
        return product_of(self._raw(product_id), self._site.currency)

    def create(self, product: StoreProduct, refs: StoreRefs) -> RemoteProduct:
        """In one call with its variants. Shopify itself makes sure that one id has one product."""
        return self.find(product.key, product.sku) or self._set(product, _identifier(product.key), {}, refs)

    def update(self, product_id: str, product: StoreProduct, refs: StoreRefs) -> RemoteProduct:
        return self._set(product, {"id": product_id}, self._lists(product_id), refs)

    def set_variants(
        self, product_id: str, product: StoreProduct, *, images: Mapping[str, str] = NO_IMAGES
    ) -> RemoteProduct:
        return self._set(product, {"id": product_id}, self._lists(product_id), None, images)

    def _set(
        self,
        product: StoreProduct,
        identifier: dict[str, Any],
        there: Mapping[str, Any],
        refs: StoreRefs | None,
        images: Mapping[str, str] = NO_IMAGES,
    ) -> RemoteProduct:
        """``refs`` None: brand and collections stay as they are. Variants without one of ``images`` keep theirs.

        Where naming the pictures of all variants would cost more than a query may, several calls name some each.
        """
        form = product_form(product, there, refs, self._site.language, self._location(), images)
        product_id = identifier.get("id")
        for part in within_points(form, shopify_queries.MOST_POINTS - shopify_queries.POINTS_OF_ITS_OWN):
            which = {"id": product_id} if product_id else identifier
            said = self._ask(shopify_queries.SET, cost=points_of(part), identifier=which, input=part)["productSet"]
            _check(said["userErrors"])
            product_id = said["product"]["id"]
        return self.get(str(product_id))

    def _location(self) -> str:
        return str(self._ask(shopify_queries.LOCATION)["location"]["id"])

    def set_offer(
        self, product_id: str, product: StoreProduct, *, price: bool = True, quantity: bool = True
    ) -> RemoteProduct:
        """Prices, and whether stock is counted, many variants in one call; numbers in others."""
        raw = self._raw(product_id)
        offered = offers(raw["variants"]["nodes"], product, price=price, quantity=quantity)
        if not offered:
            return product_of(raw, self._site.currency)
        forms = [variant_offer_form(there, each, price=price, quantity=quantity) for there, each in offered]
        for part in batched(forms, LONGEST_LIST):
            said = self._ask(shopify_queries.SET_OFFERS, cost=COST + len(part), id=product_id, variants=part)
            _check(said["productVariantsBulkUpdate"]["userErrors"])
        if quantity:
            self._count({there["inventoryItem"]["id"]: each.quantity for there, each in offered})
        return self.get(product_id)

    def _count(self, numbers: Mapping[str, int | None]) -> None:
        """``numbers``: how many there are of each stock-keeping item; None is not counted."""
        location = self._location()
        counted = [
            {"inventoryItemId": item, "locationId": location, "quantity": number}
            for item, number in numbers.items()
            if number is not None
        ]
        for part in batched(counted, LONGEST_LIST):
            form = {"name": "available", "reason": "correction", "ignoreCompareQuantity": True, "quantities": part}
            _check(self._ask(shopify_queries.COUNT, input=form)["inventorySetQuantities"]["userErrors"])

    def add_image(
        self,
        product_id: str,
        image: StoreImage,
        *,
        position: int,
        file: ImageFile | None = None,
        known: Collection[str] = (),
    ) -> RemoteImage:
        """Shopify fetches the address itself, a moment later."""
        for each in self.images(product_id):
            if each.position == position and each.id not in known:
                return each
        alt = image.alt_in(self._site.language)
        media = [{"originalSource": image.url, "alt": alt, "mediaContentType": "IMAGE"}]
        said = self._ask(shopify_queries.UPDATE, product={"id": product_id}, media=media)["productUpdate"]
        if said["userErrors"]:
            raise ImageRefused(said["userErrors"][0]["message"], fields=_fields(said["userErrors"]))
        return image_of(said["product"]["media"]["nodes"][-1], position)

    def _media(self, product_id: str) -> list[dict[str, Any]]:
        """All of its pictures, also those that could not be fetched. Raises ProductGone."""
        data = self._ask(shopify_queries.MEDIA, id=product_id)["product"]
        if data is None:
            raise ProductGone
        return list(self._whole(data)["media"]["nodes"])

    def images(self, product_id: str) -> Sequence[RemoteImage]:
        return images_of(self._media(product_id))

    def arrange_images(self, product_id: str, images: Sequence[PlacedImage]) -> None:
        """Shopify puts them in order a moment later."""
        media = self._media(product_id)
        there = {each.id: each for each in images_of(media)}
        ours = {each.id: each for each in images if each.id in there}
        texts = [each for each in ours.values() if arranging.has_other_text(there[each.id], each)]
        if not all(there[each.id].is_ready for each in texts):
            raise StoreBusy("Shopify still fetches a picture.", retry_after_s=READY_IN_S)
        for some in batched(texts, LONGEST_LIST):
            self._update_files([{"id": each.id, "alt": each.alt} for each in some])
        now = [each["id"] for each in media]
        for part in batched(moves(now, arranging.order(now, [*ours])), LONGEST_LIST):
            said = self._ask(shopify_queries.REORDER, id=product_id, moves=part)["productReorderMedia"]
            _check(said["mediaUserErrors"])

    def _update_files(self, files: list[dict[str, Any]]) -> None:
        _check(self._ask(shopify_queries.UPDATE_FILES, files=files)["fileUpdate"]["userErrors"])

    def remove_image(self, product_id: str, image_id: str) -> None:
        if image_id in {each["id"] for each in self._media(product_id)}:
            self._update_files([{"id": image_id, "referencesToRemove": [product_id]}])

    def show(self, product_id: str) -> None:
        """Active, and in the online store, where new products are not by themselves."""
        self._set_status(product_id, Visibility.LIVE)
        channels = self._ask(shopify_queries.CHANNELS)["publications"]["nodes"]
        online = [{"publicationId": each["id"]} for each in channels if each["name"] == "Online Store"]
        if online:
            said = self._ask(shopify_queries.PUBLISH, id=product_id, input=online)
            _check(said["publishablePublish"]["userErrors"])

    def hide(self, product_id: str) -> None:
        self._set_status(product_id, Visibility.HIDDEN)

    def _set_status(self, product_id: str, visibility: Visibility) -> None:
        if self._ask(shopify_queries.IS_THERE, id=product_id)["product"] is None:
            raise ProductGone
        form = {"id": product_id, "status": STATUSES[visibility]}
        _check(self._ask(shopify_queries.UPDATE, product=form, media=[])["productUpdate"]["userErrors"])

    def delete(self, product_id: str) -> None:
        self._ask(shopify_queries.DELETE, input={"id": product_id})  # an unknown id is told of, and no matter

    def ensure_brand(self, name: str) -> str:
        """The vendor is a text of the product, not a thing of its own."""
        return name

    def ensure_category(self, path: str) -> str:
        """A collection; they do not stand under each other, so only the last name counts."""

        def make(plain: str) -> str:
            said = self._ask(shopify_queries.MAKE_COLLECTION, input={"title": plain})["collectionCreate"]
            _check(said["userErrors"])
            return str(said["collection"]["id"])

        return ensure(self._site.key, "collection", path_parts(path)[-1], self._collections, make)

    def ensure_tag(self, name: str) -> str:
        return name

    def listen(self, address: str, secret: str) -> None:
        """Shopify signs with the secret of the merchant's own app, whatever we say."""
        for topic in ("PRODUCTS_DELETE", "PRODUCTS_UPDATE", "APP_UNINSTALLED"):
            form = {"uri": address} | ({"includeFields": FIELDS_TOLD} if topic == "PRODUCTS_UPDATE" else {})
            said = self._ask(shopify_queries.LISTEN, topic=topic, subscription=form)
            errors = said["webhookSubscriptionCreate"]["userErrors"]
            _check([each for each in errors if "taken" not in each["message"]])

    def lacks(self, product: StoreProduct) -> list[Lack]:
        return lacks(product, self.capabilities, self._site.currency)

    def _collections(self, name: str) -> list[Named]:
        quoted = name.replace("\\", "\\\\").replace("'", "\\'")
        found = self._ask(shopify_queries.COLLECTIONS, query=f"title:'{quoted}'")["collections"]["nodes"]
        return [Named(each["id"], each["title"]) for each in found]

    def _lists(self, product_id: str) -> dict[str, Any]:
        """What ``productSet`` would delete if it were not sent again, but for variants. Raises ProductGone."""
        return self._raw(product_id, shopify_queries.GET_LISTS)

    def _raw(self, product_id: str, query: str = shopify_queries.GET) -> dict[str, Any]:
        data = self._ask(query, id=product_id)["product"]
        if data is None:
            raise ProductGone
        return self._whole(data)

    def _product(self, data: Mapping[str, Any]) -> RemoteProduct:
        return product_of(self._whole(data), self._site.currency)

    def _whole(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """With all pages of all lists. Raises ProductGone when it goes while they are turned."""
        lists = {name: data[name] for name in shopify_queries.MORE if name in data}
        return {**data, **{name: self._all_of(name, data["id"], listed) for name, listed in lists.items()}}

    def _all_of(self, name: str, product_id: str, listed: Mapping[str, Any]) -> dict[str, Any]:
        nodes, page = [*listed["nodes"]], listed["pageInfo"]
        while page["hasNextPage"]:
            more = self._ask(shopify_queries.MORE[name], id=product_id, after=page["endCursor"])["product"]
            if more is None:
                raise ProductGone
            nodes, page = [*nodes, *more[name]["nodes"]], more[name]["pageInfo"]
        return {"nodes": nodes, "pageInfo": page}

    def _ask(self, document: str, /, *, cost: float = COST, **variables: object) -> dict[str, Any]:
        """Raises StoreBusy when Shopify throttles, which it says in a good answer, and StoreBroken for other errors."""
        path = f"/admin/api/{settings.SHOPIFY_API_VERSION}/graphql.json"
        reply = self._http.ask("POST", path, data={"query": document, "variables": variables}, cost=cost)
        wait_s = throttled_s(reply)
        if wait_s is not None:
            raise StoreBusy(retry_after_s=wait_s, status_code=reply.status)
        data = reply.data.get("data") if isinstance(reply.data, Mapping) else None
        if not isinstance(data, dict):
            raise StoreBroken(str(reply.data)[:300], status_code=reply.status)
        return data


def _signed(access: StoreAccess) -> dict[str, str]:
    return {"X-Shopify-Access-Token": access.token}


def _identifier(key: str) -> dict[str, Any]:
    return {"customId": {"namespace": NAMESPACE, "key": MARK_KEY, "value": marks.mark(key)}}


def _check(errors: list[dict[str, Any]]) -> None:
    """Raises ProductGone, FieldsRefused."""
    if any(each.get("code") == "PRODUCT_DOES_NOT_EXIST" for each in errors):
        raise ProductGone
    if errors:
        raise FieldsRefused(errors[0]["message"], fields=_fields(errors))


def _fields(errors: list[dict[str, Any]]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for each in errors:
        fields.setdefault(".".join(each.get("field") or ()) or "product", []).append(each["message"])
    return fields

"""A store at Zid on loopback: two tokens on every call, UUIDs, names by language, pictures as files."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from tests.support.http import Site, open_site
from tests.support.stores.common import Bucket, Call, Part, Reply, StoreServer, image_type


class ZidStore(StoreServer):
    """``products`` by id, as Zid keeps them."""

    base = "/v1"
    authorization, manager, store_id = "zid-authorization", "zid-manager", "77"

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.bucket = Bucket(most=60, per_s=1)
        self.products: dict[str, dict[str, Any]] = {}
        self.webhooks: list[dict[str, Any]] = []
        self.attributes: list[dict[str, Any]] = []
        self.categories = [{"id": 5, "name": "مصابيح"}]

    def answer(self, call: Call) -> Reply:
        tokens = (call.bearer, call.headers.get("x-manager-token"))
        wants_store = call.path.startswith("/products")
        knows_store = call.headers.get("store-id") == self.store_id or not wants_store
        if tokens != (self.authorization, self.manager) or not knows_store:
            return Reply(401, {"detail": "No such user"})
        if not self.bucket.take():
            return self.too_many({"Retry-After": "1"})
        return self.route(call, self._routes()) or Reply(404, {"detail": "Not found."})

    def _routes(self) -> list[Any]:
        one = r"/products/([0-9a-f-]{36})/"
        store = {"id": 77, "title": "متجر دار", "url": "https://dar.zid.store", "currency": {"code": "SAR"}}
        return [
            ("GET", "/managers/account/profile", lambda call: Reply(200, {"user": {"store": store}})),
            ("GET", "/managers/store/categories", lambda call: Reply(200, {"categories": self.categories})),
            ("GET", "/managers/webhooks", lambda call: Reply(200, {"webhooks": self.webhooks})),
            ("POST", "/managers/webhooks", self._new_webhook),
            ("GET", "/locations/", lambda call: _page([{"id": str(uuid4())}])),
            ("GET", "/attributes/", lambda call: _page(self.attributes)),
            ("POST", "/attributes/", self._new_attribute),
            ("GET", "/products/", lambda call: _page([each for each in self.products.values() if _fits(each, call)])),
            ("POST", "/products/", self._create),
            ("GET", one, lambda call, pk: self._with(pk, lambda product: Reply(200, product))),
            ("PATCH", one, self._patch),
            ("DELETE", one, lambda call, pk: self._with(pk, lambda product: self._delete(pk))),
            ("POST", one + "variants/", lambda call, pk: self._with(pk, self._set_variants, call)),
            ("POST", one + "images/", lambda call, pk: self._with(pk, self._add_image, call)),
            ("PATCH", one + "images/([^/]+)/", self._update_image),
            ("DELETE", one + "images/([^/]+)/", self._remove_image),
        ]

    def _with(self, pk: str, do: Any, *more: Any) -> Reply:
        return do(self.products[pk], *more) if pk in self.products else Reply(404, {"detail": "Not found."})

    def _create(self, call: Call) -> Reply:
        form = call.json
        if not isinstance(form.get("name"), dict) or not form["name"].get("ar"):
            return Reply(400, {"name": ["This field is required."]})
        if self._has_sku(form.get("sku"), ""):
            return Reply(400, {"sku": ["product with this sku already exists."]})
        pk = str(uuid4())
        self.products[pk] = {"id": pk, "currency": "SAR", "images": [], "variants": [], **form}
        return Reply(201, self.products[pk])

    def _patch(self, call: Call, pk: str) -> Reply:
        """Of a product, or of a variant, which is a product of its own with a parent."""
        variants = [each for product in self.products.values() for each in product["variants"] if each["id"] == pk]
        return self._update(variants[0], call) if variants else self._with(pk, self._update, call)

    def _update(self, product: dict[str, Any], call: Call) -> Reply:
        if self._has_sku(call.json.get("sku"), product["id"]):
            return Reply(400, {"sku": ["product with this sku already exists."]})
        product |= call.json
        return Reply(200, product)

    def _has_sku(self, sku: str | None, own: str) -> bool:
        every = [each for product in self.products.values() for each in (product, *product["variants"])]
        return bool(sku) and any(each.get("sku") == sku and each["id"] != own for each in every)

    def _delete(self, pk: str) -> Reply:
        del self.products[pk]
        return Reply(204)

    def _set_variants(self, product: dict[str, Any], call: Call) -> Reply:
        there = {each["id"]: each for each in product["variants"]}
        for form in call.json["variants"]:
            if form["is_deleted"]:
                there.pop(form["id"], None)
                continue
            if self._has_sku(form["sku"], form.get("id", "")):
                return Reply(400, {"sku": ["product with this sku already exists."]})
            pk = form.get("id") or str(uuid4())
            names = {each["slug"]: each["name"] for each in self.attributes}
            values = [{"name": names[each["slug"]], **each} for each in form["attributes"]]
            stock = form["stocks"][0]
            there[pk] = {**form, "id": pk, "attributes": values, "is_infinite": stock["is_infinite"]}
            there[pk]["quantity"] = stock["available_quantity"]
        product["variants"] = list(there.values())
        return Reply(200, {"variants": product["variants"]})

    def _add_image(self, product: dict[str, Any], call: Call) -> Reply:
        file = call.form.get("image")
        if not isinstance(file, Part) or not image_type(file.content):
            return Reply(400, {"image": ["Upload a valid image."]})
        pk = str(uuid4())
        image = {"id": pk, "image": {"full_size": f"https://media.zid.store/{pk}.png"}}
        image |= {"alt_text": call.form.get("alt_text"), "display_order": int(str(call.form["display_order"]))}
        product["images"].append(image)
        return Reply(201, image)

    def _update_image(self, call: Call, pk: str, image: str) -> Reply:
        images = self.products[pk]["images"] if pk in self.products else []
        found = next((each for each in images if each["id"] == image), None)
        if found is None:
            return Reply(404, {"detail": "Not found."})
        found |= {name: value for name, value in call.json.items() if name in ("display_order", "alt_text")}
        images.sort(key=lambda each: each["display_order"])
        return Reply(200, found)

    def _remove_image(self, call: Call, pk: str, image: str) -> Reply:
        kept = [each for each in self.products[pk]["images"] if each["id"] != image]
        found = len(kept) < len(self.products[pk]["images"])
        self.products[pk]["images"] = kept
        return Reply(204) if found else Reply(404, {"detail": "Not found."})

    def _new_webhook(self, call: Call) -> Reply:
        self.webhooks.append(call.json)
        return Reply(201, {"status": "ready", **call.json})

    def _new_attribute(self, call: Call) -> Reply:
        self.attributes.append({"id": str(uuid4()), "slug": f"attribute-{self.new_id()}", **call.json})
        return Reply(201, self.attributes[-1])


def _fits(product: dict[str, Any], call: Call) -> bool:
    return call.query.get("sku") in (None, product.get("sku"))


def _page(rows: list[Any]) -> Reply:
    return Reply(200, {"count": len(rows), "next": None, "results": rows})


@contextmanager
def open_zid() -> Iterator[ZidStore]:
    with open_site() as site:
        yield ZidStore(site)

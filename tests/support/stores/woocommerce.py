"""A shop with WooCommerce on loopback: REST v3 with consumer keys; see ``common`` for faults to order.

Prices must be texts; an SKU is of one product or variation alone; a product in the bin keeps answering, as ``trash``.
"""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.support.http import Site, open_site
from tests.support.stores.common import Bucket, Call, Reply, StoreServer, page_of

MONEY = ("price", "regular_price", "sale_price")


class WooCommerceShop(StoreServer):
    """``products`` by id; each has its ``variations`` by id."""

    key, secret = "ck_key", "cs_secret"

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.bucket = Bucket(most=10_000, per_s=1000)
        self.webhooks: list[dict[str, Any]] = []
        self.products: dict[int, dict[str, Any]] = {}
        self.terms: dict[str, list[dict[str, Any]]] = {"categories": [], "tags": []}
        self.settings = {"woocommerce_currency": "SAR", "woocommerce_weight_unit": "kg"}
        self.refused_images: set[str] = set()

    @property
    def address(self) -> str:
        """What the merchant types in."""
        return self.site.url("").rstrip("/")

    def answer(self, call: Call) -> Reply:
        if call.path == "/wp-json/":
            return Reply(200, {"name": "Dar &amp; Co", "url": self.address})
        good = b64encode(f"{self.key}:{self.secret}".encode()).decode()
        if call.headers.get("authorization") != f"Basic {good}":
            return _error(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
        api = Call(call.method, call.path.removeprefix("/wp-json/wc/v3"), call.query, call.headers, call.body)
        return self.route(api, self._routes()) or _error(404, "rest_no_route", "No route was found.")

    def _routes(self) -> list[Any]:
        one = r"/products/(\d+)"
        return [
            ("GET", r"/settings/\w+/(\w+)", lambda call, name: Reply(200, {"id": name, "value": self.settings[name]})),
            ("GET", "/products", self._list),
            ("POST", "/products", self._create),
            ("GET", one, lambda call, pk: self._with(pk, lambda product: Reply(200, self._data(product)))),
            ("PUT", one, lambda call, pk: self._with(pk, self._update, call)),
            ("DELETE", one, self._delete),
            ("GET", one + "/variations", lambda call, pk: self._with(pk, self._list_variations, call)),
            ("PUT", one + r"/variations/(\d+)", self._update_variation),
            ("POST", one + "/variations/batch", lambda call, pk: self._with(pk, self._batch, call)),
            ("GET", "/webhooks", lambda call: _page(self.webhooks, call)),
            ("POST", "/webhooks", self._new_webhook),
            ("GET", "/products/(categories|tags)", self._list_terms),
            ("POST", "/products/(categories|tags)", self._new_term),
        ]

    def picture_of(self, sku: str) -> str:
        """The id of the picture that a variation shows."""
        every = (each for product in self.products.values() for each in product["variations"].values())
        return str(next(each for each in every if each["sku"] == sku)["image"]["id"])

    def _list(self, call: Call) -> Reply:
        found = [each for each in self.products.values() if call.query.get("sku") in (None, each.get("sku"))]
        return _page([self._data(each) for each in found if each["status"] != "trash"], call)

    def _create(self, call: Call) -> Reply:
        wrong = self._wrong(call.json, 0)
        if wrong:
            return wrong
        pk = self.new_id()
        product = {"id": pk, "type": "simple", "status": "publish", "images": [], "attributes": [], "variations": {}}
        self.products[pk] = product
        self._keep(product, call.json)
        return Reply(201, self._data(product))

    def _update(self, product: dict[str, Any], call: Call) -> Reply:
        wrong = self._wrong(call.json, product["id"])
        if wrong:
            return wrong
        self._keep(product, call.json)
        return Reply(200, self._data(product))

    def _keep(self, product: dict[str, Any], form: dict[str, Any]) -> None:
        fields = dict(form)
        if "images" in fields:
            product["images"] = [self._image(product, each) for each in fields.pop("images")]
        for each in fields.pop("meta_data", []):
            meta = product.setdefault("meta_data", [])
            meta[:] = [old for old in meta if old["key"] != each["key"]] + [each]
        product |= fields

    def _wrong(self, form: dict[str, Any], own: int) -> Reply | None:
        for name in MONEY:
            if not isinstance(form.get(name, ""), str):
                text = {name: f"{name} is not of type string."}
                return _error(400, "rest_invalid_param", f"Invalid parameter(s): {name}", params=text)
        if form.get("sku") and self._has_sku(form["sku"], own):
            return _error(400, "product_invalid_sku", "Invalid or duplicated SKU.")
        for image in form.get("images", []):
            if image.get("src") in self.refused_images:
                return _error(400, "woocommerce_product_image_upload_error", "Error getting remote image.")
        return None

    def _has_sku(self, sku: str, own: int) -> bool:
        kept = [each for each in self.products.values() if each["status"] != "trash"]
        every = [*kept, *(variation for each in kept for variation in each["variations"].values())]
        return any(each.get("sku") == sku and each["id"] != own for each in every)

    def _image(self, product: dict[str, Any], form: dict[str, Any]) -> dict[str, Any]:
        if "id" in form:
            own = next(each for each in product["images"] if each["id"] == form["id"])
            return own | {name: form[name] for name in ("name", "alt") if name in form}
        pk = self.new_id()
        return {"id": pk, "src": f"{self.address}/{pk}.png", "name": form.get("name", ""), "alt": form.get("alt", "")}

    def _data(self, product: dict[str, Any]) -> dict[str, Any]:
        stock = product.get("stock_quantity") if product.get("manage_stock") else 1
        shown = {name: value for name, value in product.items() if name != "variations"}
        status = "instock" if stock else "outofstock"
        own = {"price": product.get("sale_price") or product.get("regular_price", ""), "stock_status": status}
        return (
            shown | own | {"variations": list(product["variations"]), "permalink": f"{self.address}/p/{product['id']}"}
        )

    def _with(self, pk: str, do: Any, *more: Any) -> Reply:
        product = self.products.get(int(pk))
        return do(product, *more) if product else _error(404, "woocommerce_rest_product_invalid_id", "Invalid ID.")

    def _delete(self, call: Call, pk: str) -> Reply:
        product = self.products.get(int(pk))
        if product is None:
            return _error(404, "woocommerce_rest_product_invalid_id", "Invalid ID.")
        if call.query.get("force") == "true":
            del self.products[int(pk)]
        else:
            product["status"] = "trash"
        return Reply(200, self._data(product))

    # Variations

    def _list_variations(self, product: dict[str, Any], call: Call) -> Reply:
        return _page([self._variation(each) for each in product["variations"].values()], call)

    def _variation(self, variation: dict[str, Any]) -> dict[str, Any]:
        return variation | {"price": variation.get("sale_price") or variation.get("regular_price", "")}

    def _update_variation(self, call: Call, pk: str, variation: str) -> Reply:
        own = self.products[int(pk)]["variations"][int(variation)]
        own |= call.json
        return Reply(200, self._variation(own))

    def _batch(self, product: dict[str, Any], call: Call) -> Reply:
        form = call.json
        if sum(len(each) for each in form.values()) > 100:
            return _error(413, "woocommerce_rest_request_entity_too_large", "Unable to accept more than 100 items.")
        for pk in form.get("delete", []):
            product["variations"].pop(pk, None)
        made = [self._change(product, {"id": 0, **each}) for each in form.get("create", [])]
        changed = [self._change(product, each) for each in form.get("update", [])]
        return Reply(200, {"create": made, "update": changed})

    def _change(self, product: dict[str, Any], form: dict[str, Any]) -> dict[str, Any]:
        if form.get("sku") and self._has_sku(form["sku"], form["id"]):
            error = {"code": "product_invalid_sku", "message": "Invalid or duplicated SKU.", "data": {"status": 400}}
            return {"id": form["id"], "error": error}
        pk = form["id"] or self.new_id()
        variation = product["variations"].setdefault(pk, {})
        variation |= form | {"id": pk}
        return self._variation(variation)

    def _new_webhook(self, call: Call) -> Reply:
        self.webhooks.append({"id": self.new_id(), **call.json})
        return Reply(201, {name: value for name, value in self.webhooks[-1].items() if name != "secret"})

    # Categories and tags

    def _list_terms(self, call: Call, kind: str) -> Reply:
        word = call.query.get("search", "").lower()
        return _page([each for each in self.terms[kind] if word in each["name"].lower()], call)

    def _new_term(self, call: Call, kind: str) -> Reply:
        form = {"parent": 0} | call.json
        mine = (form["name"].lower(), form["parent"])
        same = [each for each in self.terms[kind] if (each["name"].lower(), each["parent"]) == mine]
        if same:
            return _error(
                400, "term_exists", "A term with the name provided already exists.", resource_id=same[0]["id"]
            )
        self.terms[kind].append({"id": self.new_id(), **form})
        return Reply(201, self.terms[kind][-1])


def _page(rows: list[Any], call: Call) -> Reply:
    shown, numbers = page_of(rows, call, most=100, usual=10)
    return Reply(200, shown, {"X-WP-Total": str(numbers["total"]), "X-WP-TotalPages": str(numbers["totalPages"])})


def _error(status: int, code: str, message: str, **data: Any) -> Reply:
    return Reply(status, {"code": code, "message": message, "data": {"status": status, **data}})


@contextmanager
def open_woocommerce() -> Iterator[WooCommerceShop]:
    with open_site() as site:
        yield WooCommerceShop(site)

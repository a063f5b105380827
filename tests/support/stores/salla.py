"""Salla's Merchant API on loopback, as its documents say; see ``common`` for faults to order.

Products stay ``hidden`` until they have a picture and ``out`` until they have a quantity; an SKU is of one product or
variant alone; SKUs are made of the options; errors speak Arabic; a token that is not good gets a bare
``{"error": "invalid_grant"}``.
"""

import hashlib
import hmac
import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product as combinations
from typing import Any

from tests.support.http import Site, open_site
from tests.support.stores.common import Call, Reply, page_of
from tests.support.stores.salla_accounts import SallaAccounts
from tests.support.stores.salla_pictures import REQUIRED, SallaPictures, error, good

TAKEN = "قيمة حقل رمز المنتج SKU مستخدمة من قبل"
PRODUCT_FIELDS = frozenset(
    {"name", "price", "product_type", "status", "quantity", "unlimited_quantity", "description", "categories"}
    | {"sale_price", "cost_price", "sale_start", "sale_end", "require_shipping", "weight", "weight_type", "sku", "mpn"}
    | {"gtin", "with_tax", "tax_reason_code", "subtitle", "promotion_title", "metadata_title", "metadata_description"}
    | {"metadata_url", "brand_id", "tags", "images", "channels", "options"}
)
KINDS = frozenset(["product", "service", "group_products", "codes", "digital", "food", "booking", "donating"])
SHOWN = ("sku", "mpn", "gtin", "name", "description", "weight", "weight_type", "with_tax", "quantity")
SHOWN += ("unlimited_quantity", "require_shipping")
TRANSLATED = ("name", "description", "subtitle", "promotion_title", "metadata_title", "metadata_description")


class SallaStore(SallaPictures):
    """One store. ``products`` by id: the fields that were sent, ``images``, ``options``, ``skus``."""

    base = "/admin/v2"

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.accounts = SallaAccounts(site)
        self.tokens = {"first-access"}
        self.info = {"id": 1305146709, "name": "متجر دار", "email": "owner@dar.example", "plan": "plus"}
        self.info |= {"status": "active", "currency": "SAR", "domain": "https://salla.sa/dar"}
        self.products: dict[int, dict[str, Any]] = {}
        self.brands: list[dict[str, Any]] = []
        self.categories: list[dict[str, Any]] = []
        self.tags: list[dict[str, Any]] = []

    @property
    def settings(self) -> dict[str, Any]:
        """Django settings that point here."""
        return {**self.accounts.settings, "SALLA_API_URL": self.api_url}

    def answer(self, call: Call) -> Reply:
        if call.bearer not in self.tokens and self.accounts.store_of(call.bearer) is None:
            return Reply(401, {"error": "invalid_grant"})
        if not self.bucket.take():
            return self.too_many(self.bucket.headers())
        reply = self.route(call, self._routes()) or error(404, "not_found", "المحتوى المطلوب غير موجود")
        return Reply(reply.status, reply.data, {**self.bucket.headers(), **reply.headers})

    def too_many(self, headers: Any) -> Reply:
        return Reply(429, error(429, "too_many_requests", "تجاوزت الحد المسموح").data, {"Retry-After": "1"} | headers)

    def _routes(self) -> list[Any]:
        number = r"/(\d+)"
        return [
            ("GET", "/store/info", lambda call: good(self.info)),
            ("GET", "/products/sku/(.+)", self._by_sku),
            ("GET", "/products", self._list_products),
            ("POST", "/products", self._create),
            ("GET", f"/products{number}", lambda call, pk: self._with(pk, self._shown)),
            ("PUT", f"/products{number}", lambda call, pk: self._with(pk, self._update, call)),
            ("DELETE", f"/products{number}", lambda call, pk: self._with(pk, self._delete)),
            ("POST", f"/products{number}/images", lambda call, pk: self._with(pk, self._add_image, call)),
            ("POST", f"/products/images{number}", self._update_image),
            ("DELETE", f"/products/images{number}", self._remove_image),
            ("DELETE", f"/products/options{number}", self._remove_option),
            ("DELETE", f"/products/options/values{number}", self._remove_value),
            ("PUT", f"/products/variants{number}", self._update_variant),
            ("GET", "/brands", lambda call: self._named(self.brands, call)),
            ("POST", "/brands", lambda call: self._new_named(self.brands, call.json)),
            ("GET", "/categories", self._list_categories),
            ("POST", "/categories", lambda call: self._new_named(self.categories, {"parent_id": 0} | call.json)),
            ("GET", "/products/tags", lambda call: self._named(self.tags, call)),
            ("POST", "/products/tags", lambda call: self._new_named(self.tags, {"name": call.json["tag_name"]})),
        ]

    # Products

    def _create(self, call: Call) -> Reply:
        form = call.json
        wrong = self._wrong(form, creating=True)
        if wrong:
            return error(422, "error", "alert.invalid_fields", wrong)
        pk = self.new_id()
        self.products[pk] = {"id": pk, "with_tax": True, "status": "sale", "images": [], "options": [], "skus": []}
        self._write_fields(self.products[pk], form, call)
        return Reply(201, {"status": 201, "success": True, "data": self._data(self.products[pk])})

    def _update(self, product: dict[str, Any], call: Call) -> Reply:
        wrong = self._wrong(call.json, product)
        if wrong:
            return error(422, "error", "alert.invalid_fields", wrong)
        self._write_fields(product, call.json, call)
        return good(self._data(product), 201)

    def _write_fields(self, product: dict[str, Any], form: dict[str, Any], call: Call) -> None:
        fields = dict(form)
        language = call.headers.get("accept-language", "ar")
        if language != "ar":
            texts = {name: fields.pop(name) for name in TRANSLATED if name in fields}
            product.setdefault("translations", {}).setdefault(language, {}).update(texts)
        if "options" in fields:
            self._set_options(product, fields.pop("options"))
        if "images" in fields:
            product["images"] = [self._image(each, number) for number, each in enumerate(fields.pop("images"), 1)]
        product |= fields

    def _wrong(
        self, form: dict[str, Any], product: dict[str, Any] | None = None, *, creating: bool = False
    ) -> dict[str, list[str]]:
        """What a 422 says of each field."""
        wrong = {name: ["حقل غير معروف"] for name in form.keys() - PRODUCT_FIELDS}
        if creating:
            wrong |= {name: [REQUIRED] for name in ("name", "price", "product_type") if not form.get(name)}
            if form.get("product_type") not in KINDS:
                wrong["product_type"] = ["نوع المنتج غير صحيح"]
        elif "product_type" in form:
            wrong["product_type"] = ["لا يمكن تغيير نوع المنتج"]
        if form.get("sku") and self._has_sku(form["sku"], product and product["id"]):
            wrong["sku"] = [TAKEN]
        if form.get("gtin") and not _is_gtin(form["gtin"]):
            wrong["gtin"] = ["يجب أن يكون GTIN من 8 أو 12 أو 13 أو 14 رقمًا"]
        if form.get("with_tax") is False and not form.get("tax_reason_code"):
            wrong["tax_reason_code"] = ["سبب الإعفاء من الضريبة مطلوب"]
        if len(form.get("metadata_title") or "") > 70:
            wrong["metadata_title"] = ["يجب ألا يزيد العنوان عن 70 حرفًا"]
        if form.get("status", "sale") not in ("sale", "out", "hidden"):
            wrong["status"] = ["الحالة غير صحيحة"]
        known = {each["id"] for each in [*self.brands, *self.categories, *self.tags]}
        asked = {form.get("brand_id"), *form.get("categories", []), *form.get("tags", [])} - {None}
        return wrong | ({"categories": ["غير موجود"]} if asked - known else {})

    def _has_sku(self, sku: str, except_id: int | None) -> bool:
        for product in self.products.values():
            owners = [(product["id"], product.get("sku"))] + [(each["id"], each.get("sku")) for each in product["skus"]]
            if any(code == sku and owner != except_id for owner, code in owners):
                return True
        return False

    def _data(self, product: dict[str, Any]) -> dict[str, Any]:
        """As Salla shows it."""
        regular, sale = product["price"], product.get("sale_price") or 0
        shown = {name: product.get(name) for name in SHOWN}
        shown |= {name: product.get(name) or [] for name in ("images", "options", "skus")}
        return shown | {
            "id": product["id"],
            "type": product.get("product_type"),
            "status": self.status_of(product),
            "price": {"amount": sale or regular, "currency": self.info["currency"]},
            "regular_price": {"amount": regular, "currency": self.info["currency"]},
            "sale_price": {"amount": sale, "currency": self.info["currency"]},
            "promotion": {"title": product.get("promotion_title"), "sub_title": product.get("subtitle")},
            "metadata": {name: product.get(f"metadata_{name}") for name in ("title", "description", "url")},
            "urls": {
                "customer": f"https://salla.sa/dar/p{product['id']}",
                "admin": f"https://s.salla.sa/products/{product['id']}",
            },
            "brand": next((each for each in self.brands if each["id"] == product.get("brand_id")), None),
            "categories": [each for each in self.categories if each["id"] in product.get("categories", [])],
            "tags": [each for each in self.tags if each["id"] in product.get("tags", [])],
        }

    def status_of(self, product: dict[str, Any]) -> str:
        """Hidden until it has a picture, out until there is something to sell."""
        if product.get("status") == "hidden" or not product["images"]:
            return "hidden"
        stock = sum(each["stock_quantity"] or 0 for each in product["skus"]) or product.get("quantity")
        is_unlimited = any(each.get("unlimited_quantity") for each in [product, *product["skus"]])
        return "sale" if stock or is_unlimited else "out"

    def _with(self, pk: str, do: Any, *more: Any) -> Reply:
        product = self.products.get(int(pk))
        return do(product, *more) if product else error(404, "not_found", "المنتج غير موجود")

    def _shown(self, product: dict[str, Any]) -> Reply:
        return good(self._data(product))

    def _delete(self, product: dict[str, Any]) -> Reply:
        del self.products[product["id"]]
        return good({"message": "تم الحذف", "code": 202}, 202)

    def _by_sku(self, call: Call, sku: str) -> Reply:
        found = next((each for each in self.products.values() if each.get("sku") == sku), None)
        return good(self._data(found)) if found else error(404, "not_found", "المنتج غير موجود")

    def _list_products(self, call: Call) -> Reply:
        word = call.query.get("keyword", "")
        found = [each for each in self.products.values() if word in (each.get("sku") or "") or word in each["name"]]
        return _page([self._data(each) for each in found], call)

    # Options and what is made of them

    def _set_options(self, product: dict[str, Any], options: Sequence[dict[str, Any]]) -> None:
        """Options without an id are new ones; those that are not named stay."""
        kept = {each["id"]: each for each in product["options"]}
        for form in options:
            option = kept.setdefault(form.get("id") or self.new_id(), {"values": []})
            values = {each["id"]: each for each in option["values"]}
            for value in form["values"]:
                own = values.setdefault(value.get("id") or self.new_id(), {})
                own |= {"name": value["name"], "display_value": value.get("display_value")}
            named = [{"id": pk, **value} for pk, value in values.items()]
            option |= {"name": form["name"], "display_type": form["display_type"], "values": named}
        product["options"] = [{"id": pk, **{k: v for k, v in one.items() if k != "id"}} for pk, one in kept.items()]
        self._make_skus(product)

    def _make_skus(self, product: dict[str, Any]) -> None:
        """One for every combination; those that were there keep what they have."""
        there = {tuple(each["related_option_values"]): each for each in product["skus"]}
        values = [[value["id"] for value in option["values"]] for option in product["options"]]
        product["skus"] = [
            there.get(chosen) or self._new_sku(product, chosen) for chosen in combinations(*values) if chosen
        ]

    def _new_sku(self, product: dict[str, Any], chosen: tuple[int, ...]) -> dict[str, Any]:
        money = {"amount": product["price"], "currency": self.info["currency"]}
        sku = {"id": self.new_id(), "sku": None, "price": money, "regular_price": money, "stock_quantity": 0}
        none = {"amount": 0, "currency": self.info["currency"]}
        return sku | {"sale_price": none, "unlimited_quantity": False, "related_option_values": list(chosen)}

    def _update_variant(self, call: Call, pk: str) -> Reply:
        every = (each for product in self.products.values() for each in product["skus"])
        sku = next((each for each in every if each["id"] == int(pk)), None)
        form = dict(call.json)
        if sku is None:
            return error(404, "not_found", "غير موجود")
        if form.get("sku") and self._has_sku(form["sku"], sku["id"]):
            return error(422, "error", "alert.invalid_fields", {"sku": [TAKEN]})
        if form.get("gtin") and not _is_gtin(form["gtin"]):
            return error(422, "error", "alert.invalid_fields", {"gtin": ["يجب أن يكون GTIN رقمًا"]})
        currency = self.info["currency"]
        for name in ("price", "sale_price"):
            if name in form:
                sku[name] = {"amount": form.pop(name) or 0, "currency": currency}
        sku |= form
        sku["regular_price"] = sku["price"]
        return good(sku, 201)

    def _remove_option(self, call: Call, pk: str) -> Reply:
        for product in self.products.values():
            kept = [each for each in product["options"] if each["id"] != int(pk)]
            if len(kept) < len(product["options"]):
                product["options"] = kept
                self._make_skus(product)
                return good({"code": 202}, 202)
        return error(404, "not_found", "غير موجود")

    def _remove_value(self, call: Call, pk: str) -> Reply:
        for product in self.products.values():
            for option in product["options"]:
                kept = [each for each in option["values"] if each["id"] != int(pk)]
                if len(kept) < len(option["values"]):
                    option["values"] = kept
                    self._make_skus(product)
                    return good({"code": 202}, 202)
        return error(404, "not_found", "غير موجود")

    # Brands, categories, tags

    def _named(self, rows: list[dict[str, Any]], call: Call) -> Reply:
        word = call.query.get("keyword", "").lower()
        return _page([each for each in rows if word in each["name"].lower()], call)

    def _new_named(self, rows: list[dict[str, Any]], form: dict[str, Any]) -> Reply:
        if not form.get("name"):
            return error(422, "error", "alert.invalid_fields", {"name": [REQUIRED]})
        rows.append({"id": self.new_id(), **form})  # Salla allows two of one name: it is for us to look
        return good(rows[-1], 201)

    def _list_categories(self, call: Call) -> Reply:
        """Those at the top, each with what is below it; ``keyword`` looks at the top ones alone."""

        def below(parent: int) -> list[dict[str, Any]]:
            mine = [each for each in self.categories if each["parent_id"] == parent]
            return [each | {"sub_categories": below(each["id"])} for each in mine]

        return _page(below(0), call)

    # Webhooks

    def webhook(self, event: str, data: Any, *, merchant: int | None = None, created_at: str = "") -> bytes:
        """The body that Salla sends."""
        moment = created_at or "Sun Nov 22 2026 10:00:00 GMT+0300"
        body = {"event": event, "merchant": merchant or self.info["id"], "created_at": moment, "data": data}
        return json.dumps(body, ensure_ascii=False).encode()


@dataclass(frozen=True)
class WebhookSender:
    """Sends webhooks as Salla does: signed, again when the answer is not 200 or 201, three more times at most."""

    url: str
    secret: str
    strategy: str = "Signature"
    retries: int = 3
    patience_s: float = 30.0

    def send(self, body: bytes) -> list[int]:
        """The statuses of the attempts, 0 where none came. Waits no five minutes in between."""
        statuses: list[int] = []
        while len(statuses) <= self.retries:
            statuses.append(self._attempt(body))
            if statuses[-1] in (200, 201):
                break
        return statuses

    def headers(self, body: bytes) -> dict[str, str]:
        base = {"Content-Type": "application/json", "X-Salla-Security-Strategy": self.strategy}
        if self.strategy == "Token":
            return base | {"Authorization": self.secret}
        return base | {"X-Salla-Signature": hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()}

    def _attempt(self, body: bytes) -> int:
        request = urllib.request.Request(self.url, data=body, headers=self.headers(body), method="POST")
        try:
            with urllib.request.urlopen(request, timeout=self.patience_s) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0


def _is_gtin(text: object) -> bool:
    return str(text).isascii() and str(text).isdigit() and len(str(text)) in (8, 12, 13, 14)


def _page(rows: list[Any], call: Call) -> Reply:
    shown, numbers = page_of(rows, call)
    return Reply(200, {"status": 200, "success": True, "data": shown, "pagination": numbers | {"links": {}}})


@contextmanager
def open_salla() -> Iterator[SallaStore]:
    with open_site() as site:
        yield SallaStore(site)

"""A shop at Shopify on loopback: enough of the Admin API's GraphQL, checked against a schema.

``productSet`` deletes what a list leaves out; an id of ours is of one product alone; points leak back and are told, and
no query may cost more than a thousand; pictures are fetched, and put in order, some calls after the answer.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from graphql import build_schema, graphql_sync

from tests.support.http import Site, open_site
from tests.support.stores import shopify_costs
from tests.support.stores.common import Bucket, Call, Reply, StoreServer

SCHEMA = build_schema("""
scalar Decimal scalar Money
enum WebhookSubscriptionTopic { PRODUCTS_DELETE PRODUCTS_UPDATE APP_UNINSTALLED }
input WebhookSubscriptionInput { uri: String format: String includeFields: [String!] }
type Query {
  shop: Shop! location: Location publications(first: Int): Publications!
  collections(first: Int, query: String): Collections!
  product(id: ID!): Product productByIdentifier(identifier: ProductIdentifierInput!): Product
}
type Mutation {
  metafieldDefinitionCreate(definition: MetafieldDefinitionInput!): Payload!
  productSet(synchronous: Boolean, identifier: ProductSetIdentifiers, input: ProductSetInput!): Payload!
  productUpdate(product: ProductUpdateInput!, media: [CreateMediaInput!]): Updated!
  productDelete(input: ProductDeleteInput!): Updated!
  fileUpdate(files: [FileUpdateInput!]!): Payload!
  productVariantsBulkUpdate(productId: ID!, variants: [ProductVariantsBulkInput!]!): Payload!
  productReorderMedia(id: ID!, moves: [MoveInput!]!): Reordered!
  inventorySetQuantities(input: InventorySetQuantitiesInput!): Payload!
  publishablePublish(id: ID!, input: [PublicationInput!]!): Updated!
  webhookSubscriptionCreate(topic: WebhookSubscriptionTopic!, webhookSubscription: WebhookSubscriptionInput!): Updated!
  collectionCreate(input: CollectionInput!): Updated!
}
type Payload {
  product: Product createdDefinition: Thing files: [Thing] inventoryAdjustmentGroup: Thing userErrors: [CodedError!]!
}
type Updated {
  product: Product deletedProductId: ID inventoryItem: Thing collection: Thing userErrors: [UserError!]!
}
type Reordered { job: Thing mediaUserErrors: [CodedError!]! }
type CodedError { code: String field: [String!] message: String! }
type UserError { field: [String!] message: String! }
type Thing { id: ID }
type Shop { name: String! email: String currencyCode: String! myshopifyDomain: String! primaryDomain: Domain! }
type Domain { url: String! }
type Location { id: ID! }
type Publications { nodes: [Publication!]! }
type Publication { id: ID! name: String! }
type Collections { nodes: [Collection!]! pageInfo: PageInfo }
type Collection { id: ID! title: String }
type Product {
  id: ID! title: String! handle: String! descriptionHtml: String vendor: String tags: [String!]! status: String!
  onlineStoreUrl: String seo: Seo metafield(namespace: String, key: String!): Metafield
  options: [Option!]! metafields(first: Int, after: String): Metafields!
  collections(first: Int, after: String): Collections! media(first: Int, last: Int, after: String): Medias!
  variants(first: Int, after: String): ProductVariantConnection!
}
type Seo { title: String description: String }
type Metafields { nodes: [Metafield!]! pageInfo: PageInfo! }
type Metafield { namespace: String! key: String! type: String! value: String! }
type Option { name: String! optionValues: [OptionValue!]! }
type OptionValue { name: String! }
type Medias { nodes: [Media!]! pageInfo: PageInfo! }
type Media { id: ID! alt: String status: String preview: Preview }
type Preview { image: Image }
type Image { url: String }
type ProductVariantConnection { nodes: [Variant!]! pageInfo: PageInfo! }
type PageInfo { hasNextPage: Boolean! endCursor: String }
type Variant {
  id: ID! sku: String price: Money compareAtPrice: Money barcode: String inventoryQuantity: Int
  selectedOptions: [Selected!]! inventoryItem: InventoryItem
}
type Selected { name: String! value: String! }
type InventoryItem { id: ID! tracked: Boolean! }
input CustomId { namespace: String key: String! value: String! }
input ProductIdentifierInput { id: ID handle: String customId: CustomId }
input ProductSetIdentifiers { id: ID handle: String customId: CustomId }
input MetafieldDefinitionInput { name: String! namespace: String key: String! type: String! ownerType: String! }
input SeoInput { title: String description: String }
input MetafieldInput { namespace: String key: String! type: String value: String! }
input FileSetInput { id: ID originalSource: String alt: String }
input NamedInput { name: String! }
input OptionInput { name: String! values: [NamedInput!]! }
input ValueInput { optionName: String! name: String! }
input ItemInput { tracked: Boolean cost: Decimal measurement: MeasurementInput }
input MeasurementInput { weight: WeightInput }
input WeightInput { value: Float! unit: String! }
input StockInput { locationId: ID! name: String! quantity: Int! }
input VariantInput {
  optionValues: [ValueInput!]! sku: String price: Money compareAtPrice: Money barcode: String
  inventoryItem: ItemInput inventoryQuantities: [StockInput!] file: FileSetInput
}
input ProductSetInput {
  title: String descriptionHtml: String seo: SeoInput tags: [String!] collections: [ID!] metafields: [MetafieldInput!]
  files: [FileSetInput!] productOptions: [OptionInput!] variants: [VariantInput!] vendor: String status: String
  handle: String
}
input ProductUpdateInput { id: ID! status: String title: String }
input CreateMediaInput { originalSource: String! alt: String mediaContentType: String! }
input ProductDeleteInput { id: ID! }
input FileUpdateInput { id: ID! alt: String referencesToRemove: [ID!] }
input MoveInput { id: ID! newPosition: String! }
input ProductVariantsBulkInput { id: ID price: Money compareAtPrice: Money inventoryItem: ItemInput }
input InventorySetQuantitiesInput {
  name: String! reason: String! ignoreCompareQuantity: Boolean quantities: [QuantityInput!]!
}
input QuantityInput { inventoryItemId: ID! locationId: ID! quantity: Int! }
input PublicationInput { publicationId: ID }
input CollectionInput { title: String! }
""")


class ShopifyShop(StoreServer):
    """``products`` by id; ``published`` are the ids that the online store shows."""

    token = "shpat_token"

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.bucket = Bucket(most=2000, per_s=100)
        self.products: dict[str, dict[str, Any]] = {}
        self.known_collections: list[dict[str, Any]] = []
        self.published: set[str] = set()
        self.definitions: set[tuple[str, str]] = set()
        self.refused_images: set[str] = set()
        self.subscriptions: list[tuple[str, str]] = []
        self.sent_variants: list[dict[str, Any]] = []  # as they were sent last
        self.dearest = 0.0  # what the dearest query cost, in points
        self._later: list[tuple[int, Callable[[], object]]] = []
        self.broken_images: set[str] = set()  # that Shopify cannot fetch, which it finds out after its answer

    @property
    def address(self) -> str:
        return self.site.url("").rstrip("/")

    def answer(self, call: Call) -> Reply:
        if call.headers.get("x-shopify-access-token") != self.token:
            return Reply(401, {"errors": "[API] Invalid API key or access token"})
        self._let_happen()
        query, variables = call.json["query"], call.json.get("variables") or {}
        cost = shopify_costs.requested(SCHEMA, query, variables)
        self.dearest = max(self.dearest, cost)
        if cost > shopify_costs.MOST:
            text = f"Query cost is {cost:.0f}, which exceeds the single query max cost limit ({shopify_costs.MOST})."
            limit = {"code": "MAX_COST_EXCEEDED", "cost": cost, "maxCost": shopify_costs.MOST}
            return Reply(200, {"errors": [{"message": text, "extensions": limit}]})
        if not self.bucket.take(cost):
            throttled = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
            return Reply(200, {"errors": [throttled], "extensions": {"cost": self._cost(cost)}})
        done = graphql_sync(SCHEMA, query, self, variable_values=variables)
        self.bucket.give_back(cost - shopify_costs.actual(SCHEMA, query, variables, done.data))
        return Reply(200, {**done.formatted, "extensions": {"cost": self._cost(cost)}})

    def _let_happen(self) -> None:
        """What was to happen after so many calls more."""
        self._later = [(left - 1, do) for left, do in self._later]
        for _left, do in [each for each in self._later if each[0] <= 0]:
            do()
        self._later = [each for each in self._later if each[0] > 0]

    def _cost(self, cost: int) -> dict[str, Any]:
        status = {"maximumAvailable": self.bucket.most, "currentlyAvailable": self.bucket.left}
        return {"requestedQueryCost": cost, "throttleStatus": status | {"restoreRate": self.bucket.per_s}}

    def picture_of(self, sku: str) -> str:
        """The id of the picture that a variant shows."""
        every = (each for product in self.products.values() for each in product["variants"])
        return next(each for each in every if each["sku"] == sku)["file"]

    # Queries: the names are the schema's

    def shop(self, info: Any) -> dict[str, Any]:
        domain = {"url": "https://dar.example"}
        shop = {"name": "Dar", "email": "owner@dar.example", "currencyCode": "SAR", "primaryDomain": domain}
        return shop | {"myshopifyDomain": "dar.myshopify.com"}

    def location(self, info: Any) -> dict[str, Any]:
        return {"id": "gid://shopify/Location/1"}

    def publications(self, info: Any, first: int = 0) -> dict[str, Any]:
        names = enumerate(("Point of Sale", "Online Store"))
        return {"nodes": [{"id": f"gid://shopify/Publication/{number}", "name": name} for number, name in names]}

    def collections(self, info: Any, first: int = 0, query: str = "") -> dict[str, Any]:
        word = query.removeprefix("title:'").removesuffix("'").lower()
        return {"nodes": [each for each in self.known_collections if word in each["title"].lower()]}

    def product(self, info: Any, id: str) -> dict[str, Any] | None:
        product = self.products.get(id)
        for each in product["media"] if product else ():
            each["status"] = "FAILED" if each["source"] in self.broken_images else each["status"]
        return self._data(product)

    def productByIdentifier(self, info: Any, identifier: dict[str, Any]) -> dict[str, Any] | None:
        return self._data(self._found(identifier))

    def _found(self, identifier: dict[str, Any]) -> dict[str, Any] | None:
        if "id" in identifier:
            return self.products.get(identifier["id"])
        mine = identifier["customId"]
        if (mine["namespace"], mine["key"]) not in self.definitions:
            raise ValueError("Metafield definition does not exist")
        every = ((each, field) for each in self.products.values() for field in each["metafields"])
        wanted = (mine["namespace"], mine["key"], mine["value"])
        return next((one for one, field in every if (field["namespace"], field["key"], field["value"]) == wanted), None)

    def _data(self, product: dict[str, Any] | None) -> dict[str, Any] | None:
        if product is None:
            return None
        fields = product["metafields"]
        return product | {
            "metafield": lambda info, namespace, key: next(
                (each for each in fields if (each["namespace"], each["key"]) == (namespace, key)), None
            ),
            "metafields": _pages(fields),
            "collections": _pages([{"id": each} for each in product["collections"]]),
            "media": _pages(product["media"]),
            "variants": _pages(product["variants"]),
            "onlineStoreUrl": f"{self.address}/{product['handle']}" if product["id"] in self.published else None,
        }

    # Mutations

    def metafieldDefinitionCreate(self, info: Any, definition: dict[str, Any]) -> dict[str, Any]:
        mine = (definition["namespace"], definition["key"])
        if mine in self.definitions:
            return {"userErrors": [{"code": "TAKEN", "field": ["definition", "key"], "message": "Key is in use"}]}
        self.definitions.add(mine)
        return {"createdDefinition": {"id": "gid://shopify/MetafieldDefinition/1"}, "userErrors": []}

    def productSet(
        self, info: Any, input: dict[str, Any], identifier: dict[str, Any], synchronous: bool = True
    ) -> dict[str, Any]:
        product = self._found(identifier)
        if product is None and "id" in identifier:
            return _refused("PRODUCT_DOES_NOT_EXIST", ["input"], "Product does not exist")
        if not input.get("title"):
            return _refused("INVALID_INPUT", ["input", "title"], "Title can't be blank")
        if product is None:
            pk = f"gid://shopify/Product/{self.new_id()}"
            product = {"id": pk, "status": "ACTIVE", "vendor": "Dar", "media": []}
            self.products[pk] = product
        lists = {"tags": [], "collections": [], "metafields": [], "files": [], "productOptions": [], "variants": []}
        form = lists | input  # a list that is left out is emptied
        _check_size(form["files"])
        kept = [each["id"] for each in form.pop("files")]
        options, variants = form.pop("productOptions"), form.pop("variants")
        product |= form
        there = {each["id"]: each for each in product["media"]}
        product["media"] = [there[each] for each in kept]  # in this order
        product["options"] = [{"name": each["name"], "optionValues": each["values"]} for each in options]
        there = {_chosen(each): each for each in product.get("variants", [])}
        self.sent_variants = variants
        loose = [each for each in variants if each.get("file") and each["file"]["id"] not in kept]
        if loose:
            return _refused("INVALID_INPUT", ["input", "variants"], "Variant files must be in the product's files")
        product["variants"] = [self._variant(each, there) for each in variants]
        return {"product": self._data(product), "userErrors": []}

    def _variant(self, form: dict[str, Any], there: dict[Any, dict[str, Any]]) -> dict[str, Any]:
        selected = [{"name": each["optionName"], "value": each["name"]} for each in form["optionValues"]]
        number = self.new_id()
        new = {"id": f"gid://shopify/ProductVariant/{number}", "selectedOptions": selected, "inventoryQuantity": 0}
        new["inventoryItem"] = {"id": f"gid://shopify/InventoryItem/{number}", "tracked": False}
        variant = there.get(_chosen(new), new)
        variant |= {name: form.get(name) for name in ("sku", "price", "compareAtPrice", "barcode")}
        variant["inventoryItem"]["tracked"] = bool(form.get("inventoryItem", {}).get("tracked"))
        if form.get("file"):  # what is left out stays as it is
            variant["file"] = form["file"]["id"]
        for each in form.get("inventoryQuantities") or []:
            variant["inventoryQuantity"] = each["quantity"]
        return variant

    def productUpdate(
        self, info: Any, product: dict[str, Any], media: list[dict[str, Any]] | None = None
    ) -> dict[str, Any]:
        own = self.products[product["id"]]
        bad = [each for each in media or [] if each["originalSource"] in self.refused_images]
        if bad:
            return {"userErrors": [{"field": ["media", "0", "originalSource"], "message": "Image URL is invalid"}]}
        own |= {name: value for name, value in product.items() if name != "id"}
        for each in media or []:
            image = {"alt": each.get("alt"), "status": "PROCESSING", "preview": None, "source": each["originalSource"]}
            new: dict[str, Any] = {"id": f"gid://shopify/MediaImage/{self.new_id()}"} | image
            own["media"].append(new)
            self._later.append((2, lambda new=new: new.update(status="READY")))
        return {"product": self._data(own), "userErrors": []}

    def productDelete(self, info: Any, input: dict[str, Any]) -> dict[str, Any]:
        if self.products.pop(input["id"], None) is None:
            return {"userErrors": [{"field": ["id"], "message": "Product does not exist"}]}
        return {"deletedProductId": input["id"], "userErrors": []}

    def fileUpdate(self, info: Any, files: list[dict[str, Any]]) -> dict[str, Any]:
        _check_size(files)
        for file in files:
            for pk in file.get("referencesToRemove", []):
                media = self.products[pk]["media"]
                media[:] = [each for each in media if each["id"] != file["id"]]
            every = (each for product in self.products.values() for each in product["media"])
            own = next((each for each in every if each["id"] == file["id"]), None)
            if own is not None and "alt" in file:
                if own["status"] != "READY":
                    return _refused("NON_READY_STATE", ["files", "0", "id"], "Non-ready files cannot be updated.")
                own["alt"] = file["alt"]
        return {"files": [], "userErrors": []}

    def productReorderMedia(self, info: Any, id: str, moves: list[dict[str, Any]]) -> dict[str, Any]:
        _check_size(moves)
        self._later.append((3, lambda: self._reorder(id, moves)))
        return {"job": {"id": "gid://shopify/Job/1"}, "mediaUserErrors": []}

    def _reorder(self, pk: str, moves: list[dict[str, Any]]) -> None:
        media = self.products[pk]["media"]
        for move in moves:
            own = next(each for each in media if each["id"] == move["id"])
            media.remove(own)
            media.insert(int(move["newPosition"]), own)

    def productVariantsBulkUpdate(self, info: Any, productId: str, variants: list[dict[str, Any]]) -> dict[str, Any]:
        product = self.products.get(productId)
        if product is None:
            return _refused("PRODUCT_DOES_NOT_EXIST", ["productId"], "Product does not exist")
        _check_size(variants)
        there = {each["id"]: each for each in product["variants"]}
        for form in variants:
            own = there[form["id"]]
            own |= {name: form[name] for name in ("price", "compareAtPrice") if name in form}
            own["inventoryItem"] |= form.get("inventoryItem", {})
        return {"product": self._data(product), "userErrors": []}

    def inventorySetQuantities(self, info: Any, input: dict[str, Any]) -> dict[str, Any]:
        _check_size(input["quantities"])
        for each in input["quantities"]:
            self._item(each["inventoryItemId"])["inventoryQuantity"] = each["quantity"]
        return {"userErrors": []}

    def _item(self, pk: str) -> dict[str, Any]:
        every = (variant for product in self.products.values() for variant in product["variants"])
        return next(each for each in every if each["inventoryItem"]["id"] == pk)

    def webhookSubscriptionCreate(self, info: Any, topic: str, webhookSubscription: dict[str, Any]) -> dict[str, Any]:
        mine = (topic, webhookSubscription["uri"])
        if mine in self.subscriptions:
            return {"userErrors": [{"field": ["address"], "message": "Address for this topic has already been taken"}]}
        self.subscriptions.append(mine)
        return {"userErrors": []}

    def publishablePublish(self, info: Any, id: str, input: list[dict[str, Any]]) -> dict[str, Any]:
        self.published.add(id)
        return {"userErrors": []}

    def collectionCreate(self, info: Any, input: dict[str, Any]) -> dict[str, Any]:
        self.known_collections.append({"id": f"gid://shopify/Collection/{self.new_id()}", "title": input["title"]})
        return {"collection": self.known_collections[-1], "userErrors": []}


def _check_size(listed: list[Any]) -> None:
    """Raises ValueError, which becomes an error of the whole query, as Shopify's."""
    if len(listed) > 250:
        raise ValueError(f"The input array size of {len(listed)} is greater than the maximum allowed of 250.")


def _pages(listed: list[dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """A connection: some of what is listed, at most 250 at once."""

    def page(info: Any, first: int | None = None, last: int | None = None, after: str | None = None) -> dict[str, Any]:
        if last is not None:
            return {"nodes": listed[-last:], "pageInfo": {"hasNextPage": False, "endCursor": ""}}
        start = int(after or 0)
        end = start + min(first or 0, 250)
        return {"nodes": listed[start:end], "pageInfo": {"hasNextPage": end < len(listed), "endCursor": str(end)}}

    return page


def _chosen(variant: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((each["name"], each["value"]) for each in variant["selectedOptions"])


def _refused(code: str, field: list[str], message: str) -> dict[str, Any]:
    return {"userErrors": [{"code": code, "field": field, "message": message}]}


@contextmanager
def open_shopify() -> Iterator[ShopifyShop]:
    with open_site() as site:
        yield ShopifyShop(site)

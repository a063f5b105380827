"""WooCommerce's product CSV, under the headings that its own importer knows without mapping. Unpublished drafts.

Source: WooCommerce's wiki, "Product CSV Import Schema", and its sample file. A variation names its product by SKU.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from products.files.items import Item, ItemVariant
from products.files.writers import About, CsvWriter, Skus, Write

ATTRIBUTES = 6  # the headings come before the products, so their number is fixed
IMAGES = 50
GONE = {"out_of_stock", "discontinued"}
DRAFT = "-1"


class WooCsv(CsvWriter):
    columns = (
        *("Type", "SKU", "GTIN, UPC, EAN, or ISBN", "Name", "Published", "Is featured?", "Visibility in catalog"),
        *("Short description", "Description", "Tax status", "In stock?", "Stock", "Backorders allowed?"),
        *("Sold individually?", "Weight (kg)", "Allow customer reviews?", "Sale price", "Regular price"),
        *("Categories", "Tags", "Images", "Parent", "Position", "Brands"),
        *(
            f"Attribute {number} {part}"
            for number in range(1, ATTRIBUTES + 1)
            for part in ("name", "value(s)", "visible", "global")
        ),
    )

    def __init__(self, write: Write, about: About | None = None) -> None:
        super().__init__(write, about)
        self._skus = Skus()

    def rows(self, item: Item) -> Iterator[dict[str, str]]:
        sku = self._skus.of(item.sku, f"W-{item.key[-12:]}")
        is_variable = bool(item.variants)
        yield self._product(item, sku, is_variable=is_variable) | attributes(item)
        for position, variant in enumerate(item.variants, start=1):
            own = self._skus.of(variant.sku, f"{sku}-{variant.key}")
            yield self._variation(item, variant, own) | {"Parent": sku, "Position": str(position)}

    def _product(self, item: Item, sku: str, *, is_variable: bool) -> dict[str, str]:
        offer = {} if is_variable else price_cells(item)
        return {
            "Type": "variable" if is_variable else "simple",
            "SKU": sku,
            "GTIN, UPC, EAN, or ISBN": item.gtin,
            "Name": item.name,
            "Published": DRAFT,
            "Is featured?": "0",
            "Visibility in catalog": "visible",
            "Short description": item.seo_description,
            "Description": item.body.replace("\\", "&#92;"),
            "Sold individually?": "0",
            "Weight (kg)": kilograms(item.weight_g),
            "Allow customer reviews?": "1",
            "Categories": " > ".join(escaped(part.replace(">", "/")) for part in item.categories),
            "Tags": joined(item.tags),
            "Images": joined(address.replace(",", "%2C") for address in item.images[:IMAGES]),
            "Position": "0",
            "Brands": escaped(item.brand),
            **stock_cells(item),
            **offer,
        }

    def _variation(self, item: Item, variant: ItemVariant, sku: str) -> dict[str, str]:
        cells = {
            "Type": "variation",
            "SKU": sku,
            "GTIN, UPC, EAN, or ISBN": variant.gtin,
            "Name": f"{item.name} - {', '.join(variant.options.values())}",
            "Published": "1",  # a variation that is none is not for sale once its product is published
            "Is featured?": "0",
            "Visibility in catalog": "visible",
            "Sold individually?": "0",
            "Images": variant.image.replace(",", "%2C"),
            **stock_cells(variant),
            **price_cells(variant),
        }
        for number, (name, value) in enumerate(fitted(variant.options).items(), start=1):
            cells |= {
                f"Attribute {number} name": name,
                f"Attribute {number} value(s)": escaped(value),
                f"Attribute {number} global": "0",
            }
        return cells


def attributes(item: Item) -> dict[str, str]:
    """What a buyer chooses; and on products without choice, what they are made of."""
    if item.variants:
        chosen = {name: list(found) for name, found in item.options.items()}
        if len(chosen) > ATTRIBUTES:
            rows = [fitted(variant.options) for variant in item.variants]
            chosen = {name: list(dict.fromkeys(row[name] for row in rows)) for name in rows[0]}
    else:
        own = (("Color", item.color), ("Size", item.size), ("Material", item.material))
        chosen = {name: [value] for name, value in own if value}
    cells: dict[str, str] = {}
    for number, (name, values) in enumerate(chosen.items(), start=1):
        cells |= {
            f"Attribute {number} name": name,
            f"Attribute {number} value(s)": joined(values),
            f"Attribute {number} visible": "1",
            f"Attribute {number} global": "0",
        }
    return cells


def fitted(options: dict[str, str]) -> dict[str, str]:
    """At most ATTRIBUTES of them: the last one takes in those beyond."""
    names = list(options)
    if len(names) <= ATTRIBUTES:
        return options
    head, last = names[: ATTRIBUTES - 1], names[ATTRIBUTES - 1 :]
    return {name: options[name] for name in head} | {" / ".join(last): " / ".join(options[name] for name in last)}


def price_cells(offer: Item | ItemVariant) -> dict[str, str]:
    if offer.regular_price:
        return {"Regular price": str(offer.regular_price), "Sale price": str(offer.price)}
    return {"Regular price": str(offer.price)}


def stock_cells(offer: Item | ItemVariant) -> dict[str, str]:
    has_some = offer.quantity != 0 and offer.availability not in GONE
    return {
        "Tax status": "taxable",
        "In stock?": "1" if has_some else "0",
        "Stock": "" if offer.quantity is None else str(offer.quantity),
        "Backorders allowed?": "1" if offer.availability in {"backorder", "preorder"} else "0",
    }


def escaped(value: str) -> str:
    """A value of a list by commas: its own comma keeps its place by a backslash."""
    return value.replace(",", "\\,")


def joined(values: Iterable[str]) -> str:
    return ", ".join(escaped(value) for value in values)


def kilograms(grams: Decimal | None) -> str:
    return "" if grams is None else f"{(grams / 1000).normalize():f}"

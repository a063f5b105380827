"""Google Merchant Center's feed, as RSS 2.0 and as a table by tabs.

Source: Google's "Product data specification": id ≤ 50, title ≤ 150, description ≤ 5,000, link, image_link,
availability and price are required; availability_date for what comes later, which no shop tells us. Titles and
descriptions that a model wrote stand in structured_title and structured_description with their digital_source_type.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from xml.sax.saxutils import escape

from products.files import texts
from products.files.items import Item, ItemVariant, LeftOut
from products.files.writers import Writer

TITLE_LIMIT, DESCRIPTION_LIMIT, TYPE_LIMIT, BRAND_LIMIT, VALUE_LIMIT = 150, 5000, 750, 70, 100
MORE_IMAGES, HIGHLIGHTS, DETAILS = 10, 10, 20
AVAILABILITY = {"in_stock": "in_stock", "out_of_stock": "out_of_stock", "discontinued": "out_of_stock"}
LATER = {"preorder", "backorder"}
BY_AI = "trained_algorithmic_media"
STRUCTURED = {"structured_title", "structured_description"}
COLUMNS = (
    *(
        "id",
        "title",
        "structured_title",
        "description",
        "structured_description",
        "link",
        "image_link",
        "additional_image_link",
    ),
    *("availability", "price", "sale_price", "brand", "gtin", "mpn", "identifier_exists", "condition"),
    *("product_type", "item_group_id", "color", "size", "material", "shipping_weight", "product_highlight"),
    "product_detail",
)
# What an option is called in the shops' languages, by Google's attribute.
OPTION_WORDS = {
    "color": {"color", "colour", "اللون", "لون", "farbe", "couleur"},
    "size": {"size", "المقاس", "مقاس", "الحجم", "القياس", "größe", "taille"},
    "material": {"material", "الخامة", "المادة", "القماش", "matière"},
}

type Pairs = dict[str, str | list[str]]


def offers(item: Item) -> Iterator[Pairs]:
    """What Google calls an item: the product, or each of its variants. Raises LeftOut."""
    if not item.images:
        raise LeftOut("no_image")
    if not item.link.startswith(("http://", "https://")):
        raise LeftOut("no_link")
    shown = [one for one in item.variants if one.availability in AVAILABILITY] if item.variants else []
    if not shown:
        check_availability(item)
        if item.variants:
            check_availability(item.variants[0])
        yield common(item) | own(item, item) | {"id": item.key}
        return
    for variant in shown:
        yield common(item) | own(item, variant) | of_variant(item, variant)


def check_availability(offer: Item | ItemVariant) -> None:
    if offer.availability in LATER:
        raise LeftOut("date_unknown")
    if offer.availability not in AVAILABILITY:
        raise LeftOut("no_availability")


def common(item: Item) -> Pairs:
    is_by_ai = item.is_text_by_ai if item.text else item.is_name_by_ai
    text = texts.cut(item.text or item.name, DESCRIPTION_LIMIT)
    return {
        **title(item, item.name),
        **({"structured_description": text} if is_by_ai else {"description": text}),
        "link": item.link,
        "image_link": item.images[0],
        "additional_image_link": list(item.images[1 : 1 + MORE_IMAGES]),
        "brand": texts.cut(item.brand, BRAND_LIMIT),
        "condition": "new",
        "product_type": texts.cut(" > ".join(item.categories), TYPE_LIMIT),
        "color": texts.cut(item.color, VALUE_LIMIT),
        "size": texts.cut(item.size, VALUE_LIMIT),
        "material": texts.cut(item.material, 200),
        "shipping_weight": "" if item.weight_g is None else f"{item.weight_g.normalize():f} g",
        "product_highlight": highlights(item.highlights or item.features),
        "product_detail": [f"{name}\x1f{value}" for name, value in details(item.properties)],
    }


def title(item: Item, words: str) -> Pairs:
    """Google demands that what a model wrote stands in the structured form, and not in the plain one as well."""
    return {"structured_title" if item.is_name_by_ai else "title": texts.cut(words, TITLE_LIMIT)}


def own(item: Item, offer: Item | ItemVariant) -> Pairs:
    before = offer.regular_price
    gtin, mpn = offer.gtin or ("" if item.variants else item.gtin), offer.mpn or item.mpn
    return {
        "availability": AVAILABILITY[offer.availability],
        "price": money(before or offer.price, item.currency),
        "sale_price": money(offer.price, item.currency) if before else "",
        "gtin": gtin,
        "mpn": mpn,
        "identifier_exists": "" if gtin or (mpn and item.brand) else "no",
    }


def of_variant(item: Item, variant: ItemVariant) -> Pairs:
    """The variant's id, its group, what is chosen, its picture. What Google has no name for goes into the title."""
    named = {key: value for name, value in variant.options.items() if (key := attribute(name))}
    words = f"{item.name} – {', '.join(variant.options.values())}"
    pairs: Pairs = {
        "id": f"{item.key}-{variant.key}",
        "item_group_id": item.key,
        **title(item, words),
        **{key: texts.cut(value, VALUE_LIMIT) for key, value in named.items()},
    }
    if variant.image:
        others = [address for address in item.images if address != variant.image][:MORE_IMAGES]
        pairs |= {"image_link": variant.image, "additional_image_link": others}
    return pairs


def attribute(option: str) -> str:
    """Google's name for an option; empty for what it has none."""
    return next((key for key, words in OPTION_WORDS.items() if option.casefold() in words), "")


def highlights(features: Iterable[str]) -> list[str]:
    """Google wants none or at least two."""
    found = list(dict.fromkeys(features))[:HIGHLIGHTS]
    return found if len(found) > 1 else []


def details(properties: dict[str, str]) -> list[tuple[str, str]]:
    pairs = [(texts.cut(name, 140), texts.cut(value, 1000)) for name, value in properties.items()]
    return pairs[:DETAILS]


def money(amount: Decimal, currency: str) -> str:
    return f"{amount} {currency}"


class GoogleXml(Writer):
    def open(self) -> None:
        self.text(
            '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">\n'
        )
        title, link = escape(texts.tidy(self.about.name)), escape(self.about.link)
        self.text(f"<channel>\n<title>{title}</title>\n<link>{link}</link>\n<description>{title}</description>\n")

    def add(self, item: Item) -> int:
        found = list(offers(item))
        for pairs in found:
            self.text(f"<item>{''.join(elements(pairs))}</item>\n")
        return len(found)

    def close(self) -> None:
        self.text("</channel>\n</rss>\n")


def elements(pairs: Pairs) -> Iterator[str]:
    for name in COLUMNS:
        for value in many(pairs.get(name)):
            yield f"<g:{name}>{content(name, value)}</g:{name}>"


def content(name: str, value: str) -> str:
    text = escape(texts.tidy(value).replace("\x1f", ""))
    if name in STRUCTURED:
        return f"<g:digital_source_type>{BY_AI}</g:digital_source_type><g:content>{text}</g:content>"
    if name == "product_detail":
        key, worth = (escape(texts.tidy(part)) for part in value.split("\x1f", 1))
        return f"<g:attribute_name>{key}</g:attribute_name><g:attribute_value>{worth}</g:attribute_value>"
    return text


def many(value: str | list[str] | None) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value or ""]) if one]


class GoogleTsv(Writer):
    """Columns by tabs, without quotes: no cell holds a tab or a line break."""

    def open(self) -> None:
        self.text("\t".join(COLUMNS) + "\n")

    def add(self, item: Item) -> int:
        found = list(offers(item))
        for pairs in found:
            self.text("\t".join(cell(name, pairs.get(name)) for name in COLUMNS) + "\n")
        return len(found)


def cell(name: str, value: str | list[str] | None) -> str:
    return ",".join(_part(name, one) for one in many(value))


def _part(name: str, value: str) -> str:
    if name == "product_detail":
        return sub_attributes("", *value.split("\x1f", 1))
    if name in STRUCTURED:
        return sub_attributes(BY_AI, value)
    if name == "product_highlight":
        return sub_attributes(value)
    text = texts.harmless(texts.one_line(value))
    return text.replace(",", "%2C") if name == "additional_image_link" else text


def sub_attributes(*parts: str) -> str:
    """Parts by colons; one with a colon, comma or quote of its own stands in quotes."""
    lines = [texts.harmless(texts.one_line(part)) for part in parts]
    return ":".join('"' + one.replace('"', '""') + '"' if set(one) & set(':,"') else one for one in lines)

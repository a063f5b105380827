"""What names and words near an amount say of it: the price, what it was, or another amount. All in lower case."""

import re
from functools import lru_cache
from typing import NamedTuple

from scraping.readers.visible import price_labels as labels
from scraping.text.folded import bare, edged
from scraping.text.needles import Words
from scraping.text.patterns import one_of

_REGULAR_NAME = one_of(r"""
    (?<![a-z])(was|old|list|msrp|rrp|crossed?|compare|before|retail|orig|regular|previous|prev|del|markdown
    |mrp)(?![a-z])
    |strike|line-?through|oldprice|wasprice|listprice|regularprice|originalprice|compareat|priceold|pricewas
    |price-?before|_was|slashed|original|initial|retailprice|(?<=[-_])org(?![a-z])""")
_SALE_NAME = one_of(r"""
    (?<![a-z])(?<!non-)(?<!non_)(sale|special|now|current|final|our|offer|promo|discounted|sell|selling|actual|today|new|your|deal
    |clearance)(?![a-z])
    |saleprice|specialprice|offerprice|finalprice|currentprice|ourprice|price-?now|pricesale|sell-?price|youpay
    |reduced|reduziert|(?<=[-_])dsc(?![a-z])
    |soldes|angebot|aktion""")
_OTHER_NAME = one_of(r"""
    sav(e|ing)(?!er)|discount-?(amount|value|badge|percent)|shipp|deliver|install|finance|month|afterpay|klarna
    |(?<!non-)(?<!non_)(?<!non)members?(?![a-z])|(?<![a-z])credit(?!-?card)|protection|warranty|insurance
    |affirm|tabby|tamara
    |zip-?pay|reward|points|loyalty|gift-?card|coupon
    |(?<!incl-)(?<!including-)(?<!with-)(?<![a-z])tax(?![a-z])|without-?tax|(?<![a-z])ex(cl|cluding)?[-_]?(tax|vat
    |btw|mwst)
    |(?<![a-z])price-?excl|(?<![a-z])fee|deposit
    |subscri|threshold|free-?ship|earn|bulk|qty|quantity-?(break|discount)|subtotal|(?<![a-z])used|trade-?in|swatch|range-?to""")
_OTHER_WORDS = Words((
    "sav", "discount", "ship", "deliver", "install", "finance", "month", "afterpay", "klarna", "member", "credit",
    "protection", "warranty", "insurance", "affirm", "tabby", "tamara", "zip", "reward", "points", "loyalty", "gift",
    "coupon", "tax", "vat", "btw", "mwst", "excl", "fee", "deposit", "subscri", "threshold", "earn", "bulk", "qty",
    "quantity", "subtotal", "used", "trade", "swatch", "range",
))  # fmt: skip
"""Parts of all that such a name has: a look at the whole costs ten times as much, and most have none."""
_NAME_WORDS = Words((
    "was", "list", "msrp", "rrp", "cross", "compare", "before", "retail", "orig", "regular", "prev", "del", "markdown",
    "mrp", "strike", "through", "old", "slash", "initial", "org",
    "sale", "special", "now", "current", "final", "our", "offer", "promo", "discount", "sell", "actual", "today", "new",
    "deal", "clearance", "pay", "redu", "dsc", "soldes", "angebot", "aktion",
    "unit", "price-per", "priceper", "tier",
))  # fmt: skip
"""The same of names for a regular price, for one in a sale, and for that of a part."""
_UNIT_NAME = re.compile(r"unit[-_]?price|price[-_]?per[-_]?unit|base[-_]?price[-_]?unit|grundpreis|unit[-_]?pricing")
_PART_NAME = one_of(r"""
    per[-_]?unit|unit[-_]?price|price-?per|tier""")
"""Of a unit or of several; but some shops call a price so where it is the only one."""
_SEVERAL = re.compile(
    r"(?:\b\d+ ?[x×х](?: de| à| a| von)?"
    r"|\b(?:buy|от|ab|od|from|vanaf|fra|från) [2-9]\d*\+? ?(?:at|for|шт|stück|stk|st|szt|ks|pcs)?"
    r"|(?<![\d.,])(?:[2-9]|\d\d+)\+? ?(?:for|für|pour|por|voor|за|pcs|pieces|stück|stk|szt|ks|db|шт)"
    r")\W*(?:at|je|à|a)?\W*$"
    r"|\b\d+ (?:interest-free )?(?:meses|cuotas|mensualidades|pagos|parcelas|vezes|rate|raten|monatsraten|mois"
    r"|mensualités|termijnen|taksit|payments|instal?lments|دفعات|أقساط)\b[^\d.:]{0,30}$"
)
"""Several, or one of several payments: ``4 x 12``, ``buy 2 at 12``, ``от 3 шт. — 12``, ``12 meses de 344``."""
_INSTALMENT = re.compile(r"\dx de\b")
_DAYS = re.compile(r"\b30\b")
_DIGIT = re.compile(r"\d")
_PERCENT_OFF = re.compile(
    r"(?:\d\s?%|%\s?\d+)\s?(?:off|indirim|rabatt|discount|de descuento|dto\.?|de remise|de réduction|di sconto|korting"
    r"|zniżki|sleva|rabat|скидка|خصم|تخفيض)\W*$"
)
_UNPARTED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_SHORT = 5  # letters; shorter words end others: coffee


def _entries(table: str) -> list[str]:
    return [entry for entry in re.sub(r"\n\s*", "", table).split("|") if entry.strip()]


def _endings(table: str, *, longest: int) -> tuple[str, ...]:
    """The entries to be the end of a line, words of at most so many letters by themselves."""
    words = {bare(entry) for entry in _entries(table)}
    return tuple(word if len(word) > longest or _UNPARTED.search(word) else f" {word}" for word in words)


def _anywhere(*tables: str) -> Words:
    return Words(list({edged(entry) for table in tables for entry in _entries(table)}))


_WAS = _endings(labels.WAS, longest=100)
_ANOTHER = _endings(labels.ANOTHER, longest=_SHORT)
_ONCE = _endings(
    "one-time purchase|one time purchase|single purchase|achat unique|einmalkauf|eenmalige aankoop", longest=0
)
_NO_PRICE = _anywhere(labels.NO_PRICE, labels.FOR_SOME)
_FOR_SOME = _anywhere(labels.FOR_SOME)


class Label(NamedTuple):
    """The words before a number, in lower case, as written and bare (which several questions need)."""

    text: str
    bare: str


def label_of(before: str) -> Label:
    return Label(before, bare(before) if before else "")


def is_no_price(said: str, label: Label) -> bool:
    """Whether ``said`` in one sentence before a number, or the label before it, makes it another amount."""
    if said and (_NO_PRICE.any_in(f" {bare(said)} ") or _INSTALMENT.search(said)):
        return True
    if not label.text or not _FOR_SOME.any_in(f" {label.bare} "):
        return False
    return _DIGIT.search(_DAYS.sub("", label.text)) is None  # else it speaks of the amount that it holds


def is_regular_label(label: Label) -> bool:
    """Whether the words before a number call it what the product cost before: "RRP"."""
    if not label.text:
        return False
    line, written = f" {label.bare}", label.text.rstrip()
    if line.endswith(_WAS) or written.rstrip(" :.").endswith("før"):  # which without its accent is "for"
        return True
    return line.endswith((" de", " van")) and (len(line) < _SHORT or written[-1] == ":")


def is_called_unit(names: str) -> bool:
    """Whether names further out say that an amount is a unit's."""
    return ("unit" in names or "grundpreis" in names) and _UNIT_NAME.search(names) is not None


def is_other_label(label: Label) -> bool:
    """Whether the words before a number call it another amount: "you save", "4 x"."""
    if not label.text:
        return False
    written = label.text.rstrip()
    if written.endswith((")", "）")) or ("%" in written and _PERCENT_OFF.search(label.text)):
        return False  # a remark of its own: "$69.50 (50% off) $139.00"
    line = f" {label.bare}"
    if line.endswith(_ANOTHER):
        return not line.endswith(_ONCE)
    return written.endswith("+") or (_DIGIT.search(written) is not None and _SEVERAL.search(label.text) is not None)


NOW_WORDS = one_of(r"""
    (now|sale(?: price)?|our price|today|special|only|price|deal|you pay|offer|final|الآن
    |السعر(?: بعد.{0,12}| الحالي)?|بعد الخصم
    |jetzt|maintenant|ahora|adesso|preis|prix|precio|prezzo|価格|价格|现价)[\s:]*$""")
UNIT_AFTER = one_of(r"""
    ^\s*(off\b|/\s?(?:1|10|100|1000|500)?\s?(mo|md|month|wk|week|yr|year|kg|kilo|g|100|lbs?|oz|l|lit(?:er|re|ro)|ml|ft|m
    |unit|count|ct)\b(?![.,]\d)
    |(?:/|per|an?)\s?(?:serving|dose|tablet|capsule|caplet|softgel|pill|sheet|wipe|diaper|nappy|load|wash|bottle|can|egg
    |fl\.? ?oz|sq\.? ?(?:ft|m|yd)|square (?:foot|metre|meter|yard))\b
    |(?:with|using|use|w/) (?:(?:promo|coupon|discount|the) )?(?:code|coupon)\b|mit (?:dem )?(?:gutschein|rabatt)?code\b
    |avec (?:le )?code\b|con (?:el |il )?(?:c[oó]digo|codice|cupón)\b|met code\b|z kodem\b|s kódem\b|kod(?:u|uyla) ile\b
    |(?:مع |باستخدام )?(?:ال|ب)?(?:كود|كوبون|كوبون الخصم)\b|(?:for (?:[\w-]+ ){0,3})?(?:members?|mitglieder
    |adhérents)(?!\S)
    |(no|via|com) pix\b|per maand\b|[)）]?相当|ポイント
    |per (month|week|kg|100|lb|oz|unit|count|litre|liter|ml|item)
    |a month|monthly|[x×х] ?\d|in savings|credit|or more|pro 100|je |par mois|al mese|/ ?(شهر|كجم
    |كيلو)|شهريا|pts|points|cash back
    |reward|gift ?card|in bonus|toward|minimum(?! order| purchase)|mtl\b|monatl|(?:pfand|statiegeld)(?!\W*\d)
    |(?:pro|per|par|por|za|al) ?\d*[.,]?\d* ?(?:kg|g|l|lt|ml|cl|m|m²|qm|lfm|liter|litre|litro)\b
    |/ ?(monat|mois|mes|mese|mån|maand)\b|im monat|(al|por) mes|mensual
    |mensili|/ ?mo\b
    |(in|x|en) \d+ (raten|rate|cuotas|mensualités)|with \w+ club
    |with (?:\w+ ){1,2}card\b|с (?:\w+ )?картой|mit (?:\w+ )?karte\b)""")


class Named(NamedTuple):
    """Whether names speak of another amount, of a unit's or several's, of a regular price, of a sale."""

    other: bool
    part: bool
    regular: bool
    sale: bool


@lru_cache(maxsize=64)
def named_as(near: str) -> Named:
    """What names speak of. The tiles of a list all have the same names."""
    other = _OTHER_NAME.search(near) if _OTHER_WORDS.any_in(near) else None
    if not _NAME_WORDS.any_in(near):
        return Named(other is not None, part=False, regular=False, sale=False)
    part, regular, sale = _PART_NAME.search(near), _REGULAR_NAME.search(near), _SALE_NAME.search(near)
    return Named(other is not None, part is not None, regular is not None, sale is not None)


SHIPPING_AFTER = one_of(r"""
    ^\s*(shipping|postage|delivery|versand(?:kosten)?\b|lieferkosten|frais de port|de port\b|gastos de envío|de envío\b
    |di spedizione|verzendkosten|kargo\b|доставка|frakt\b|fragt\b)""")
"""Of the amount where it goes on in one run of text: elsewhere it begins another line."""

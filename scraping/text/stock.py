"""Availability: schema.org's terms, feeds' terms, and what shops write beside the buy button."""

import re

from scraping.snapshot import Availability
from scraping.text.patterns import one_of

_TERMS: dict[str, Availability] = {
    "instock": Availability.IN_STOCK,
    "instoreonly": Availability.IN_STOCK,
    "onlineonly": Availability.IN_STOCK,
    "limitedavailability": Availability.IN_STOCK,
    "limitedstock": Availability.IN_STOCK,
    "lowstock": Availability.IN_STOCK,
    "available": Availability.IN_STOCK,
    "availablefororder": Availability.IN_STOCK,
    "madetoorder": Availability.IN_STOCK,
    "in": Availability.IN_STOCK,
    "true": Availability.IN_STOCK,
    "outofstock": Availability.OUT_OF_STOCK,
    "oos": Availability.OUT_OF_STOCK,
    "soldout": Availability.OUT_OF_STOCK,
    "unavailable": Availability.OUT_OF_STOCK,
    "notavailable": Availability.OUT_OF_STOCK,
    "reserved": Availability.OUT_OF_STOCK,
    "false": Availability.OUT_OF_STOCK,
    "preorder": Availability.PREORDER,
    "presale": Availability.PREORDER,
    "backorder": Availability.BACKORDER,
    "discontinued": Availability.DISCONTINUED,
}
_NOT_LETTERS = re.compile(r"[^a-z]")

_OUT = one_of(r"""
    \bout[\s-]of[\s-]stock|\bsold[\s-]?out\b|\bno longer (available|in stock|sold)
    |\bcurrently (unavailable|not available)
    |\btemporarily (unavailable|out)|\bnot available\b(?! (in|for|at|on|with|to))|\bunavailable\b|\bnot in stock
    |\b(item|product) (is )?unavailable
    |\bnotify me when (it.s |this is )?(available|back)|\bemail me when (available|in stock|back)
    |\bback in stock (alert|notif)
    |\bjoin (the )?wait(ing)? ?list|\badd to wait ?list|nicht (verfügbar|auf lager|lieferbar)|ausverkauft
    |vergriffen|rupture de stock
    |\bépuisé|indisponible|non disponib|\bagotado|sin (stock|existencias)|\besaurito|\besgotado|indisponível
    |uitverkocht|niet op voorraad
    |slutsåld|ikke på lager|udsolgt|utsolgt|tükendi|stokta yok|нет в наличии|распродан|niedostępny
    |brak w magazynie|wyprzedan
    |نفدت|نفذت|نفد(?!\w)|نفذ(?!\w)|غير متوفر|غير متاح|انتهت الكمية|ناموجود
    |売り切れ|在庫切れ|在庫なし|品切れ|缺货|售罄|无货|已下架|품절|אזל""")
_PRE = one_of(r"""
    \bpre-?\s?order\b|vorbestell|précommand|preventa|reserva ahora|pré-venda|ön sipariş|предзаказ
    |طلب مسبق|الطلب المسبق|予約(?!語)|预售|預購
    |\bavailable for pre""")
_BACK = re.compile(r"\bback-?\s?order(ed|ing)?\b|\bon backorder")
_DISCONTINUED = re.compile(r"\bdiscontinued\b|توقف إنتاج|eingestellt(es)? produkt|produit arrêté")
_IN = one_of(r"""
    \bin[\s-]stock\b(?! (alert|notif|email|soon))|\bavailable (now|online|for (immediate )?(delivery|shipping))
    |\bready to ship|\bships (in|within|from|today)
    |\bonly \d+ (left|remaining|in stock)|\b\d+ (in stock|available|left in stock)|\busually ships
    |\bin den warenkorb|auf lager|\blieferbar|sofort verfügbar
    |\ben stock|disponible\b|\bdisponibile|\bdisponível|em estoque|op voorraad|i lager|på lager|stokta var
    |в наличии|dostępny|na skladě|skladem
    |متوفر|متاح|موجود في المخزون|في المخزون|موجود\b|在庫あり|有货|现货|재고 있음|במלאי""")
_BUY = one_of(r"""
    ^\W*(add (it )?to (my |your |shopping )?(cart|bag|basket|trolley|order)|add to (shopping )?(cart|bag|basket)
    |buy( it)?( now)?|order now|purchase( now)?|add
    |in den (waren|einkaufs)korb|(jetzt )?kaufen|ajouter au panier|acheter|añadir (al carrito|a la cesta)
    |agregar al carrito|comprar( ahora)?|aggiungi al carrello
    |acquista|adicionar ao carrinho|in (mijn )?winkelwagen|toevoegen aan winkelwagen|sepete ekle
    |(добавить )?в корзину|купить|do koszyka|dodaj do koszyka
    |lägg i (varukorg|kundvagn)|læg i kurv|legg i handlekurv|do košíku|أضف (إلى|الى|للسلة|لعربة).*|إضافة (إلى
    |الى|للسلة).*|اضف (إلى|الى|للسلة).*|اشتر(ي)?( الآن| الان)?|شراء( الآن)?
    |افزودن به سبد( خرید)?|カートに入れる|買い物かごに入れる|加入购物车|立即购买|加入購物車
    |장바구니.*|구매하기|הוסף לסל|הוספה לסל)\W*$""")
MENTIONS = (
    "stock", "sold", "availab", "order", "notify", "wait", "lager", "verfügbar", "lieferbar", "ausverk",
    "vergriff", "épuis", "disponib", "agotado",
    "esaurit", "esgotad", "voorraad", "uitverk", "slutsåld", "udsolgt", "utsolgt", "tükendi", "stok", "discontinu",
    " ship", "left", "налич", "распрод",
    "dostęp", "magazyn", "sklad", "نفد", "نفذ", "متوفر", "متاح", "موجود", "الكمية", "مسبق", "在庫", "売り切", "品切",
    "予約", "货", "售罄", "缺", "下架", "预售", "품절", "재고",
    "אזל", "במלאי",
)  # fmt: skip
"""Text without any of these says nothing about stock."""


def availability_term(value: object) -> Availability | None:
    """A term of markup, such as ``https://schema.org/InStock``, ``in stock``, ``OutOfStock``."""
    if isinstance(value, bool):
        return Availability.IN_STOCK if value else Availability.OUT_OF_STOCK
    if not isinstance(value, str):
        return None
    last = value.strip().rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1]
    return _TERMS.get(_NOT_LETTERS.sub("", last.lower()[:60]))


_CONDITIONAL = one_of(r"""
    \?\s*$|^(if|when|once|should|in case|these|some|select|choose|pick|wenn|falls|si |se |إذا|عند)\b
    |\bsizes?\b.*\bsold|\b(may|can|might) be\b
    |\bfor waitlist|items? (are|that are)|\bnot all\b|\bwill be\b|\bwhile supplies""")
_EXPLICIT = one_of(r"""
    \b(this|the|our) (item|product|title|article|style|colou?r|listing)\b|\bsorry\b|^(currently[ ]
    |temporarily )?(sold[\s-]?out|out of stock|unavailable)[.!]?$
    |هذا المنتج|المنتج غير|ce produit|este producto|dieser artikel|questo prodotto""")


def is_explicit(text: str) -> bool:
    """Whether the words speak of the page's product as a whole."""
    return _EXPLICIT.search(text.lower()) is not None


def availability_words(text: str) -> Availability | None:
    """What a short text near the buy button says, most telling first; None when it says nothing or only "if"."""
    text = text.lower()
    if _CONDITIONAL.search(text):
        return None
    if _DISCONTINUED.search(text):
        return Availability.DISCONTINUED
    if _OUT.search(text):
        return Availability.OUT_OF_STOCK
    if _PRE.search(text):
        return Availability.PREORDER
    if _BACK.search(text):
        return Availability.BACKORDER
    return Availability.IN_STOCK if _IN.search(text) else None


def is_buy_button(text: str) -> bool:
    """Whether a button's words put the product into the cart, in the main languages."""
    return len(text) < 60 and _BUY.match(text.lower()) is not None

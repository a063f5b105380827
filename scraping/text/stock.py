"""Availability: schema.org's terms, feeds' terms, and what shops write beside the buy button."""

import re
from collections.abc import Iterator
from functools import lru_cache

from scraping.snapshot import Availability
from scraping.text import buy_words
from scraping.text import stock_words as words
from scraping.text.folded import bare, edged, folded
from scraping.text.needles import Words
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

_KINDS: tuple[tuple[Availability, str, str], ...] = (
    (Availability.DISCONTINUED, words.ENDED, ""),
    (Availability.OUT_OF_STOCK, words.GONE, words.GONE_ALONE),
    (Availability.PREORDER, words.AHEAD, words.AHEAD_ALONE),
    (Availability.BACKORDER, words.ORDERED, ""),
    (Availability.IN_STOCK, words.THERE, words.THERE_ALONE),
)
"""What words say, most telling first."""
_CLOSELY: dict[str, tuple[re.Pattern[str], Availability]] = {
    "_not available_": (
        re.compile(r" not available (?!(?:in|for|at(?! this time)|on|with|to) )"),
        Availability.OUT_OF_STOCK,
    ),
    "_benachrichtig": (re.compile(r"benachrichtig.{0,20}(?:verfugbar|lieferbar)"), Availability.OUT_OF_STOCK),
    "売り切れ": (re.compile("売り切れ(?!次第|必至|間近|続出|る前|前)"), Availability.OUT_OF_STOCK),
    "完売": (re.compile("完売(?!次第|必至|間近|続出|前)"), Availability.OUT_OF_STOCK),
    "품절": (re.compile("품절(?! ?임박)"), Availability.OUT_OF_STOCK),
    "_in stock_": (re.compile(r"(?<! back)(?<! 0) in stock (?!(?:alert|notif|email|soon))"), Availability.IN_STOCK),
    "_left_": (re.compile(r" only [1-9]\d* left | [1-9]\d* left in stock "), Availability.IN_STOCK),
    "_remaining_": (re.compile(r" only [1-9]\d* remaining "), Availability.IN_STOCK),
    "_available_": (re.compile(r" [1-9]\d* available "), Availability.IN_STOCK),
}
"""Phrases that say so in some surroundings only."""
_ON_BACKORDER = re.compile(r"(?<!not available )\bon back ?order\b|(?<!not )\bavailable for back ?order")
_AND_THEN = re.compile(r"(\bback ?order(?:ed)?) (?:and |it |they )*will be\b.*")
"""What follows once the product is on backorder is no case that may not apply."""


def _phrases(table: str) -> list[str]:
    return [re.sub(r"\n\s*", "", phrase) for phrase in re.sub(r"\n\s*", "", table).split("|") if phrase.strip()]


def _each_way(phrase: str) -> list[str]:
    """``agotad[oa]`` is two phrases, ``pre ?order`` too; all as :func:`edged` leaves them."""
    if found := re.search(r"\[(\w+)\]", phrase):
        return [way for one in found[1] for way in _each_way(phrase.replace(found[0], one, 1))]
    if " ?" in phrase:
        return [way for one in (" ", "") for way in _each_way(phrase.replace(" ?", one, 1))]
    return [edged(phrase)]


def _composed(table: str) -> Iterator[str]:
    for line in re.sub(r"\n\s*(?=[>|])", " ", table.strip()).split("\n"):
        before, joint, behind = re.split(r"(>\+?)", line)
        for first in before.split("|"):
            for second in behind.split("|"):
                yield f"{first.strip()}{'' if joint == '>+' else ' '}{second.strip()}"


_BUY = frozenset(bare(phrase) for phrase in [*_composed(buy_words.COMPOSED), *_phrases(buy_words.ALONE)])
_DIGIT = re.compile(r"\d")
_OF_A_PAGE = 64  # buttons with other words
_CODE = "usd|eur|gbp|aud|cad|chf|sek|nok|dkk|pln|czk|ron|huf|aed|sar|rs|rm|kr|zl|kc|lei|ft|tl|руб|грн"
_PRICE_BEHIND = re.compile(rf" (?:(?:{_CODE}) )?[€£₽₺₹¥₩]? ?\d[\d ]*(?:[€£₽₺₹¥₩円元원]|{_CODE})?$")
_SAYS = {
    way: rank
    for rank in reversed(range(len(_KINDS)))
    for phrase in _phrases(_KINDS[rank][1])
    for way in _each_way(phrase)
}
"""The place among ``_KINDS`` of each phrase; of several the most telling counts."""
_CLOSE_LOOKS = {way: look for phrase, look in _CLOSELY.items() for way in _each_way(phrase)}
_ALONE = {bare(phrase): kind for kind, _, alone in _KINDS for phrase in _phrases(alone)}
_ALERTS = frozenset(bare(phrase) for phrase in _phrases(words.ALERTS))
_RANKS, _LOOKS = [*_SAYS.values()], [*_CLOSE_LOOKS.values()]
_SEARCH = Words([*_SAYS, *_CLOSE_LOOKS])
_BETWEEN, _UNKNOWN = "\x01", "\x02"  # stand between texts, and for one
_RANK_OF = {kind: rank for rank, (kind, _, _) in enumerate(_KINDS)}


def _telling_words(phrases: list[str]) -> list[str]:
    """Words of which each phrase holds one, as written and folded: texts without any are passed over.

    The longest word of a phrase, or what shorter phrases need anyway: "sold" for "item sold".
    """
    found: list[str] = []
    split = [re.sub(r"\[\w+\].*| \?|_", " ", phrase).split() for phrase in phrases]
    for words_of_it in sorted(split, key=len):
        if not any(known in word for known in found for word in words_of_it):
            found.append(max(words_of_it, key=len))
    return [*found, *map(folded, found)]


_BRANCH = Words([edged(phrase) for phrase in _phrases(words.BRANCH)])


_TELLING = _telling_words([*_CLOSELY, *(way for _, said, alone in _KINDS for way in _phrases(f"{said}|{alone}"))])
_OF_QUANTITIES = ("nar ", "متبق", "restant", "quantity", "bestand", "كمي", "أعلمن", "اعلمن", "stok", "queda")
MENTIONS = (*_TELLING, *_OF_QUANTITIES)
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
    ^(if|when|once|should|in case|these|some|select|choose|pick|wenn|falls|si |se |en cas de|en caso de|in caso di
    |indien |als |jesli|jezeli|pokud|hvis|jos|если|якщо|eger|daca|اذا|عند|اگر)\b
    |\bsizes?\b.*\bsold|\b(may|can|might) be\b
    |\bfor waitlist|items? (are|that are)|\bnot all\b|\bwill be\b|\bwhile supplies|の場合|の際は|^(如|若)
    |\b(almost|nearly|before|soon|fast|bald|presque|bientot|casi|quase|quasi|bijna|nastan|nesten|naesten|prawie|skoro
    |neredeyse|почти|скоро|майже) (it s |they re |it is )?
    (sold|out of|ausverkauft|vergriffen|epuise|agotad|esgotad|esaurit|uitverkocht
    |slut|utsolgt|udsolgt|wyprzedan|vyprodan|tuken|распродан|закончил|закінч|розпродан)""")
_PLAINLY_OUT = re.compile(r"(currently|temporarily) unavailable\.")  # "… We don't know when or if it will be back"
_EXPLICIT = one_of(r"""
    \b(this|the|our) (item|product|title|article|style|colou?r|listing)\b|\bsorry\b|^(currently[ ]
    |temporarily )?(sold[\s-]?out|out of stock|unavailable)[.!]?$
    |^(questo )?prodotto (è )?(non disponibile|esaurito)|^(este )?producto (no disponible|agotado)
    |^(ce )?produit (indisponible|épuisé)|^(dieser )?artikel (ist )?(nicht verfügbar|ausverkauft)
    |هذا المنتج|المنتج غير|ce produit|este producto|dieser artikel|questo prodotto""")


_LABEL = one_of(r"""
    ^(availability|stock( status| availability)?|verfügbarkeit|lager(be)?stand|disponibilit[éày]|disponibilidad(e)?
    |existencias|estoque|stok( durumu)?|наличие|доступность|dostępność|dostupnost|beschikbaarheid|voorraad|lagerstatus
    |tilgængelighed|tilgjengelighet|saatavuus|elérhetőség|disponibilitate|حالة (التوفر|المخزون|المنتج)|التوفر
    |在庫(状況)?|재고( 상태)?|库存|tình trạng)\s*[:：]""")


def is_stock_label(text: str) -> bool:
    """Whether the words begin with what shops write before a stock line: "Availability:"."""
    return _LABEL.match(text.lower()) is not None


def is_explicit(text: str) -> bool:
    """Whether the words speak of the page's product as a whole."""
    return _EXPLICIT.search(text.lower()) is not None


def availability_words(text: str) -> Availability | None:
    """What a short text near the buy button says, most telling first; None when it says nothing or only "if"."""
    line = bare(text)
    rank = _said(line, text)
    if rank is None or (_is_conditional(line, text) and not _PLAINLY_OUT.match(text.lower())):
        return None
    return _KINDS[rank][0]


def may_say(texts: list[str]) -> list[bool]:
    """Of each text whether it may have words that :func:`availability_words` knows: a look at all of them at once.

    Other letters than English ones cost more to make bare than the look saves.
    """
    lines = bare(_BETWEEN.join([text if text.isascii() else _UNKNOWN for text in texts])).split(_BETWEEN)
    if len(lines) != len(texts):
        return [True] * len(texts)  # none, or one has that character
    return [line.strip() == _UNKNOWN or _SEARCH.any_in(f" {line} ") or line.strip() in _ALONE for line in lines]


def _said(line: str, text: str) -> int | None:
    """The place among ``_KINDS`` of what the words say."""
    if line in _ALONE and not text.rstrip().endswith((":", "：")):
        return _RANK_OF[_ALONE[line]]
    spaced = f" {line} "
    found = _SEARCH.found_in(spaced)
    ranks = {_RANKS[place] for place in found if place < len(_RANKS)}
    for place in found:
        if place >= len(_RANKS):
            pattern, kind = _LOOKS[place - len(_RANKS)]
            if pattern.search(spaced):
                ranks.add(_RANK_OF[kind])
    if not ranks:
        return None
    on_order = _RANK_OF[Availability.BACKORDER]
    if on_order in ranks and 0 not in ranks and _ON_BACKORDER.search(line):
        return on_order  # "out of stock – on backorder"
    return min(ranks)


def _is_conditional(line: str, text: str) -> bool:
    """Whether words are a question, or speak of a case that may not apply."""
    return text.rstrip().endswith(("?", "？", "؟")) or _CONDITIONAL.search(_AND_THEN.sub(r"\1", line)) is not None


def speaks_of_a_branch(text: str) -> bool:
    """Whether the words speak of collecting it or of one branch: "Pickup: not available"."""
    line = f" {bare(text)} "
    return _BRANCH.any_in(line) and " online " not in line


def asks_to_be_told(text: str) -> bool:
    """Whether a button's words offer to write when something happens: "Notify me"."""
    return len(text) < 60 and bare(text) in _ALERTS


_LEFT = one_of(r"""
    (?<![\d.,-])(?P<before>\d{1,5})\s*(items?|pieces?|units?|pcs\.?|stück|articles?|produits?|unidades|pezzi|stuks
    |st\.?|db|قطع|قطعة)?
    \s*\+?\s*(left|remaining|in stock|available|vorrätig|auf lager|verfügbar|en stock|restante?s?|disponibles?
    |disponibili
    |op voorraad|i lager|på lager|in magazzino|skladem|в наличии|في المخزون|متبقية?)
    |(?:in stock|stock|المتبقي|متبقي|متوفر|الكمية(?: المتبقية| المتوفرة| المتاحة)?|bestand
    |quantity available|auf lager|en stock|quedan|plus que|noch|remaining
    |available)
    \s*[:：(]*\s*(?P<after>\d{1,5})(?!\s*[-–.,]\s*\d|\d|\s*%|\s*(?:h\b|days?|hours?|weeks?|business|working|werktag
    |tage?|stunden|wochen
    |jours?|heures?|días|giorni|dagen|dagar|يوم|أيام|ايام|ساعة))""")


def quantity_left(text: str) -> int | None:
    """How many there are, where a short text says it: "Only 3 left", "180 In Stock", "متوفر 7 في المخزون"."""
    found = _LEFT.search(text.lower()) if _DIGIT.search(text) else None
    return int(found["before"] or found["after"]) if found else None


@lru_cache(maxsize=_OF_A_PAGE)
def is_buy_button(text: str) -> bool:
    """Whether a button's words put the product into the cart; what it costs may stand behind them."""
    if len(text) >= 60:
        return False
    line = bare(text)
    if line in _BUY:
        return True
    return _DIGIT.search(line) is not None and _PRICE_BEHIND.sub("", line) in _BUY

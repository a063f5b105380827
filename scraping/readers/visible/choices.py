"""What the words of choices say: what is asked, and of one its name, what it costs, and whether it is to be had."""

import re
from decimal import Decimal

from scraping.snapshot import Availability
from scraping.text.clean import squeeze
from scraping.text.currencies import currency_of, is_at_home
from scraping.text.prices import amount_of, ascii_digits, find_prices, may_be_price
from scraping.text.stock import availability_words

_OTHER_QUESTION = re.compile(
    r"qty|quantity|rating|\bstars?\b|review|ship|deliver|pick-?up|fulfil|payment|purchase|subscri|selling.?plan|frequen"
    r"|autoship|warrant|protection|gift|in-?store|store-?(?:pick|locat|select|avail|list|find)|country|currency|lang|sort|search|salut|gender|vote|poll"
    r"|carousel|feedback|report|complain|recipient|address|postal|zip|كمية",
)
"""What asks for something else than which form of the product is wanted; in lower case, as ignoring it is dear."""
_ITS_FORM = re.compile(
    r"(?<![a-z])sizes?(?![a-z])|colou?r|(?<![a-z])style(?![a-z])|material|flavou?r|scent|shade|pattern|length|width|edition"
    r"|storage|capacity|variant|variation|swatch|attribute|(?<![a-z])options?(?![a-z])"
    r"|taille|couleur|größe|groesse|farbe|talla|tamaño|taglia|maat|kleur|tamanho|\bcor\b|rozmiar|kolor|velikost|barva|beden|renk"
    r"|storlek|färg|størrelse|farve|размер|цвет|مقاس|لون|حجم|السعة|النكهة|サイズ|カラー|颜色|尺码|사이즈|색상",
)
"""Words that say it does ask for that."""
_PROMPT = re.compile(
    r"^(-+|\s*$|(please\s+)?(choose|select|pick)\b|size$|colou?r$|wähle|bitte|choisi|elige|selecciona|seleziona|اختر|الرجاء|選択|请选择|--"
    r"|escolh|scegli|kies |maak een keuze|välj |vælg |velg |valitse |wybierz|zvolte|vyberte|válassz|alege|selecta"
    r"|odaberi|izaberi|izberi|επιλέξτε|выберите|оберіть|изберете|seçiniz|seçim|lütfen|pilih |chọn |선택)|^select",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"^(?:please )?(?:select|choose|pick|wählen sie|choisissez|elige|selecciona|scegli|اختر|حدد)\b\s*"
    r"(?:an?|your|the|un|una|la)?\b\s*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][^\W_]*(?: [^\W_]+){0,3}")
_SPOKEN_PROMPT = re.compile(
    r"^(?:click to |please |tap to )?(?:select|choose|pick)\s+(?:an? |the |your )?"
    r"(?:(?:size|colou?r|style|option)\b[\s:]*)?",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*(?:\s[-–—:]\s|[(\[|])\s*(?P<said>[^-–—()\[\]|:]{3,30}?)[)\]\s.!]*$")
"""What is said of a choice behind its name: "M – sold out", "M (only 2 left)"."""
_MORE_OR_LESS = re.compile(r"(?:\+|[(\[]\s*[-–−])\s*$")
_PLUS_BEHIND = re.compile(r"(\d[\d.,]*)\+(?=\s?\D{1,8}$)")  # "(5.00+ ر.س)": Arabic pages turn it round
_BEFORE_PRICE = " \t-–—−([+:|,/"


def asks_for_form(*said: str) -> bool:
    """Whether names and words ask which form of the product is wanted, and nothing else."""
    line = " ".join(said).lower()
    return _ITS_FORM.search(line) is not None and _OTHER_QUESTION.search(line) is None


def asks_otherwise(said: str) -> bool:
    """Whether names ask for something else: how many, how it is sent, how it is paid."""
    return _OTHER_QUESTION.search(said.lower()) is not None


def is_prompt(text: str) -> bool:
    """Whether a text only asks to choose."""
    return _PROMPT.match(text) is not None


def what_is_asked(text: str) -> str:
    """``Color`` of "Select a Color: Black"; nothing of an id."""
    first = _ASKING.sub("", squeeze(text).partition(":")[0]).strip(" *-–")
    return first if len(first) <= 30 and _WORD.fullmatch(first) else ""


def without_prompt(text: str) -> str:
    """``S`` of "Choose Size S", ``1 Pack`` of "Click to select 1 Pack": said to who cannot see that it is a button."""
    return _SPOKEN_PROMPT.sub("", text) or text


def name_and_stock(text: str) -> tuple[str, Availability | None]:
    """``M - sold out`` is M, out of stock."""
    aside = _ASIDE.search(text)
    said = availability_words(aside["said"]) if aside else None
    return (text[: aside.start()], said) if aside and said else (text, None)


def name_and_price(text: str, places: tuple[str, ...]) -> tuple[str, Decimal | None, str | None]:
    """``Small - $10.00`` is Small at 10; of ``Large (+$5.00)`` the price is not told, only what it costs more."""
    line = _PLUS_BEHIND.sub(r"+\1", ascii_digits(text))
    prices = list(find_prices(line)) if may_be_price(line) else []
    if not prices or line[prices[-1].end :].strip(" )]*") or not is_at_home(prices[-1].sign, places, None):
        return text, None, None
    last = prices[-1]
    before = line[: last.start]
    name = before.rstrip(_BEFORE_PRICE)
    if not name:
        return text, None, None
    currency = currency_of(last.sign, places)
    price = None if _MORE_OR_LESS.search(before) else amount_of(last, currency)
    return name, price, currency if price else None

"""How shops write currencies, and what an ambiguous sign means where."""

import re

SIGNS: dict[str, str] = {
    "US$": "USD", "US $": "USD", "U$S": "USD", "C$": "CAD", "CA$": "CAD", "CDN$": "CAD", "A$": "AUD", "AU$": "AUD",
    "NZ$": "NZD",
    "HK$": "HKD", "S$": "SGD", "SG$": "SGD", "NT$": "TWD", "MX$": "MXN", "R$": "BRL", "RD$": "DOP", "J$": "JMD",
    "€": "EUR", "£": "GBP", "₹": "INR", "Rs.": "INR", "Rs": "INR", "₺": "TRY", "₽": "RUB", "руб": "RUB",
    "₩": "KRW", "원": "KRW",
    "₴": "UAH", "грн": "UAH", "₪": "ILS", "₫": "VND", "฿": "THB", "₱": "PHP", "₦": "NGN", "₵": "GHS", "₡": "CRC",
    "₲": "PYG",
    "₸": "KZT", "₼": "AZN", "₾": "GEL", "₮": "MNT", "৳": "BDT", "zł": "PLN", "Kč": "CZK", "Ft": "HUF",
    "lei": "RON", "Lei": "RON", "LEI": "RON", "лв": "BGN", "kč": "CZK", "ZŁ": "PLN", "บาท": "THB", "VNĐ": "VND",
    'ש"ח': "ILS", "ש״ח": "ILS", "NIS": "ILS", "тенге": "KZT", "тг": "KZT", "сум": "UZS", "so'm": "UZS", "GH₵": "GHS",
    "FCFA": "XOF", "F CFA": "XOF", "CFA": "XOF", "Bs.": "BOB", "Bs": "BOB", "Tk": "BDT", "ден": "MKD", "дин": "RSD",
    "din": "RSD", "KM": "BAM",
    "CHF": "CHF", "Fr.": "CHF", "円": "JPY", "元": "CNY", "CN¥": "CNY", "JP¥": "JPY", "RM": "MYR", "Rp": "IDR",
    "TL": "TRY", "S/": "PEN",
    "KSh": "KES", "Ksh": "KES", "KSH": "KES", "Kshs": "KES", "R": "ZAR",
    "\u20c1": "SAR", "ر.س": "SAR", "ر. س": "SAR", "رس": "SAR", "ر.س.": "SAR", "ريال سعودي": "SAR", "ريال قطري": "QAR",
    "ريال عماني": "OMR", "ر.ق": "QAR", "ر.ع": "OMR", "ر.ي": "YER", "د.إ": "AED", "د.ا": "AED", "درهم إماراتي": "AED",
    "درهم مغربي": "MAD", "د.م": "MAD", "د.ك": "KWD", "دينار كويتي": "KWD", "د.ب": "BHD", "دينار بحريني": "BHD",
    "د.أ": "JOD",
    "دينار أردني": "JOD", "د.ع": "IQD", "دينار عراقي": "IQD", "د.ج": "DZD", "د.ت": "TND", "د.ل": "LYD", "ج.م": "EGP",
    "جنيه مصري": "EGP", "ل.ل": "LBP", "ل.س": "SYP", "ج.س": "SDG", "SR": "SAR", "S.R": "SAR", "S.R.": "SAR",
    "KD": "KWD", "K.D.": "KWD",
    "BD": "BHD", "Dhs": "AED", "Dh": "AED", "Dhs.": "AED", "LE": "EGP", "L.E.": "EGP", "E£": "EGP", "JD": "JOD",
    "QR": "QAR", "OR": "OMR",
    "DH": "AED", "Dh.": "AED", "DT": "TND", "DA": "DZD", "L.E": "EGP", "تومان": "IRR",
    "ريال يمني": "YER", "ريال إيراني": "IRR", "ريال ايراني": "IRR", "درهم اماراتي": "AED", "دينار تونسي": "TND",
    "دينار جزائري": "DZD", "دينار ليبي": "LYD", "دينار اردني": "JOD", "ليرة لبنانية": "LBP", "ليرة سورية": "SYP",
    "ليرة تركية": "TRY", "جنيه إسترليني": "GBP", "جنيه استرليني": "GBP", "جنيه سوداني": "SDG", "دولار كندي": "CAD",
    "دولار أسترالي": "AUD", "دولار استرالي": "AUD", "دولار أمريكي": "USD", "دولار امريكي": "USD",
}  # fmt: skip
"""Signs that mean one currency (Indian rather than Pakistani rupees unless the place says otherwise)."""

CODES = frozenset({
    "USD", "EUR", "GBP", "JPY", "CNY", "SAR", "AED", "KWD", "QAR", "BHD", "OMR", "EGP", "JOD", "IQD", "LBP", "SYP",
    "YER", "MAD", "DZD", "TND", "LYD", "SDG", "TRY", "IRR", "INR", "PKR", "BDT", "LKR", "NPR", "IDR", "MYR", "SGD",
    "THB", "VND", "PHP", "KRW", "TWD", "HKD", "AUD", "NZD", "CAD", "MXN", "BRL", "ARS", "CLP", "COP", "PEN", "UYU",
    "PYG", "BOB", "CRC", "DOP", "JMD", "CHF", "SEK", "NOK", "DKK", "ISK", "PLN", "CZK", "HUF", "RON", "BGN", "HRK",
    "RSD", "UAH", "RUB", "BYN", "KZT", "AZN", "GEL", "AMD", "ILS", "ZAR", "NGN", "GHS", "KES", "UGX", "TZS", "ETB",
    "XOF", "XAF", "MNT", "MUR", "UZS", "KGS", "MDL", "MKD", "GTQ", "HNL", "NIO", "ZMW", "BWP", "MZN", "AOA", "RWF",
    "MVR", "KHR", "MMK", "BND", "FJD", "XPF", "TTD",
})  # fmt: skip
THREE_DECIMALS = frozenset({"KWD", "BHD", "OMR", "JOD", "TND", "LYD"})
NO_DECIMALS = frozenset({"JPY", "KRW", "VND", "CLP", "PYG", "ISK", "IDR", "HUF", "COP", "UGX", "XOF", "XAF"})

DASH = ",-"
"""Stands for the sign where a dash for no cents is all that makes a number a price."""
_BY_PLACE: dict[str, dict[str, str]] = {
    "$": {
        "CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "MX": "MXN", "CL": "CLP", "CO": "COP",
        "AR": "ARS",
        "TW": "TWD", "UY": "UYU", "JM": "JMD", "DO": "DOP",
    },
    "kr": {"SE": "SEK", "sv": "SEK", "NO": "NOK", "no": "NOK", "nb": "NOK", "nn": "NOK", "DK": "DKK", "da": "DKK",
           "IS": "ISK", "is": "ISK"},
    "¥": {"CN": "CNY", "zh": "CNY", "JP": "JPY", "ja": "JPY"},
    "﷼": {"IR": "IRR", "fa": "IRR", "SA": "SAR", "QA": "QAR", "OM": "OMR", "YE": "YER"},
    "ريال": {"QA": "QAR", "OM": "OMR", "YE": "YER", "IR": "IRR", "fa": "IRR"},
    "درهم": {"MA": "MAD"},
    "DH": {"MA": "MAD", "fr": "MAD"},
    "Dh": {"MA": "MAD", "fr": "MAD"},
    "Dh.": {"MA": "MAD", "fr": "MAD"},
    "Dhs": {"MA": "MAD", "fr": "MAD"},
    "دينار": {"BH": "BHD", "JO": "JOD", "IQ": "IQD", "TN": "TND", "DZ": "DZD", "LY": "LYD"},
    "جنيه": {"SD": "SDG"},
    "ليرة": {"LB": "LBP", "SY": "SYP"},
    "Rs": {"PK": "PKR", "LK": "LKR", "NP": "NPR", "MU": "MUR"},
    "Rs.": {"PK": "PKR", "LK": "LKR", "NP": "NPR", "MU": "MUR"},
    "R": {"BR": "BRL"},
    DASH: {
        "CH": "CHF", "LI": "CHF", "SE": "SEK", "sv": "SEK", "NO": "NOK", "no": "NOK", "nb": "NOK", "nn": "NOK",
        "DK": "DKK", "da": "DKK", "CZ": "CZK", "cs": "CZK", "DE": "EUR", "AT": "EUR", "NL": "EUR", "BE": "EUR",
        "nl": "EUR",
    },
    "£": {"EG": "EGP", "LB": "LBP", "SY": "SYP"},
    "FCFA": {"CM": "XAF", "GA": "XAF", "CG": "XAF", "TD": "XAF"},
}  # fmt: skip
"""By country (in capitals) or language: "ar" is Arabic, "AR" Argentina."""
_AMBIGUOUS = {
    "$": "USD", "＄": "USD", "kr": "SEK", "kr.": "DKK", "¥": "JPY", "￥": "JPY", "﷼": "SAR", "ريال": "SAR",
    "ر": "SAR",
    "درهم": "AED", "دينار": "KWD", "جنيه": "EGP", "ليرة": "TRY", "ریال": "IRR", "دولار": "USD", "يورو": "EUR",
    "￡": "GBP",
}  # fmt: skip
_FOLDED = {"＄": "$", "￥": "¥", "kr.": "kr", "￡": "£"}

_WORDLIKE = [sign for sign in (*SIGNS, *_AMBIGUOUS, *CODES) if sign[-1].isalnum() or sign[-1] == "."]
_PLAIN = [sign for sign in (*SIGNS, *_AMBIGUOUS) if sign not in _WORDLIKE]
_LATIN = sorted({s for s in _WORDLIKE if s.isascii()}, key=len, reverse=True)
_OTHER = sorted({*_PLAIN, *(s for s in _WORDLIKE if not s.isascii())}, key=len, reverse=True)
_ALONE = r"(?<![\u0620-\u064a])ر(?![\u0620-\u064a])"
"""The riyal's letter, which begins and ends many words: ``وفر 20``, ``50 رطل``."""
BEGINNINGS = "".join(sorted({re.escape(sign[0]) for sign in (*_LATIN, *_OTHER)}))
"""What any sign begins with, for a set in a pattern."""


def _any_of(signs: list[str]) -> str:
    """A pattern of ``signs``, grouped by what they begin with: two hundred alternatives are dear at each capital."""
    by_first: dict[str, list[str]] = {}
    for sign in signs:
        by_first.setdefault(sign[0], []).append(re.escape(sign[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_first.items())


SIGN_PATTERN = (
    f"(?=[{BEGINNINGS}])"
    f"(?:(?<![A-Za-z])(?:{_any_of(_LATIN)})(?![A-Za-z])|{_any_of([s for s in _OTHER if s != 'ر'])}|{_ALONE})"
)
"""One currency sign or code, as shops write it beside a number."""
BEHIND = {"euro": "EUR", "Euro": "EUR", "EURO": "EUR", "euros": "EUR", "Euros": "EUR", "eur": "EUR", "Eur": "EUR",
          "р": "RUB", "р.": "RUB", "Р": "RUB", "đ": "VND", "Đ": "VND"}  # fmt: skip
"""Signs behind numbers only: "Euro 6" is a norm for engines."""
BEHIND_PATTERN = r"(?:(?:[Ee]uros?|EURO|[Ee]ur|р\.|[рР]|[đĐ])(?!\w))"
ALL_SIGNS = frozenset((*_LATIN, *_OTHER, *BEHIND))
_WORDS_TOO: dict[str, frozenset[str]] = {
    "OR": frozenset({"OM"}), "LE": frozenset({"EG", "ar"}), "R": frozenset({"ZA", "BR", "af"}),
    "SR": frozenset({"SA", "ar"}), "RM": frozenset({"MY", "ms"}), "QR": frozenset({"QA", "ar"}),
    "TL": frozenset({"TR", "tr"}), "Ft": frozenset({"HU", "hu"}), "Fr.": frozenset({"CH", "LI"}),
    "S/": frozenset({"PE", "es"}), "KM": frozenset({"BA", "bs"}), "din": frozenset({"RS", "sr"}),
    "Tk": frozenset({"BD", "bn"}),
    "Bs": frozenset({"BO"}), "Bs.": frozenset({"BO"}), "сум": frozenset({"UZ", "uz"}),
    "ден": frozenset({"MK", "mk"}), "дин": frozenset({"RS", "sr"}), "тг": frozenset({"KZ", "kk"}),
    "BD": frozenset({"BH", "ar"}), "KD": frozenset({"KW", "ar"}),
    "JD": frozenset({"JO", "ar"}), "DH": frozenset({"MA", "AE", "ar", "fr"}), "DT": frozenset({"TN", "ar"}),
    "DA": frozenset({"DZ", "ar"}), DASH: frozenset(_BY_PLACE[DASH]),
}  # fmt: skip
"""Signs that are ordinary words and marks elsewhere ("12 OR 24", "R17", "10 Ft"), and where they are prices."""


def currency_of(sign: str, places: tuple[str, ...] = ()) -> str | None:
    """The ISO 4217 code that ``sign`` means on a page of ``places``.

    Those are countries in capitals and languages in small letters ("AR" is Argentina, "ar" Arabic), surest first.
    """
    sign = sign.strip()
    if sign.upper() in CODES:
        return sign.upper()
    sign = _FOLDED.get(sign, sign)
    by_place = _BY_PLACE.get(sign, {})
    for place in places:
        if place in by_place:
            return by_place[place]
    return SIGNS.get(sign) or _AMBIGUOUS.get(sign) or BEHIND.get(sign)


def is_ambiguous(sign: str) -> bool:
    """Whether the sign alone leaves open which currency is meant ($, kr, ¥, ﷼ …)."""
    sign = _FOLDED.get(sign.strip(), sign.strip())
    return sign in _BY_PLACE


def is_at_home(sign: str, places: tuple[str, ...], declared: str | None) -> bool:
    """Whether a sign that is an ordinary word elsewhere is one here; any other sign is at home everywhere."""
    homes = _WORDS_TOO.get(sign)
    return homes is None or not homes.isdisjoint(places) or (declared is not None and may_mean(sign, declared))


def may_mean(sign: str, code: str) -> bool:
    """Whether ``sign`` stands for ``code`` in some place: "$" for Canadian dollars, not for euros."""
    sign = _FOLDED.get(sign.strip(), sign.strip())
    return code in (currency_of(sign), *_BY_PLACE.get(sign, {}).values())


def currency_code(text: object) -> str | None:
    """A declared currency (``priceCurrency``, ``og:price:currency``) as an ISO code; a sign is read as one."""
    if not isinstance(text, str):
        return None
    code = text.strip()
    if code.upper() in CODES:
        return code.upper()
    return SIGNS.get(code) or _AMBIGUOUS.get(code) or None

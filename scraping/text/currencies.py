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
    "lei": "RON", "лв": "BGN",
    "CHF": "CHF", "Fr.": "CHF", "円": "JPY", "元": "CNY", "CN¥": "CNY", "JP¥": "JPY", "RM": "MYR", "Rp": "IDR",
    "TL": "TRY", "S/": "PEN",
    "KSh": "KES", "R": "ZAR",
    "\u20c1": "SAR", "ر.س": "SAR", "ر. س": "SAR", "رس": "SAR", "ر.س.": "SAR", "ريال سعودي": "SAR", "ريال قطري": "QAR",
    "ريال عماني": "OMR", "ر.ق": "QAR", "ر.ع": "OMR", "ر.ي": "YER", "د.إ": "AED", "د.ا": "AED", "درهم إماراتي": "AED",
    "درهم مغربي": "MAD", "د.م": "MAD", "د.ك": "KWD", "دينار كويتي": "KWD", "د.ب": "BHD", "دينار بحريني": "BHD",
    "د.أ": "JOD",
    "دينار أردني": "JOD", "د.ع": "IQD", "دينار عراقي": "IQD", "د.ج": "DZD", "د.ت": "TND", "د.ل": "LYD", "ج.م": "EGP",
    "جنيه مصري": "EGP", "ل.ل": "LBP", "ل.س": "SYP", "ج.س": "SDG", "SR": "SAR", "S.R": "SAR", "S.R.": "SAR",
    "KD": "KWD", "K.D.": "KWD",
    "BD": "BHD", "Dhs": "AED", "Dh": "AED", "Dhs.": "AED", "LE": "EGP", "L.E.": "EGP", "E£": "EGP", "JD": "JOD",
    "QR": "QAR", "OR": "OMR",
}  # fmt: skip
"""Signs that mean one currency (Indian rather than Pakistani rupees unless the place says otherwise)."""

CODES = frozenset({
    "USD", "EUR", "GBP", "JPY", "CNY", "SAR", "AED", "KWD", "QAR", "BHD", "OMR", "EGP", "JOD", "IQD", "LBP", "SYP",
    "YER", "MAD", "DZD", "TND", "LYD", "SDG", "TRY", "IRR", "INR", "PKR", "BDT", "LKR", "NPR", "IDR", "MYR", "SGD",
    "THB", "VND", "PHP", "KRW", "TWD", "HKD", "AUD", "NZD", "CAD", "MXN", "BRL", "ARS", "CLP", "COP", "PEN", "UYU",
    "PYG", "BOB", "CRC", "DOP", "JMD", "CHF", "SEK", "NOK", "DKK", "ISK", "PLN", "CZK", "HUF", "RON", "BGN", "HRK",
    "RSD", "UAH", "RUB", "BYN", "KZT", "AZN", "GEL", "AMD", "ILS", "ZAR", "NGN", "GHS", "KES", "UGX", "TZS", "ETB",
    "XOF", "XAF", "MNT", "MUR",
})  # fmt: skip
THREE_DECIMALS = frozenset({"KWD", "BHD", "OMR", "JOD", "TND", "LYD", "IQD"})
NO_DECIMALS = frozenset({"JPY", "KRW", "VND", "CLP", "PYG", "ISK", "IDR", "HUF", "COP", "UGX", "XOF", "XAF"})

_BY_PLACE: dict[str, dict[str, str]] = {
    "$": {
        "ca": "CAD", "au": "AUD", "nz": "NZD", "sg": "SGD", "hk": "HKD", "mx": "MXN", "cl": "CLP", "co": "COP",
        "ar": "ARS",
        "tw": "TWD", "uy": "UYU", "jm": "JMD", "do": "DOP",
    },
    "kr": {"se": "SEK", "sv": "SEK", "no": "NOK", "nb": "NOK", "nn": "NOK", "dk": "DKK", "da": "DKK", "is": "ISK"},
    "¥": {"cn": "CNY", "zh": "CNY", "jp": "JPY", "ja": "JPY"},
    "﷼": {"ir": "IRR", "fa": "IRR", "sa": "SAR", "qa": "QAR", "om": "OMR", "ye": "YER"},
    "ريال": {"qa": "QAR", "om": "OMR", "ye": "YER", "ir": "IRR", "fa": "IRR"},
    "درهم": {"ma": "MAD"},
    "دينار": {"bh": "BHD", "jo": "JOD", "iq": "IQD", "tn": "TND", "dz": "DZD", "ly": "LYD"},
    "Rs": {"pk": "PKR", "lk": "LKR", "np": "NPR", "mu": "MUR"},
    "Rs.": {"pk": "PKR", "lk": "LKR", "np": "NPR", "mu": "MUR"},
    "R": {"br": "BRL"},
    "£": {"eg": "EGP", "lb": "LBP", "sy": "SYP"},
}  # fmt: skip
_AMBIGUOUS = {
    "$": "USD", "＄": "USD", "kr": "SEK", "kr.": "DKK", ",-": "", "¥": "JPY", "￥": "JPY", "﷼": "SAR", "ريال": "SAR",
    "ر": "SAR",
    "درهم": "AED", "دينار": "KWD", "جنيه": "EGP", "ليرة": "TRY", "ریال": "IRR", "دولار": "USD", "يورو": "EUR",
    "￡": "GBP",
}  # fmt: skip
_FOLDED = {"＄": "$", "￥": "¥", "kr.": "kr", "￡": "£"}

_WORDLIKE = [sign for sign in (*SIGNS, *_AMBIGUOUS, *CODES) if sign[-1].isalnum() or sign[-1] == "."]
_PLAIN = [sign for sign in (*SIGNS, *_AMBIGUOUS) if sign not in _WORDLIKE and sign != ",-"]
_LATIN = sorted({s for s in _WORDLIKE if s.isascii()}, key=len, reverse=True)
_OTHER = sorted({*_PLAIN, *(s for s in _WORDLIKE if not s.isascii())}, key=len, reverse=True)
_BEGINNINGS = "".join(sorted({re.escape(sign[0]) for sign in (*_LATIN, *_OTHER)}))
SIGN_PATTERN = (
    f"(?=[{_BEGINNINGS}])"  # one look at a letter, before two hundred alternatives are tried on it
    r"(?:(?<![A-Za-z])(?:"
    + "|".join(map(re.escape, _LATIN))
    + r")(?![A-Za-z])|(?:"
    + "|".join(map(re.escape, _OTHER))
    + "))"
)
"""One currency sign or code, as shops write it beside a number."""
ALL_SIGNS = frozenset((*_LATIN, *_OTHER))


def currency_of(sign: str, places: tuple[str, ...] = ()) -> str | None:
    """The ISO 4217 code that ``sign`` means on a page of ``places`` (country and language codes, surest first)."""
    sign = sign.strip()
    if sign.upper() in CODES:
        return sign.upper()
    sign = _FOLDED.get(sign, sign)
    by_place = _BY_PLACE.get(sign, {})
    for place in places:
        if place in by_place:
            return by_place[place]
    return SIGNS.get(sign) or _AMBIGUOUS.get(sign) or None


def is_ambiguous(sign: str) -> bool:
    """Whether the sign alone leaves open which currency is meant ($, kr, ¥, ﷼ …)."""
    sign = _FOLDED.get(sign.strip(), sign.strip())
    return sign in _BY_PLACE


def currency_code(text: object) -> str | None:
    """A declared currency (``priceCurrency``, ``og:price:currency``) as an ISO code; a sign is read as one."""
    if not isinstance(text, str):
        return None
    code = text.strip()
    if code.upper() in CODES:
        return code.upper()
    return SIGNS.get(code) or _AMBIGUOUS.get(code) or None

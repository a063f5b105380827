"""What shows itself by its form: prices, links and ways to get in touch, names of letters and digits, sizes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from products.guard.claims import Kind
from products.guard.folding import Folded
from products.guard.numbers import DIGITS

CURRENCIES = {
    "sar": r"sar|s\.r\.?|sr|ر\.?س\.?|ريال سعودي|ريالات سعوديه|ريال|ريالا|ريالات|riyals?|riyal",
    "usd": r"usd|us\$|\$|dollars?|دولار|دولارا|دولارات",
    "eur": r"eur|€|euros?|يورو",
    "gbp": r"gbp|£",
    "aed": r"aed|dhs?|د\.?ا\.?|درهم|درهما|دراهم|dirhams?",
    "kwd": r"kwd|kd|د\.?ك\.?|دينار|dinars?",
    "egp": r"egp|جنيه|جنيها",
    "other": r"qar|bhd|omr|jod|try|inr|¥|₹|₺|ر\.?ق\.?|ر\.?ع\.?|ليره",
}
CURRENCY = "|".join(f"(?P<{name}%d>{forms})" for name, forms in CURRENCIES.items())
AMOUNT = rf"(?:{DIGITS})"
PRICE = re.compile(
    rf"(?:(?<![^\W_])(?:{CURRENCY.replace('%d', '0')})\s?(?P<n0>{AMOUNT}))"
    rf"|(?:(?P<n1>{AMOUNT})[\s-]?(?:{CURRENCY.replace('%d', '1')})(?![^\W\d_]))"
    r"|(?:(?<![^\W_])(?:price|priced|costs?|السعر|بسعر|سعره|سعرها|بثمن|ثمنه|ب سعر)\W{1,3}"
    r"(?:(?:of|at|is|only|just|من|فقط|هو)\s+)*"
    rf"(?P<n2>{AMOUNT})(?!\s?%)(?:[\s-]?(?:{CURRENCY.replace('%d', '2')})(?![^\W\d_]))?)"
)
LINK = re.compile(
    r"(?:https?://|www\.|ftp://|javascript:|data:)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)*"
    r"|(?<![\w.])(?:[a-z0-9-]+\.)+(?:com|net|org|sa|ae|io|shop|store|co|me|info|biz|test|example|link|ly)(?![\w])(?:/\S*)?"
    r"|(?<![\w.])\+?\d[\d\s()-]{7,}\d(?![\w.])|(?<!\w)@[a-z]\w{2,}"
)
STANDARD = re.compile(r"(?<![^\W_])(?:iso|en|astm|din|bs|iec|ip|gb|upf|nsf)[\s-]?\d{2,5}(?:-\d+)?(?![^\W_])")
CODE = re.compile(r"(?<![^\W_])(?=[a-z0-9-]*\d)(?=[a-z0-9-]*[a-z])[a-z][a-z0-9]*(?:-[a-z0-9]*\d[a-z0-9]*)*(?![^\W_])")
DIGIT_CODE = re.compile(r"(?<![^\W_.,])\d+(?:[a-z]+\d+[a-z0-9]*|(?:k|p|d|g|st|nd|rd|th|fps|hz)(?![^\W_]))(?![^\W_])")
DIMENSION = re.compile(r"\d+[x×*]\d+\S*|[lwhd]\d+(?:\.\d+)?(?:cm|mm|in)?")
CAPITALS = re.compile(r"(?<![^\W_])(CE|UL|GS|CSA|REACH)(?![^\W_])")
FIRST_PERSON = re.compile(r"(?<![\w'’.-])(?:(?:When )?I(?:['’](?:m|ve|d|ll))?|[Mm]y)(?= [a-z])(?: [a-z’']+){1,2}")
SIZE_WORD = r"(?:sizes?|مقاس|مقاسات|المقاس|المقاسات|بمقاس|بمقاسات|قياس)"
ALWAYS_SIZE = re.compile(r"(?<![^\W_'-])(XXS|XS|XL|XXL|XXXL|[2-6]XL)(?![^\W_'])")
LETTER_SIZE = re.compile(r"(?<![^\W_'])([SML])(?![^\W_'])")
ONE_SIZE = re.compile(r"one size fits (?:all|most)|one size|free size|مقاس واحد|مقاس حر|فري سايز")
NEAR_SIZE = re.compile(
    rf"{SIZE_WORD}\W+(?:\w+\W+)?$|(?:XS|S|M|L|XL|XXL)\s*(?:,|/|-|to|and|إلى|الى|و|،)\s*$", re.IGNORECASE
)
BEHIND_SIZE = re.compile(r"\s*(?:,|/|-|–|to|and|إلى|و|،)\s*(?:XS|S|M|L|XL|XXL|[2-6]XL)(?![^\W_])")
NUMBER_SIZE = re.compile(rf"(?:{SIZE_WORD}|(?<![^\W_])(?:eu|us|uk))\W{{0,3}}(\d{{1,3}}(?:\.5)?)(?![^\W_])")


@dataclass(frozen=True, slots=True)
class Mark:
    """One find. ``key`` is what is compared; ``currency`` and ``amount`` belong to prices."""

    kind: Kind
    key: str
    start: int
    end: int
    currency: str = ""
    amount: float = 0.0


def prices(text: str) -> Iterator[Mark]:
    for match in PRICE.finditer(text):
        number = next(match[name] for name in ("n0", "n1", "n2") if match[name])
        named = (name[:-1] for name, value in match.groupdict().items() if value and name[:-1] in CURRENCIES)
        written = (
            number.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", number) else number.replace(",", ".")
        )
        yield Mark(Kind.PRICE, match[0], match.start(), match.end(), next(named, ""), float(written))


def links(text: str) -> Iterator[Mark]:
    for match in LINK.finditer(text):
        yield Mark(Kind.LINK, squashed(match[0]), match.start(), match.end())


def codes(text: str) -> Iterator[Mark]:
    """Names of letters and digits. A number with its unit, or a measure such as ``30x40``, is none."""
    seen: list[tuple[int, int]] = []
    for kind, pattern in ((Kind.CERTIFICATE, STANDARD), (Kind.CODE, CODE), (Kind.CODE, DIGIT_CODE)):
        for match in pattern.finditer(text):
            is_known = any(start < match.end() and match.start() < end for start, end in seen)
            if not is_known and not DIMENSION.fullmatch(match[0]):
                seen.append(match.span())
                yield Mark(kind, squashed(match[0]), *match.span())


def capitals(folded: Folded) -> Iterator[Mark]:
    """Marks of conformity that are words in small letters. Places are those of the original text."""
    for match in CAPITALS.finditer(folded.original):
        yield Mark(Kind.CERTIFICATE, match[1], *match.span())


def persons(original: str) -> Iterator[Mark]:
    """Where somebody tells of himself, whom only a buyer can be: ``I bought``. Places are those of the original."""
    for match in FIRST_PERSON.finditer(original):
        yield Mark(Kind.PROMISE, "i", *match.span())


def sizes(original: str, *, is_source: bool) -> Iterator[Mark]:
    """Sizes as letters, with their places in the original. In a source any capital letter that may be one counts."""
    for match in ALWAYS_SIZE.finditer(original):
        yield Mark(Kind.SIZE, match[1].replace("XXL", "2XL").replace("X2XL", "3XL"), *match.span())
    for match in LETTER_SIZE.finditer(original):
        head = original[max(0, match.start() - 20) : match.start()]
        if is_source or NEAR_SIZE.search(head) or BEHIND_SIZE.match(original, match.end()):
            yield Mark(Kind.SIZE, match[1], *match.span())


def squashed(text: str) -> str:
    """Without what may stand between the parts of a name."""
    return re.sub(r"[\s\-_./+()]", "", text)

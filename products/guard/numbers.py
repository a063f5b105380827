"""Numbers in a folded text: how much, of what unit or of which things, and which side of the product they measure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from products.guard.units import ALSO, BY_FORM, END, UNIT, Unit, unit_of
from products.guard.vocabulary import BEFORE, Words, forms, table

DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
FRACTION = r"(?:\d+\s+)?\d{1,2}\s?/\s?(?:2|3|4|5|8|16)(?![\d/])"
AFTER_NUMBER = re.compile(rf"\+?[\s-]{{0,2}}({UNIT}){END}")
INCHES = re.compile(
    r"\s*(?:[-.,;:)x×*]|$|by\b|wide|tall|long|high|deep|thick|diameter|length|width|height|screen|display|smart|tv)"
)
NEXT_OF_LIST = re.compile(r"\s*(?:[lwhdاضعقط]\s*)?(?:x|×|\*|by|في|-|to|الي|حتي|~|,|/|و|and|or|او)\s*$")
LINKING = re.compile(r"[^\S\n]*-*[^\S\n]*(?:of\s+|من\s+)?")
WORD = re.compile(rf"{LINKING.pattern}[^\W\d_]+")
LINK_OF_SIDE = r"(?:\s*(?:of|is|:|=|-|about|up to|approx\.?|يبلغ|يصل الي|حوالي|تقريبا|\(|\s))*"
ONE_OF = re.compile(
    r"(?:ضمان|كفاله|لمده|الضمان|بضمان|a full|a|per)[\s-]+(سنه|عام|شهر|اسبوع|year|month|week)"
    r"(?=[\s-]+(?:warranty|guarantee)|(?:\s+(?:كامله?|واحده?))?\s*(?:[.,،;!؛]|$|و|من|ضد|على))"
)
MANY_OF = re.compile(r"(?:[\s-]+[a-z]+){0,2}[\s-]+[a-z]{2,}s(?![a-z])|\s+[\u0621-\u064a]{3,}")
SIDE_LETTER = re.compile(r"\s?[lwhd](?=\s*(?:[x×*]|$))")


@dataclass(frozen=True, slots=True)
class Number:
    """One number. ``of`` names the counted things, ``side`` what is measured; both empty when nothing is said.

    ``digits``: how many decimals were written. ``word_follows``: something is counted that the guard has no word for.
    """

    value: float
    start: int
    end: int
    unit: Unit | None = None
    of: str = ""
    side: str = ""
    digits: int = 0
    word_follows: bool = False

    @property
    def units(self) -> tuple[Unit, ...]:
        return (self.unit, *ALSO.get(self.unit.name, ())) if self.unit else ()


@cache
def nouns() -> Words:
    return Words(table("counted")["nouns"])


@cache
def sides() -> Words:
    return Words(table("counted")["sides"])


@cache
def _words_as_numbers() -> tuple[re.Pattern[str], dict[str, float]]:
    rows = table("counted")
    values = {form: float(value) for rows_ in (rows["english"], rows["arabic"]) for form, value in rows_.items()}
    ordered = "|".join(re.escape(form) for form in sorted(values, key=len, reverse=True))
    return re.compile(rf"{BEFORE}({ordered})(?=[\s-])"), values


@cache
def _duals() -> tuple[re.Pattern[str], dict[str, str]]:
    rows: dict[str, str] = table("counted")["duals"]
    return re.compile(rf"{BEFORE}({'|'.join(rows)})(?![^\W\d_])"), rows


def find(text: str, *, taken: Iterable[tuple[int, int]] = (), default: Unit | None = None) -> list[Number]:
    """All numbers of a folded text, in order, but those within ``taken``. ``default``: the unit of bare ones."""
    closed = tuple(taken)
    found = [number for number in _written(text) if not _is_within(number, closed)]
    digits_at = [(number.start, number.end) for number in found]
    found += [number for number in _spelled(text) if not _is_within(number, (*closed, *digits_at))]
    found = _share_units(text, sorted(found, key=lambda number: number.start))
    if default:
        found += [replace(number, unit=default) for number in found if number.unit is None and not number.of]
    return sorted((_with_side(text, number) for number in found), key=lambda number: number.start)


def _is_within(number: Number, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= number.start < end for start, end in spans)


def _written(text: str) -> Iterator[Number]:
    end = 0
    for match in re.finditer(rf"(?<![\d.,])(?:({FRACTION})|({DIGITS}))", text):
        if match.start() < end:
            continue
        number = _fraction(text, match) if match[1] else _plain(text, match.start(2), match.end(2))
        end = number.end
        yield number


def _fraction(text: str, match: re.Match[str]) -> Number:
    """``1 1/2 cup``; without a unit it is no fraction (``24/7``), and its first number stands alone."""
    unit, end = _unit_at(text, match.end())
    if unit is None and not nouns().at(text, match.end() + 1):
        first = re.match(DIGITS, text[match.start() :])
        assert first
        return _plain(text, match.start(), match.start() + first.end())
    *whole, top, bottom = map(int, re.findall(r"\d+", match[1]))
    return Number(sum(whole) + top / bottom, match.start(), end, unit, digits=2)


def _plain(text: str, start: int, end: int) -> Number:
    written = text[start:end]
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", written):
        written = written.replace(",", "")
    written = written.replace(",", ".")
    decimals = len(written.partition(".")[2])
    return _of_what(text, Number(float(written), start, end, digits=decimals))


def _of_what(text: str, number: Number) -> Number:
    """With the unit or the counted things that follow it."""
    unit, end = _unit_at(text, number.end)
    if unit:
        return replace(number, unit=unit, end=end)
    place, named = number.end, number
    for _ in range(3):  # "6 large ceramic cups"; of "2 side pockets" the last noun counts
        begin, word = LINKING.match(text, place), WORD.match(text, place)
        if begin is None or word is None:
            break
        found = nouns().at(text, begin.end())
        if found:
            named = replace(number, of=found[0], end=found[1])
        elif named.of:
            break
        place = word.end()
    if named.of:
        return named
    return replace(number, word_follows=bool(WORD.match(text, number.end)))


def _unit_at(text: str, place: int) -> tuple[Unit | None, int]:
    match = AFTER_NUMBER.match(text, place)
    if match is None or (match[1] == "in" and not INCHES.match(text, match.end())):
        letter = SIDE_LETTER.match(text, place)
        return None, letter.end() if letter else place
    return unit_of(match[1]), match.end()


def _share_units(text: str, found: list[Number]) -> list[Number]:
    """``30 x 40 x 5 cm`` and ``10-12 cm``: the unit stands once for all."""
    shared = list(found)
    for n in range(len(shared) - 2, -1, -1):
        this, following = shared[n], shared[n + 1]
        between = text[this.end : following.start]
        if not (this.unit or this.of) and NEXT_OF_LIST.fullmatch(between):
            shared[n] = replace(this, unit=following.unit, of=following.of)
    for n in range(1, len(shared)):
        before, this = shared[n - 1], shared[n]
        between = text[before.end : this.start]
        if before.unit and not (this.unit or this.of) and re.fullmatch(r"\s*(?:x|×|\*|by)\s*", between):
            shared[n] = replace(this, unit=before.unit)
    return shared


def _spelled(text: str) -> Iterator[Number]:
    """Numbers as words, where something measured or counted follows: ``two years``, ``ثلاث سرعات``, ``سنتين``."""
    spelled, values = _words_as_numbers()
    for match in spelled.finditer(text):
        number = _of_what(text, Number(values[match[1]], match.start(1), match.end(1)))
        counts = number.value > 1 and (number.of or MANY_OF.match(text, number.end))
        if counts or (number.unit and number.unit.name != "in"):
            yield number
    for match in ONE_OF.finditer(text):
        yield Number(1.0, match.start(1), match.end(1), BY_FORM[match[1]])
    duals, rows = _duals()
    for match in duals.finditer(text):
        single = rows[match[1]]
        unit = BY_FORM.get(single)
        noun = "" if unit else (nouns().at(single, 0) or ("", 0))[0]
        yield Number(2.0, match.start(1), match.end(1), unit, noun)


def _with_side(text: str, number: Number) -> Number:
    """With the name that stands before (``height: 30 cm``, ``Pieces: 6``) or behind (``30 cm high``)."""
    head_from = max(0, number.start - 40)
    head = text[head_from : number.start]
    if number.unit is None:
        named = _last_before(nouns(), text, head_from, number.start, head)
        return replace(number, of=named) if named and not number.of else number
    behind = re.compile(r"\s*(?:in\s+|في\s+|من\s+)?").match(text, number.end)
    assert behind
    if (found := sides().at(text, behind.end())) and not ARABIC_NEXT.match(text, number.end):
        return replace(number, side=found[0])
    return replace(number, side=_last_before(sides(), text, head_from, number.start, head))


ARABIC_NEXT = re.compile(r"\s*(?:و|،|,|x|×)")


def _last_before(words: Words, text: str, start: int, end: int, head: str) -> str:
    """What the word right before the number means, if nothing but a colon or the like stands between."""
    last = ""
    for meaning, begin, close in words.find(text, start, end):
        if re.fullmatch(LINK_OF_SIDE, text[close:end]) and close <= end and begin >= end - len(head):
            last = meaning
    return last


def forms_of_noun(of: str) -> list[str]:
    """How the counted things are called, for telling what was searched."""
    return forms(table("counted")["nouns"].get(of, of))

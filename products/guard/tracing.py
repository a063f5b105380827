"""Tracing claims: what the source says, in one form for both languages, and what of a text it bears out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from products.guard import fitting, marks, naming, numbers, terms
from products.guard.claims import Claim, Kind, Report
from products.guard.folding import Folded, fold, folded
from products.guard.marks import Mark
from products.guard.measuring import is_same_count, is_same_measure, searched_for
from products.guard.numbers import Number
from products.guard.terms import Term
from products.guard.units import BY_FORM, UNIT, Unit

UNIT_IN_NAME = re.compile(rf"[(\[]\s*({UNIT})\s*[)\]]")
NUMBERED = re.compile(r"(?:^\s*|(?<=[.!?؟]\s))\d{1,2}[.)](?=\s|$)", re.MULTILINE)  # of a list: it counts nothing
PICTURED = re.compile(r"(?:picture|photo|image|صوره)\s+\d{1,2}(?=\s*(?:\n|$))")  # the text of a picture: which it is
NAMES_ONLY = frozenset({"sku", "model", "mpn"})  # the 2 of HB002-BU is not two of anything
LIST_OF = re.compile(r"[,،/;|]|\band\b|\s+و")
WARRANTY_NEAR = 30  # characters between a time and the word that makes it a warranty's


@dataclass(frozen=True, slots=True)
class Source:
    """One thing that the source says. ``where`` tells people where it stands and often names it: ``Material``."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A number of the source, with what belongs to it."""

    number: Number
    where: str
    of: frozenset[str] = frozenset()  # the materials that a percentage is of: bamboo viscose is two
    is_warranty: bool = False


@dataclass
class Known:
    """What all sources say. Made once for a product, used for all its texts."""

    sources: Iterable[Source]
    numbers: list[Seen] = field(default_factory=list, init=False)
    terms: dict[tuple[str, bool], str] = field(default_factory=dict, init=False)
    marks: dict[tuple[Kind, str], str] = field(default_factory=dict, init=False)
    prices: list[tuple[Mark, str]] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self.sources = tuple(self.sources)
        for source in self.sources:
            self._learn(source)

    def _learn(self, source: Source) -> None:
        is_name = source.where.casefold() in NAMES_ONLY
        text = f"{source.where}: {source.text}"
        read = Reading(text, is_source=True, is_name=is_name, default=_unit_in(source.where))
        self.prices += [(price, source.where) for price in read.prices]
        self.numbers += [
            Seen(number, source.where, read.materials_of(number), read.is_warranty(number)) for number in read.numbers
        ]
        if listed := _listed(source):
            self.numbers.append(Seen(listed, source.where))
        for term in read.terms:
            for meaning in terms.also_said(term.meaning):
                self.terms.setdefault((meaning, term.is_denied), source.where)
        for mark in (*read.codes, *read.sizes, *read.capitals, *read.persons):
            self.marks.setdefault((mark.kind, mark.key), source.where)

    @cached_property
    def squashed(self) -> str:
        """All of it without blanks, for names that are written in several ways."""
        return " ".join(marks.squashed(fold(f"{source.where} {source.text}").text) for source in self.sources)

    @cached_property
    def has_names(self) -> bool:
        """Names of a text would stand in it as they are written."""
        return naming.can_bear_out(" ".join(source.text for source in self.sources))

    @cached_property
    def words(self) -> dict[str, str]:
        """Every word, without what Arabic writes before it, and where it stands."""
        found: dict[str, str] = {}
        for source in self.sources:
            for word in fitting.WORD.findall(fold(f"{source.where} {source.text}").text):
                found.setdefault(bare(word), source.where)
        return found


class Reading:
    """One text taken apart. What belongs to a price or a link is no number of its own."""

    def __init__(
        self, text: str, *, is_source: bool = False, is_name: bool = False, default: Unit | None = None
    ) -> None:
        self.folded: Folded = fold(text)
        plain = self.folded.text
        self.prices = list(marks.prices(plain))
        self.links = [] if is_source else list(marks.links(plain))
        self.codes = [mark for mark in marks.codes(plain) if not within(mark.start, self.prices + self.links)]
        self.terms = [term for term in terms.find(plain) if not within(term.start, self.links)]
        self.sizes = list(marks.sizes(text, is_source=is_source))
        self.capitals = list(marks.capitals(self.folded))
        self.persons = list(marks.persons(text))
        numbered = [term for term in self.terms if re.search(r"\d", plain[term.start : term.end])]
        taken = [(mark.start, mark.end) for mark in (*self.prices, *self.links, *self.codes)]
        taken += [(term.start, term.end) for term in numbered]
        taken += [found.span() for pattern in (NUMBERED, PICTURED) for found in pattern.finditer(plain)]
        if is_source:
            taken = [(mark.start, mark.end) for mark in self.codes] if is_name else []
        self.numbers = numbers.find(plain, taken=taken, default=default)

    def materials_of(self, number: Number) -> frozenset[str]:
        """The materials that a percentage is of: right behind it, or right before."""
        if number.unit is None or number.unit.measures != "percent":
            return frozenset()
        made = [one for one in self.terms if one.kind is Kind.MATERIAL]
        behind: list[str] = []
        place = number.end
        for term in made:
            if 0 <= term.start - place <= (2 if behind else 12):
                behind.append(term.meaning)
                place = term.end
        before = [term.meaning for term in made if 0 <= number.start - term.end <= 3]
        return frozenset(behind or before)

    def is_warranty(self, number: Number) -> bool:
        """A time beside the word warranty."""
        if number.unit is None or number.unit.measures != "time":
            return False
        words = (term for term in self.terms if term.kind is Kind.WARRANTY)
        return any(
            0 <= term.start - number.end <= WARRANTY_NEAR or 0 <= number.start - term.end <= WARRANTY_NEAR
            for term in words
            if not re.search(r"[.;!?\n]", self.folded.text[min(term.end, number.end) : max(term.start, number.start)])
        )


def check(text: str, known: Known, *, prices: bool = False) -> Report:
    """All claims of ``text``, each traced to ``known`` or not.

    ``prices``: amounts of money are traced like numbers. Otherwise any price is a fault, even a true one: it changes,
    and none is ever taken from a model.
    """
    read = Reading(text)
    claims = [
        *_prices(read, known, may_be=prices),
        *(_claim(read, mark.kind, mark.start, mark.end) for mark in read.links),
        *_codes(read, known),
        *_as_written(read, known),
        *_terms(read, known),
        *_numbers(read, known),
        *_fittings(read, known),
    ]
    return Report.of([*claims, *_names(read, known, claims)])


def _claim(read: Reading, kind: Kind, start: int, end: int, found: str = "", searched: Iterable[str] = ()) -> Claim:
    begin, close = read.folded.span(start, end)
    return Claim(
        kind=kind, text=read.folded.original[begin:close], start=begin, end=close, found=found, searched=tuple(searched)
    )


def _prices(read: Reading, known: Known, *, may_be: bool) -> Iterator[Claim]:
    for price in read.prices:
        same = (where for other, where in known.prices if _is_same_price(price, other))
        yield _claim(read, Kind.PRICE, price.start, price.end, next(same, "") if may_be else "", [f"{price.amount:g}"])


def _is_same_price(price: Mark, other: Mark) -> bool:
    return price.amount == other.amount and (price.currency == other.currency or not price.currency)


def _codes(read: Reading, known: Known) -> Iterator[Claim]:
    for mark in read.codes:
        where = known.marks.get((mark.kind, mark.key), "")
        found = where or ("source" if mark.key in known.squashed else "")
        yield _claim(read, mark.kind, mark.start, mark.end, found, [mark.key])
    for mark in read.capitals:
        found = known.marks.get((mark.kind, mark.key), "")
        yield Claim(kind=mark.kind, text=mark.key, start=mark.start, end=mark.end, found=found, searched=(mark.key,))


def _as_written(read: Reading, known: Known) -> Iterator[Claim]:
    """What is told by capital letters, so that its places are those of the text as it was written."""
    for mark in (*read.sizes, *read.persons):
        text, found = read.folded.original[mark.start : mark.end], known.marks.get((mark.kind, mark.key), "")
        yield Claim(kind=mark.kind, text=text, start=mark.start, end=mark.end, found=found, searched=(mark.key,))


def _terms(read: Reading, known: Known) -> Iterator[Claim]:
    for term in read.terms:
        found = known.terms.get((term.meaning, term.is_denied), "")
        yield _claim(read, term.kind, term.start, term.end, found, terms.forms_of(term.kind, term.meaning))


def _numbers(read: Reading, known: Known) -> Iterator[Claim]:
    for number in read.numbers:
        if _is_part_of_size(read, number):
            kind = Kind.SIZE
        elif read.is_warranty(number):
            kind = Kind.WARRANTY
        else:
            kind = Kind.MEASURE if number.unit else Kind.NUMBER
        seen = Seen(number, "", read.materials_of(number), kind is Kind.WARRANTY)
        found = next((other.where for other in known.numbers if _is_same(seen, other)), "")
        yield _claim(read, kind, number.start, number.end, found, searched_for(number))


def _is_same(seen: Seen, other: Seen) -> bool:
    if seen.number.unit is None:
        return is_same_count(seen.number, other.number)
    if seen.is_warranty != other.is_warranty and seen.is_warranty:
        return False
    if seen.of and other.of and not any(seen.of & terms.also_said(material) for material in other.of):
        return False
    return is_same_measure(seen.number, other.number)


def _is_part_of_size(read: Reading, number: Number) -> bool:
    return any(match.start(1) == number.start for match in marks.NUMBER_SIZE.finditer(read.folded.text))


def _fittings(read: Reading, known: Known) -> Iterator[Claim]:
    for fits in fitting.find(read.folded):
        inside = [term for term in read.terms if fits.start <= term.start < fits.end]
        covered = {
            bare(word) for term in inside for word in fitting.WORD.findall(read.folded.text[term.start : term.end])
        }
        missing = [word for word in fits.words if bare(word) not in covered and bare(word) not in known.words]
        missing = [word for word in missing if word not in known.squashed]
        if missing:
            yield _claim(read, Kind.COMPATIBILITY, fits.start, fits.end, "", missing)
        elif not inside:
            where = next((known.words[bare(word)] for word in fits.words if bare(word) in known.words), "source")
            yield _claim(read, Kind.COMPATIBILITY, fits.start, fits.end, where, fits.words)


def _names(read: Reading, known: Known, claims: Sequence[Claim]) -> Iterator[Claim]:
    """Names of people, firms and places. What one of ``claims`` says already is not said again."""
    if not known.has_names:
        return
    for name in naming.find(read.folded.original):
        if any(claim.start < name.end and name.start < claim.end for claim in claims):
            continue
        places = {word: known.words.get(bare(word), "") for word in map(folded, name.words)}
        missing = [word for word, where in places.items() if not where and marks.squashed(word) not in known.squashed]
        found = "" if missing else next(filter(None, places.values()), "source")
        text = read.folded.original[name.start : name.end]
        yield Claim(
            kind=Kind.NAME, text=text, start=name.start, end=name.end, found=found, searched=tuple(missing or places)
        )


def _listed(source: Source) -> Number | None:
    """``Colours: beige, olive``: two colours, though nobody has counted them."""
    found = numbers.nouns().at(fold(source.where).text, 0)
    items = [item for item in LIST_OF.split(source.text) if item.strip()]
    if found is None or len(items) < 2 or any(len(item) > 40 for item in items):
        return None
    return Number(float(len(items)), 0, 0, of=found[0])


def within(place: int, spans: Sequence[Mark] | Sequence[Term]) -> bool:
    return any(span.start <= place < span.end for span in spans)


def bare(word: str) -> str:
    """Without what Arabic writes before a word, and without a plural's ending."""
    short = re.sub("^(?:[وف])?(?:[بكل])?(?:ال|لل)?(?=.{3})", "", word)
    return re.sub("(?<=.{3})(?:s|ات|ه)$", "", short)


def _unit_in(where: str) -> Unit | None:
    """``Dimensions (cm)``: the unit of the bare numbers that follow."""
    match = UNIT_IN_NAME.search(fold(where).text)
    return BY_FORM.get(match[1]) if match else None

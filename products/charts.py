"""Charts: from numbers to whole thousandths of a chart's width and height. Pure; the templates draw what this says.

The three kinds are ``bars`` (one or several parts a row), ``boxes`` (how values spread) and ``lines`` (values over
time). Labels are text in the page and not in the drawing, so they keep their size on a phone and their direction in
Arabic; the drawing alone is mirrored there. What a chart shows always stands beside it in words or as a table.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

FULL = 1000  # thousandths: the width and the height of every drawing
NICE = tuple(map(Decimal, ("1", "2", "2.5", "5", "10")))
LOG_FROM = 100  # boxes go logarithmic when the greatest value is so many times the least
LEAST_SEEN = 4  # a value above zero is never drawn thinner
TICKS = 3
ONE_LOOK = timedelta(hours=1)

type Show = Callable[[Decimal], str]


# --- Bars -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar. ``tone`` is one of ``brand good wait bad info idle``; ``word`` says what it counts."""

    value: Decimal | int
    tone: str = "brand"
    word: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of a bar: its name, its parts, and its value in words."""

    label: str
    parts: Sequence[Part]
    shown: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    x: int
    width: int
    tone: str
    title: str


@dataclass(frozen=True, slots=True)
class Bar:
    row: Row
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """``legend``: (tone, word) of what the parts are, where there are several kinds."""

    title: str
    bars: tuple[Bar, ...]
    legend: tuple[tuple[str, str], ...]


def bars(title: str, rows: Iterable[Row], *, most: Decimal | int | None = None) -> Bars:
    """One bar a row on a common scale from 0 to ``most``, by default the longest row's sum."""
    listed = list(rows)
    longest = max((sum(part.value for part in row.parts) for row in listed), default=0)
    scale = Decimal(most if most is not None else longest) or Decimal(1)
    words = dict.fromkeys((part.tone, part.word) for row in listed for part in row.parts if part.word)
    drawn = tuple(Bar(row, _pieces(row.parts, scale)) for row in listed)
    return Bars(title, drawn, tuple(words) if len(words) > 1 else ())


def _pieces(parts: Iterable[Part], scale: Decimal) -> tuple[Piece, ...]:
    """Ends are rounded, not widths: pieces touch, and their sum is exact."""
    total, pieces = Decimal(0), []
    for part in parts:
        start, total = _share(total / scale), total + part.value
        width = min(max(_share(total / scale) - start, LEAST_SEEN), FULL - start) if part.value > 0 else 0
        if width > 0:
            pieces.append(Piece(start, width, part.tone, " ".join(filter(None, (part.word, part.shown)))))
    return tuple(pieces)


def _share(part: Decimal) -> int:
    return max(0, min(FULL, round(part * FULL)))


# --- Boxes ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Spread:
    """Least, first quarter, middle, third quarter, greatest of the values of ``label``; ``shown`` in words."""

    label: str
    values: tuple[Decimal, Decimal, Decimal, Decimal, Decimal]
    shown: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    spread: Spread
    low: int
    first: int
    middle: int
    third: int
    high: int

    @property
    def width(self) -> int:
        return max(self.third - self.first, LEAST_SEEN)


@dataclass(frozen=True, slots=True)
class Boxes:
    title: str
    boxes: tuple[Box, ...]
    ticks: tuple[str, ...]
    is_logarithmic: bool


def boxes(title: str, spreads: Iterable[Spread], show: Show) -> Boxes:
    """A box a row: half of the values lie within it, all of them on its line. ``show`` words the scale's numbers."""
    listed = list(spreads)
    values = [value for spread in listed for value in spread.values]
    low, high = min(values, default=Decimal(0)), max(values, default=Decimal(1))
    is_logarithmic = low > 0 and high / low >= LOG_FROM
    place, ticks = _logarithmic(low, high) if is_logarithmic else _linear(high)
    drawn = tuple(Box(spread, *map(place, spread.values)) for spread in listed)
    return Boxes(title, drawn, tuple(map(show, ticks)), is_logarithmic)


type Place = Callable[[Decimal], int]


def _linear(high: Decimal) -> tuple[Place, list[Decimal]]:
    top = nice_above(high)
    return lambda value: _share(value / top), [Decimal(0), top / 2, top]


def _logarithmic(low: Decimal, high: Decimal) -> tuple[Place, list[Decimal]]:
    bottom, top = _power_below(low), _power_above(high)
    begin, end = bottom.log10(), top.log10()
    return lambda value: _share((value.log10() - begin) / (end - begin)), [bottom, top]


def _power_below(value: Decimal) -> Decimal:
    return Decimal(10) ** int(value.log10().to_integral_value(ROUND_FLOOR))


def _power_above(value: Decimal) -> Decimal:
    return Decimal(10) ** int(value.log10().to_integral_value(ROUND_CEILING))


def nice_above(value: Decimal) -> Decimal:
    """The smallest of 1, 2, 2.5, 5, 10 times a power of ten that is not below ``value``; 1 for nothing."""
    if value <= 0:
        return Decimal(1)
    unit = Decimal(10) ** value.adjusted()
    return next(step * unit for step in NICE if step * unit >= value)


# --- Lines ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Series:
    """Values over time, oldest first; each holds until the next. None breaks the line: nothing is known from then."""

    word: str
    points: Sequence[tuple[datetime, Decimal | None]]
    tone: str = "brand"


@dataclass(frozen=True, slots=True)
class Span:
    """A time that is marked behind the lines, such as one without stock."""

    begin: datetime
    end: datetime
    word: str
    tone: str = "bad"


@dataclass(frozen=True, slots=True)
class Line:
    """``path`` is an SVG path; ``dots`` are (x, y, words)."""

    word: str
    tone: str
    path: str
    dots: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    x: int
    width: int
    word: str
    tone: str


@dataclass(frozen=True, slots=True)
class Lines:
    """``ticks`` from the top down; ``times``: begin, middle, end; ``rows``: (moment, word, value), newest first."""

    title: str
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[str, ...]
    times: tuple[datetime, ...]
    rows: tuple[tuple[datetime, str, str], ...]

    @property
    def is_point(self) -> bool:
        """One value, seen at one look: nothing that a line could show."""
        return len(self.rows) == 1 and self.times[-1] - self.times[0] < ONE_LOOK

    @property
    def legend(self) -> tuple[tuple[str, str], ...]:
        spans = dict.fromkeys((mark.tone, mark.word) for mark in self.marks)
        lines = [(line.tone, line.word) for line in self.lines] if len(self.lines) > 1 else []
        return (*lines, *spans)


def lines(
    title: str, series: Iterable[Series], show: Show, *, spans: Iterable[Span] = (), until: datetime | None = None
) -> Lines:
    """Steps over time: a price holds until the next one is read. ``until``: where the last values reach to.

    ``show`` words a value. The scale does not begin at zero: small changes are to be seen, and its ends are written.
    """
    listed = [one for one in series if any(value is not None for _moment, value in one.points)]
    moments = [moment for one in listed for moment, _value in one.points] + ([until] if until else [])
    if not listed:
        return Lines(title, (), (), (), (), ())
    begin, end = min(moments), max(moments)
    bottom, step = _steps([value for one in listed for _moment, value in one.points if value is not None])
    axes = _Axes(begin, end, bottom, bottom + 2 * step)
    marks = [axes.mark(span) for span in spans if span.begin < end and span.end > begin]
    drawn = tuple(axes.line(one, show) for one in listed)
    ticks = tuple(show(bottom + n * step) for n in reversed(range(TICKS)))
    times = (begin,) if begin == end else (begin, begin + (end - begin) / 2, end)
    rows = [(at, one.word, show(value)) for one in listed for at, value in one.points if value is not None]
    rows.sort(key=lambda row: row[0], reverse=True)
    return Lines(title, drawn, tuple(marks), ticks, times, tuple(rows))


def _steps(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """The scale's bottom, and a nice step of which two reach the greatest value. Equal values stand in the middle."""
    low, high = min(values), max(values)
    step = nice_above((high - low) / 2 or abs(high) / 10)
    bottom = (low / step).to_integral_value(ROUND_FLOOR) * step
    if low == high:
        return max(bottom - step, Decimal(0)), step
    while bottom + 2 * step < high:
        step = nice_above(step * Decimal("1.01"))
        bottom = (low / step).to_integral_value(ROUND_FLOOR) * step
    return bottom, step


@dataclass(frozen=True, slots=True)
class _Axes:
    begin: datetime
    end: datetime
    bottom: Decimal
    top: Decimal

    def x(self, moment: datetime) -> int:
        length = (self.end - self.begin).total_seconds()
        return _share(Decimal((moment - self.begin).total_seconds() / length)) if length else FULL // 2

    def y(self, value: Decimal) -> int:
        return FULL - _share((value - self.bottom) / (self.top - self.bottom))

    def mark(self, span: Span) -> Mark:
        x = self.x(span.begin)
        return Mark(x, max(self.x(span.end) - x, LEAST_SEEN), span.word, span.tone)

    def line(self, series: Series, show: Show) -> Line:
        dots = [(self.x(at), self.y(value), show(value)) for at, value in series.points if value is not None]
        return Line(series.word, series.tone, self._path(series), tuple(dots))

    def _path(self, series: Series) -> str:
        """Across to the next moment, then up or down; a new beginning after what is not known."""
        pieces, is_on = [], False
        for (at, value), (after, _next) in pairwise([*series.points, (self.end, None)]):
            if value is not None:
                pieces.append(f"{'L' if is_on else 'M'}{self.x(at)} {self.y(value)}H{self.x(after)}")
            is_on = value is not None
        return "".join(pieces)

"""What patterns match, written out, to see that a word which is looked for first stands in all of it."""

import re
from collections.abc import Iterator
from itertools import islice, product
from re import _constants as op  # what a pattern is made of has no public form
from re import _parser as parser

MOST = 20_000
_OF_A_KIND = {op.CATEGORY_DIGIT: "1", op.CATEGORY_SPACE: " ", op.CATEGORY_WORD: "a", op.CATEGORY_NOT_SPACE: "a",
              op.CATEGORY_NOT_DIGIT: "a", op.CATEGORY_NOT_WORD: " "}  # fmt: skip


def texts_of(pattern: re.Pattern[str]) -> list[str]:
    """Of each alternative the shortest texts that it matches: what may be left out is left out."""
    written = islice(_ways(parser.parse(pattern.pattern, pattern.flags)), MOST)
    return [text for text in dict.fromkeys(written) if pattern.search(text)]


def _ways(pieces) -> Iterator[str]:
    for parts in product(*[list(islice(_one(kind, value), MOST)) for kind, value in pieces]):
        yield "".join(parts)


def _one(kind, value) -> Iterator[str]:
    match kind:
        case op.LITERAL:
            yield chr(value)
        case op.NOT_LITERAL | op.ANY:
            yield "a"
        case op.IN:
            yield _letter(value)
        case op.BRANCH:
            for pieces in value[1]:
                yield from _ways(pieces)
        case op.SUBPATTERN:
            yield from _ways(value[-1])
        case op.MAX_REPEAT | op.MIN_REPEAT | op.POSSESSIVE_REPEAT:
            least, _most, pieces = value
            yield from (text * least for text in _ways(pieces)) if least else [""]
        case _:  # places, and what must stand before or behind
            yield ""


def _letter(choices) -> str:
    """A letter of a set."""
    for kind, value in choices:
        if kind == op.LITERAL:
            return chr(value)
        if kind == op.RANGE:
            return chr(value[0])
        if kind == op.CATEGORY:
            return _OF_A_KIND[value]
    return "a"

"""Tags with absurdly many attributes, for which a parser's time grows with their square."""

import re
from collections.abc import Iterator

_SHORT_PAGE = 100_000  # bytes; not even a single tag as long takes long
_MOST_ATTRIBUTES = 500
_LONG_TAG = 1_000  # bytes; shorter ones cannot have so many
_HARMLESS = 2_000_000_000  # the page's bytes times a tag's: such tags alone take the parser half a second
_VALUE = rb"=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>\"']*+)"
_REST = rb"[^>=]*+(?:%s[^>=]*+)*+" % _VALUE
_TAG = re.compile(rb"<[a-zA-Z]" + _REST)  # matches wherever one begins, so that no byte is read twice
_ATTRIBUTES = re.compile(_REST)
_ANY_VALUE = re.compile(_VALUE)
_NAME = re.compile(rb"[^\s/=]+")


def without_absurd_tags(markup: bytes) -> bytes:
    """The page with the attributes taken from each tag that has more than a page's author would ever write."""
    if not _may_have_absurd_tags(markup) or not any(map(_is_absurd, _TAG.findall(markup))):
        return markup
    return _TAG.sub(_bare, markup)


def _may_have_absurd_tags(markup: bytes) -> bool:
    """Whether a tag may be so long that all like it together take long, told by looking into the page here and there.

    A tag of three steps would hold one of the places and a step behind it. Elsewhere a tag's end is near.
    """
    if len(markup) < _SHORT_PAGE:
        return False
    step = max(_LONG_TAG, _HARMLESS // len(markup))
    starts = (start for place in range(0, len(markup), step) for start in _beginnings(markup, place, place + step))
    return any(
        (run := _ATTRIBUTES.match(markup, start, start + step)) and run.end() == start + step for start in starts
    )


def _beginnings(markup: bytes, place: int, end: int) -> Iterator[int]:
    """Where attributes would go on: right here, behind the value that is open here, or behind the one that follows."""
    yield place
    for quote in (b'"', b"'"):
        first = markup.find(quote, place, end) + 1
        yield first
        yield markup.find(quote, first, end) + 1 if first else 0


def _is_absurd(tag: bytes) -> bool:
    return len(tag) > _LONG_TAG and len(_NAME.findall(_ANY_VALUE.sub(b" ", tag))) > _MOST_ATTRIBUTES


def _bare(found: re.Match[bytes]) -> bytes:
    tag = found[0]
    name = _NAME.match(tag)
    return name[0] if name and _is_absurd(tag) else tag

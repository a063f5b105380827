"""Tags with absurdly many attributes, for which a parser's time grows with their square."""

import re

_SHORT_PAGE = 100_000  # bytes; not even a single tag as long takes long
_MOST_ATTRIBUTES = 500
_LONG_TAG = 1_000  # bytes; shorter ones cannot have so many
_VALUE = rb"=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>\"']*+)"
_TAG = re.compile(rb"<[a-zA-Z](?:[^>=]++|%s)*+" % _VALUE)  # matches wherever one begins, so that no byte is read twice
_ANY_VALUE = re.compile(_VALUE)
_NAME = re.compile(rb"[^\s/=]+")


def without_absurd_tags(markup: bytes) -> bytes:
    """The page with the attributes taken from each tag that has more than a page's author would ever write."""
    if len(markup) < _SHORT_PAGE or not any(_is_absurd(tag) for tag in _TAG.findall(markup)):
        return markup
    return _TAG.sub(_bare, markup)


def _is_absurd(tag: bytes) -> bool:
    return len(tag) > _LONG_TAG and len(_NAME.findall(_ANY_VALUE.sub(b" ", tag))) > _MOST_ATTRIBUTES


def _bare(found: re.Match[bytes]) -> bytes:
    tag = found[0]
    name = _NAME.match(tag)
    return name[0] if name and _is_absurd(tag) else tag

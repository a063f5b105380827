"""Long alternatives over several lines, with spaces that mean spaces (``re.VERBOSE`` would drop them)."""

import re

_LINE_BREAK = re.compile(r"\n\s*")


def one_of(lines: str) -> re.Pattern[str]:
    """Compile ``lines`` joined without their breaks and indents, for text in lower case.

    Ignoring case instead would cost five to ten times as much: the engine then tries each alternative at each letter.
    """
    return re.compile(_LINE_BREAK.sub("", lines.strip()))


def one_of_any_case(lines: str) -> re.Pattern[str]:
    """The same for text whose capitals matter elsewhere in the match."""
    return re.compile(_LINE_BREAK.sub("", lines.strip()), re.IGNORECASE)


def words_of(lines: str) -> frozenset[str]:
    """The words in ``lines``, which stand for themselves."""
    return frozenset(lines.split())

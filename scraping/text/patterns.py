"""Long alternatives over several lines, with spaces that mean spaces (``re.VERBOSE`` would drop them)."""

import re

_LINE_BREAK = re.compile(r"\n\s*")


def one_of(lines: str) -> re.Pattern[str]:
    """Compile ``lines`` joined without their breaks and indents, ignoring case."""
    return re.compile(_LINE_BREAK.sub("", lines.strip()), re.IGNORECASE)

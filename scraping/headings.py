"""The words of a heading whose parts only a style sheet sets apart."""

from scraping.outline import Element
from scraping.readers.microdata import text_of
from scraping.text.clean import squeeze

_LONGEST = 400  # characters
_MOST_PARTS = 12
_COMPARED = 9  # characters on either side of a seam


def spaced(heading: Element, title: str) -> str:
    """Two elements that only styles set apart are two words, unless the title writes them as one."""
    if len(heading) < 2 or len(heading) > _MOST_PARTS:
        return text_of(heading, _LONGEST)
    said = heading.text or ""
    touching = False
    for child in heading:
        text = text_of(child, _LONGEST) if isinstance(child.tag, str) else ""
        apart = touching and said[-1:].isalnum() and (text[:1].isupper() or text[:1].isdigit())
        said += (
            f" {text}" if child.tag == "br" or (apart and said[-_COMPARED:] + text[:_COMPARED] not in title) else text
        )
        said += child.tail or ""
        touching = len(text) > 1 and not child.tail
    return squeeze(said)

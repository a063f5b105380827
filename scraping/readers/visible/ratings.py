"""Stars and how many gave them, in the line beside the title: "4,5 von 5 Sternen (128 Bewertungen)"."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice

from scraping.outline import Element
from scraping.page import Page
from scraping.readers.microdata import text_of
from scraping.snapshot import Candidate
from scraping.surroundings import Surroundings
from scraping.text.clean import squeeze
from scraping.text.patterns import one_of
from scraping.text.prices import ascii_digits
from scraping.zones import Zone

_OF_FIVE = one_of(r"""
    (?<![\d.,/-])(?P<stars>[0-5](?:[.,]\d{1,2})?)\s*(?:(?:stars?|sterne|étoiles|estrellas|stelle)\s*)?
    (?:out of|of|von|sur|de|su|van|av|af|из|z|/|من|trên)\s*5(?:[.,]0)?(?![\d.,/])(?=(?P<behind>.{0,20}))
    |(?<![\d.,/-])(?P<alone>[0-5][.,]\d{1,2})\s*(?:stars?|sterne|étoiles|estrellas|estrelas|stelle|نجوم|نجمة)(?![^\W\d_])
    |5つ星のうち\s*(?P<before>[0-5](?:\.\d)?)|5 üzerinden (?P<tr>[0-5](?:[.,]\d)?)""")
_STARS = one_of(r"""
    rating|star|stern|étoile|estrella|stelle|estrela|ster|stjärn|stjern|yıldız|звезд|звёзд|gwiazd|hvězd|نجوم|نجمة|sao|별""")
_COUNT = one_of(r"""
    (?P<count>\d(?<![\d.,].)(?:\d{0,2}(?:[., ]\d{3})+|\d{0,6}))\s*
    (?:(?:global|customer|verified|product|reader|kunden)[- ]?)?
    (?:review(?:s|\(s\))?|ratings?|(?<=reader )comments?
    |(?:kunden)?(?:bewertung|rezension|beurteilung)(?:en)?|avis|opini(?:ón|ones|i|e)|reseñas?
    |valoracion(?:es)?|recension[ei]|valutazion[ei]|avalia(?:ção|ções)|beoordeling(?:en)?|recensies?|değerlendirme|yorum
    |отзыв(?:а|ов)?|оцен(?:ок|ки|ка)|ocen[ay]?|hodnocení|recenz[eí]|omdömen?|recensioner|anmeldelser|(?:ال)?تقييم(?:ات|ا)?|مراجع(?:ة|ات)
    |件の(?:レビュー|評価|カスタマーレビュー)|개의? ?(?:리뷰|상품평)|条评[价论]|đánh giá)(?![^\W\d_])""")
_LABEL_AND_COUNT = one_of(r"""
    (?:(?:customer |product )?(?:reviews?|ratings?)|(?:kunden)?(?:bewertungen|rezensionen)|avis(?: clients)?|opiniones
    |reseñas|valoraciones|recensioni|valutazioni|avaliações|beoordelingen|recensies|opinie|oceny|hodnocení|recenze
    |yorumlar|değerlendirmeler|отзывы|оценки|відгуки|omdömen|anmeldelser|arvostelut|értékelések|recenzii|κριτικές
    |ביקורות|نظرات|التقييمات|تقييمات|المراجعات|レビュー|口コミ|评价|評價|리뷰|상품평|đánh giá|ulasan)
    \s*[:：]?\s*[(（\[]?(?P<count>\d{1,3}(?:[., ]\d{3})+|\d{1,7})[)）\]]?""")
"""What a tab says: "Reviews (264)"."""
_STARS_AND_COUNT = re.compile(
    r"[★⭐\s]*(?P<stars>[0-5][.,]\d{1,2})(?:[\s★⭐•·|]+[(（]?|[(（])"
    r"\s*(?P<count>\d{1,3}(?:[., ]\d{3})+|\d{1,7})\s?件?[)）]?"
)
"""Both without a word: "4.6 (37)", "4,9 • 1 573"; only in what is called a rating."""
_TOTAL = one_of(r"(?:total|number of) (?:reviews|ratings)\s*[:：]\s*(?P<count>\d{1,7})")
_BEFORE_COUNT = re.compile(r"(?:^|[^\d.,])([0-5][.,]\d{1,2})[\s,;|·•(（]*$")
"""Stars right before how many gave them: "4.8 (1,942 reviews)", "4.5, 14 comments"."""
_CALLED_RATING = ("rating", "stars", "review", "snippet")
_SELLER = re.compile(r"sold-?by|seller|merchant|vendor|(?:shop|store)-?(?:rating|info)|feedback", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_SILENT = frozenset({"script", "style", "noscript", "template", "option", "textarea"})
_ALONE = re.compile(r"[0-5][.,]\d{1,2}")
_ALONE_IN = re.compile(r"(?<![\d.,])[0-5][.,]\d{1,2}(?![\d.,%])")
_COUNT_ALONE = re.compile(r"\((?P<count>\d{1,3}(?:[., ]\d{3})+|\d{1,7})\)")
_NUMBER = re.compile(r"[\d., ]+")
_LONGEST_WORD = 30  # characters
_BEFORE_TITLE, _BEHIND_TITLE = 25, 120  # elements; further off are the single reviews
_LONGEST, _LONGEST_NAME = 80, 500
_AWAY = Zone.RELATED | Zone.CHROME | Zone.UNRENDERED
_MOST, _FEW = 40, 4


def read(page: Page, around: Surroundings) -> Iterator[Candidate]:
    """The first rating and the first count beside the title. A rating is out of five."""
    rating: Candidate | None = None
    count: Candidate | None = None
    for element, text in _lines(page, around):
        line = ascii_digits(text).lower()
        stars, number = rating or _rating(line, element), count or _count(line, element)
        if (stars is not rating or number is not count) and _is_of_seller(element):
            continue
        rating, count = stars, number
        if count and not rating and (before := _before(element)):
            rating = _as_rating(before, 0.45, f"{before} {line}")
        if rating and count:
            break
    if rating is None:
        rating, count = _average(page, around, count)
    yield from (candidate for candidate in (rating, count) if candidate)


def _average(page: Page, around: Surroundings, count: Candidate | None) -> tuple[Candidate | None, Candidate | None]:
    """What the head of the reviews far below says: "Overall rating: 4.7 out of 5 (3 reviews)"."""
    for piece in page.outline.mentioning("averages"):
        if around.zone(piece.holder) & _AWAY:
            continue
        line = ascii_digits(text_of(piece.holder, _LONGEST)).lower()
        told = _ALONE_IN.search(_COUNT.sub(" ", line))
        rating = _rating(line) or (_as_rating(told[0], 0.5, line) if told else None)
        if rating:
            return rating, count or _count(line)
    return None, count


def _lines(page: Page, around: Surroundings) -> Iterator[tuple[Element, str]]:
    """Texts and labels near the title that may speak of stars, in document order."""
    start = around.anchor_position
    if start is None:
        return
    near = range(start - _BEFORE_TITLE, start + _BEHIND_TITLE)
    position, elements = page.outline.position, page.outline.near
    first = start - position[elements[0]]
    part = elements[max(0, first - _BEFORE_TITLE) : max(0, first + _BEHIND_TITLE)]
    found = [(position[element], element, squeeze(_with_its_word(element, text))) for element, text in _own(part)]
    found += [(position[element], _parent_of(element), squeeze(text)) for element, text in _tails(part)]
    found += [(position[element], element, squeeze(label)) for element, label in _labels(part)]
    for element in page.outline.hinting("rating"):
        if position[element] in near and len(found) < _MOST:
            own = [e.text for e in (element, *islice(element, _FEW)) if isinstance(e.tag, str)]
            found += [(position[element], element, squeeze(text)) for text in own if text and len(text) < _LONGEST]
    for _, element, text in sorted(found, key=lambda entry: entry[0]):
        if not around.zone(element) & _AWAY and element not in around.around_title:
            yield element, text


def _own(elements: Sequence[Element]) -> list[tuple[Element, str]]:
    """Short texts with a digit. This and the next two look at each element near the title, of which few have any."""
    return [(e, text) for e in elements if (text := e.text) and _is_short_number(text) and e.tag not in _SILENT]


def _tails(elements: Sequence[Element]) -> list[tuple[Element, str]]:
    return [(e, text) for e in elements if (text := e.tail) and _is_short_number(text) and e.tag not in _SILENT]


def _labels(elements: Sequence[Element]) -> list[tuple[Element, str]]:
    names = ("aria-label", "alt", "title")
    return [(e, text) for name in names for e in elements if (text := e.get(name)) and _is_short_number(text)]


def _is_short_number(text: str) -> bool:
    """Whether a text is short and has a digit."""
    return len(text) < _LONGEST and not text.isspace() and _DIGIT.search(text) is not None


def _parent_of(element: Element) -> Element:
    parent = element.getparent()
    return element if parent is None else parent


def _with_its_word(element: Element, text: str) -> str:
    """A number in an element of its own with the word or bracket beside it: ``<b>24</b> reviews``, ``(<b>24</b>)``."""
    tail, following = element.tail or "", element.getnext()
    if not tail.strip() and following is not None and not len(following):
        tail = following.text or ""
    if not tail.strip() or len(tail) > _LONGEST_WORD or _DIGIT.search(tail) or not _NUMBER.fullmatch(text.strip()):
        return text
    previous, parent = element.getprevious(), element.getparent()
    said = previous.tail if previous is not None else parent.text if parent is not None else ""
    return f"({text})" if (said or "").rstrip().endswith("(") and tail.lstrip()[:1] == ")" else f"{text} {tail}"


def _before(element: Element) -> str:
    """A number of stars in the element before how many gave them: ``<b>4.6</b> <a>(37 ratings)</a>``."""
    previous = element.getprevious()
    text = ascii_digits(squeeze(previous.text or "")) if previous is not None and not len(previous) else ""
    return text if _ALONE.fullmatch(text) else ""


def _is_called_rating(element: Element | None) -> bool:
    """Whether it or what holds it is called so. Asked last: few lines are numbers that only this makes stars."""
    if element is None:
        return False
    around = (element, *islice(element.iterancestors(), 2))
    names = " ".join((e.get(name) or "")[:_LONGEST_NAME] for e in around for name in ("class", "id", "href")).lower()
    return any(word in names for word in _CALLED_RATING)


def _is_of_seller(element: Element) -> bool:
    """Whether it stands in what speaks of who sells it: shops on market places have ratings too."""
    around = (element, *islice(element.iterancestors(), 3))
    return (
        _SELLER.search(" ".join((e.get(name) or "")[:_LONGEST_NAME] for e in around for name in ("class", "id")))
        is not None
    )


def _of_five(line: str) -> re.Match[str] | None:
    """Stars in words. Lines without a five and without a decimal mark, as most counts are, need no search."""
    return _OF_FIVE.search(line) if "5" in line or "." in line or "," in line else None


def _rating(line: str, element: Element | None = None) -> Candidate | None:
    match = _of_five(line)
    if match is None and not ("." in line or "," in line):
        return None
    if match is None and (both := _STARS_AND_COUNT.fullmatch(line)) and _is_called_rating(element):
        return _as_rating(both["stars"], 0.45, line)
    if match is None and (counted := _COUNT.search(line)) and (before := _BEFORE_COUNT.search(line[: counted.start()])):
        return _as_rating(before[1], 0.45, line)
    if match is None:
        return _as_rating(line, 0.45, line) if _ALONE.fullmatch(line) and _is_called_rating(element) else None
    value = match["stars"] or match["alone"] or match["before"] or match["tr"]
    told = match["stars"] is None or "." in value or "," in value
    if told or _STARS.search(match["behind"] or "") or _is_called_rating(element):
        return _as_rating(value, 0.55, line)
    return None


def _as_rating(value: str, sure: float, line: str) -> Candidate | None:
    stars = Decimal(value.replace(",", "."))
    return Candidate("rating", stars, "visible", sure, line[:60]) if 0 < stars <= 5 else None


def _count(line: str, element: Element | None = None) -> Candidate | None:
    match = _COUNT.search(_OF_FIVE.sub(" ", line) if _of_five(line) else line) or _TOTAL.search(line)
    written = match["count"] if match else None
    if written is None and (labelled := _LABEL_AND_COUNT.fullmatch(line)):
        written = labelled["count"]
    if written is None:
        alone = _COUNT_ALONE.fullmatch(line) or _STARS_AND_COUNT.fullmatch(line)
        written = alone["count"] if alone and _is_called_rating(element) else None
    digits = "".join(filter(str.isdigit, written or ""))
    return Candidate("review_count", int(digits), "visible", 0.5, line[:60]) if digits else None

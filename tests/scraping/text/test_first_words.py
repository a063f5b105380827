"""Words that are looked for before a long pattern: each text that the pattern matches has one, in each language."""

import pytest

from scraping import marks
from scraping.readers import hints, plans
from scraping.readers.visible import labels, price_words, taxes
from scraping.related_headings import RELATED_HEADING, RELATED_HEADING_WORDS
from scraping.text.needles import Words
from tests.support.written import texts_of

PAIRS = [
    ("titles of what is gone", marks.NOT_FOUND_TITLE, marks.NOT_FOUND_WORDS),
    ("headings of other products", RELATED_HEADING, Words(RELATED_HEADING_WORDS)),
    ("labels of codes", labels._SKU, labels._OF_SKUS),
    ("labels of models", labels._MODEL, labels._OF_MODELS),
    ("labels of GTINs", labels._GTIN, labels._OF_GTINS),
    ("addresses of brands", hints._BRAND_ADDRESS, hints._LEADS_TO_BRANDS),
    ("names of other amounts", price_words._OTHER_NAME, price_words._OTHER_WORDS),
    ("names of parts", price_words._PART_NAME, price_words._NAME_WORDS),
    ("names of regular prices", price_words._REGULAR_NAME, price_words._NAME_WORDS),
    ("names of sales", price_words._SALE_NAME, price_words._NAME_WORDS),
    ("tax before", taxes._BEFORE, taxes._SPOKEN_OF),
    ("tax behind", taxes._AFTER, taxes._SPOKEN_OF),
    *((period, pattern, plans._PARTS) for period, pattern in plans._PERIODS),
]


@pytest.mark.parametrize(("pattern", "words"), [pytest.param(*pair[1:], id=pair[0]) for pair in PAIRS])
def test_what_a_pattern_matches_has_one_of_the_words_that_are_looked_for_first(pattern, words):
    texts = texts_of(pattern)

    assert len(texts) > pattern.pattern.count("|") // 3
    assert [text for text in texts if not words.any_in(text.lower())] == []

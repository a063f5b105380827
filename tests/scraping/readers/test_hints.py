"""What only helps where nothing better was found, without costing more than it is worth."""

import time

from scraping.fetched import Document
from scraping.page import Page
from scraping.readers.hints import _sells_brands

LONGEST_CPU_S = 0.6  # on a busy machine


def test_links_that_never_end_are_looked_through_once():
    page = Page(Document("https://shop.test/p/cup", "text/html", b"<h1>Cup</h1>" + b"<a " * 600_000))
    started = time.process_time()

    assert not _sells_brands(page)
    assert time.process_time() - started < LONGEST_CPU_S

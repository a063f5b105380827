"""Scrapy + extruct on the shop of ``bench bulk``: what an engineer writes who wants the products of many links.

``python -m bench._bulk_spider ORIGIN FIRST COUNT SYNTAXES OUT`` writes an object a line to OUT, and prints one line
of JSON: pages, seconds and CPU seconds from the first request to the last page. SYNTAXES is ``three`` (JSON-LD,
microdata, OpenGraph) or ``all``, extruct's default.
"""

import json
import sys
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import extruct
import scrapy
from scrapy.crawler import CrawlerProcess

from bench.extraction import SYNTAXES

AT_ONCE = 32
SETTINGS = {
    "CONCURRENT_REQUESTS": AT_ONCE,
    "CONCURRENT_REQUESTS_PER_DOMAIN": AT_ONCE,
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "ROBOTSTXT_OBEY": False,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "RETRY_ENABLED": True,
    "LOG_LEVEL": "ERROR",
}


class Shop(scrapy.Spider):
    name = "shop"
    began = 0.0, 0.0
    pages = 0

    async def start(self) -> AsyncIterator[Any]:
        self.began = time.perf_counter(), time.process_time()
        first, count = int(self.first), int(self.count)
        for number in range(first, first + count):
            yield scrapy.Request(f"{self.origin}/p/{number}")

    def parse(self, response: Any) -> Iterator[dict[str, Any]]:
        chosen = {"syntaxes": SYNTAXES} if self.syntaxes == "three" else {}
        found = extruct.extract(response.text, base_url=response.url, uniform=True, errors="ignore", **chosen)
        self.pages += 1
        yield {"url": response.url, **found}

    def closed(self, reason: str) -> None:
        seconds, cpu = time.perf_counter() - self.began[0], time.process_time() - self.began[1]
        print(json.dumps({"pages": self.pages, "seconds": seconds, "cpu_s": cpu}), flush=True)


def main(origin: str, first: str, count: str, syntaxes: str, out: str) -> None:
    process = CrawlerProcess(SETTINGS | {"FEEDS": {out: {"format": "jsonlines", "overwrite": True}}})
    process.crawl(Shop, origin=origin, first=first, count=count, syntaxes=syntaxes)
    process.start()


if __name__ == "__main__":
    main(*sys.argv[1:])

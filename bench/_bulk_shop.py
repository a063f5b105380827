"""The shop of ``bench bulk``: product pages by number, each answered after a set time, from a process of its own.

``python -m bench._bulk_shop PORT DELAY_MS FOLDER`` serves the pages that ``write_pages`` put into FOLDER: ``/p/N``
gives page N, beginning anew after the last. Every answer ends in a comment with a number of its own, so that no two
are the same and nothing can be saved by noticing that a page has not changed.
"""

import asyncio
import gzip
import json
import random
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from config.demo_shop.answers import ANSWERS, page
from scraping import ScrapeError, read_html

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "tests" / "scraping" / "cases"
SHARED = ROOT.parent / "shared" / "pages"


def candidates(shared: Path) -> Iterator[tuple[str, bytes]]:
    """Name and HTML of every page there is to serve: the demo shop's, the tests' cases, real ones where they are."""
    for path, answer in ANSWERS.items():
        if answer.file and answer.status == 200 and path.startswith("/products/"):
            yield path, page(answer.file, "http://127.0.0.1")
    for file in sorted(CASES.rglob("*.html")):
        yield str(file.relative_to(CASES)), file.read_bytes()
    if (shared / "manifest.jsonl").is_file():
        for line in (shared / "manifest.jsonl").read_text().splitlines():
            entry = json.loads(line)
            data = (shared / entry["path"]).read_bytes()
            yield entry["id"], gzip.decompress(data) if entry["path"].endswith(".gz") else data


def write_pages(folder: Path, shared: Path = SHARED) -> int:
    """Put those pages that give a product into ``folder``, shuffled: the first few are a fair sample. How many."""
    number = 0
    pages = list(candidates(shared))
    random.Random(1).shuffle(pages)
    for _, html in pages:
        try:
            read_html(html, f"http://127.0.0.1/p/{number}")
        except ScrapeError:
            continue
        (folder / f"{number}.html").write_bytes(html)
        number += 1
    return number


class Shop(asyncio.Protocol):
    """One connection, kept alive. Knows just enough HTTP to answer GET."""

    pages: list[bytes]
    delay_s: float
    numbers = count()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.waiting = b""

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            head, self.waiting = self.waiting.split(b"\r\n\r\n", 1)
            path = head.split(b" ", 2)[1]
            asyncio.get_running_loop().call_later(self.delay_s, self.answer, path, b"onnection: close" in head)

    def answer(self, path: bytes, closes: bool) -> None:
        number = path.rpartition(b"/")[2]
        if not number.isdigit():
            self.transport.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            return
        body, mark = self.pages[int(number) % len(self.pages)], b"<!-- %d -->" % next(self.numbers)
        self.transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % (len(body) + len(mark))
        )
        self.transport.write(body)
        self.transport.write(mark)
        if closes:
            self.transport.close()


async def serve(port: int, delay_ms: int, folder: Path) -> None:
    files = sorted(folder.glob("*.html"), key=lambda file: int(file.stem))
    Shop.pages, Shop.delay_s = [file.read_bytes() for file in files], delay_ms / 1000
    server = await asyncio.get_running_loop().create_server(Shop, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))

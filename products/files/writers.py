"""What all file forms share: text goes out as it comes, so that no length of a file needs more memory."""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2s

from jobs.cells import guarded
from products.files.items import Item

type Write = Callable[[bytes], None]

BOM = "\ufeff"  # without it spreadsheets misread Arabic


@dataclass(frozen=True, slots=True)
class About:
    """Whose products they are, and where that shop is; for forms that have a head."""

    name: str = ""
    link: str = ""


class Writer:
    """Writes one file. ``open`` first, ``add`` for each product, ``close`` at the end, ``drop`` in any case."""

    def __init__(self, write: Write, about: About | None = None) -> None:
        self._write, self.about = write, about or About()

    def open(self) -> None:
        """Write what stands before the first product."""

    def add(self, item: Item) -> int:
        """Write one product; how many rows. Raises LeftOut."""
        raise NotImplementedError

    def close(self) -> None:
        """Write what stands after the last product."""

    def drop(self) -> None:
        """Give back what was held beside memory."""

    def text(self, text: str) -> None:
        self._write(text.encode("utf-8", "replace"))  # half a character, as broken pages have them, becomes "?"


class CsvWriter(Writer):
    """Rows under fixed headings, RFC 4180, UTF-8 with a byte order mark, formulas made harmless."""

    columns: tuple[str, ...] = ()

    def open(self) -> None:
        self.text(BOM + line(self.columns))

    def add(self, item: Item) -> int:
        rows = list(self.rows(item))
        for row in rows:
            self.text(line([guarded(row.get(name, "")) for name in self.columns]))
        return len(rows)

    def rows(self, item: Item) -> Iterable[dict[str, str]]:
        """The product's rows, by heading; what is not named stays empty."""
        raise NotImplementedError


class Skus:
    """Gives every row a SKU of its own, since stores refuse the second of two. Remembers hashes, 8 bytes each."""

    def __init__(self) -> None:
        self._taken: set[int] = set()

    def of(self, wanted: str, otherwise: str) -> str:
        """``wanted`` unless it is empty or taken; else ``otherwise``, which must be unique by itself."""
        mark = int.from_bytes(blake2s(wanted.casefold().encode(), digest_size=8).digest())
        if not wanted or mark in self._taken:
            return otherwise
        self._taken.add(mark)
        return wanted


def line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()

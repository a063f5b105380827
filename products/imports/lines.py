"""What a merchant gives, a text field or a file, as lines that are each judged before anything is stored."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path, PurePath
from typing import BinaryIO, TextIO

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from products.imports.service import GivenLine
from scraping.errors import ScrapeError
from scraping.links import parse_link

LINE_LIMIT = 4096  # characters; longer ones are cut before they are judged, and judged too long
LINK_COLUMNS = {
    *("link", "links", "url", "urls", "source_url", "source url", "product link", "product url"),
    *("رابط", "الرابط", "رابط المنتج"),
}
FORMULA_SIGNS = ("=", "+", "@", "-", "\t")


READ_AT_ONCE = 64 * 1024
ROW_LIMIT, COLUMN_LIMIT = 100_001, 100  # of a sheet; empty ones cost as much as full ones
UNREADABLE = (  # what openpyxl and the libraries below it raise for files that are damaged or protected
    *(InvalidFileException, zipfile.BadZipFile, zlib.error, OSError),
    *(SyntaxError, RuntimeError),  # broken XML; a password, or a packing that zipfile does not know
    *(LookupError, ValueError, TypeError, AttributeError),  # parts or values that are missing or of another kind
)


class BadUpload(Exception):
    """The file as a whole cannot be used; the message is meant for the merchant."""


def from_text(text: str, *, limit: int | None = None) -> list[GivenLine]:
    """One link a line; empty lines are left out. Raises BadUpload when there are more than ``limit``."""
    return _judged(enumerate(text.splitlines(), start=1), limit)


def from_file(name: str, data: bytes, *, limit: int | None = None) -> list[GivenLine]:
    """The links of a CSV or XLSX file, one a row. Raises BadUpload."""
    suffix = PurePath(name).suffix.lower()
    if suffix == ".csv":
        return _judged(_link_cells(_csv_rows(io.StringIO(_decoded(data)))), limit)
    if suffix == ".xlsx":
        return _judged(_link_cells(_xlsx_rows(io.BytesIO(data))), limit)
    raise BadUpload(_("Only CSV and XLSX files can be read."))


def from_path(path: Path) -> Iterator[GivenLine]:
    """The links of a text, CSV or XLSX file of any length, a few of them in memory at a time. Raises BadUpload."""
    suffix = path.suffix.lower()
    if suffix == ".csv":
        with path.open(encoding=_encoding_of(path), newline="") as text:
            yield from _judged_each(_link_cells(_csv_rows(text)))
        return
    with path.open("rb") as file:
        yield from _judged_each(_link_cells(_xlsx_rows(file))) if suffix == ".xlsx" else from_stream(file)


def from_stream(file: BinaryIO) -> Iterator[GivenLine]:
    """One link a line, as they come; a line that is no UTF-8 is a bad one like others. Raises BadUpload."""
    for number, raw in enumerate(_raw_lines(file), start=1):
        if number == 1 and b"\0" in raw:
            raise BadUpload(_("This is not a text file."))
        text = raw.decode("utf-8-sig", "replace").strip()[:LINE_LIMIT]
        if text:
            yield GivenLine(number, text, error_code="invalid_link") if "\ufffd" in text else judge(number, text)


def _raw_lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of ``file``; what a line has beyond the limit is thrown away, however much it is."""
    while raw := file.readline(READ_AT_ONCE):
        rest = raw
        while len(rest) == READ_AT_ONCE and not rest.endswith(b"\n"):
            rest = file.readline(READ_AT_ONCE)
        yield raw


def judge(number: int, text: str) -> GivenLine:
    """The line with its link, or with the code of what is wrong with it."""
    policy = settings.SCRAPE_POLICY
    if text.startswith(FORMULA_SIGNS):
        return GivenLine(number, text, error_code="formula")
    try:
        link = parse_link(text, ports=policy.ports, allow_private=policy.allow_private)
    except ScrapeError as error:
        return GivenLine(number, text, error_code=error.code, error_reason=getattr(error, "reason", ""))
    return GivenLine(number, text, link=link)


def _judged(numbered: Iterable[tuple[int, str]], limit: int | None) -> list[GivenLine]:
    cleaned = ((number, text.strip()[:LINE_LIMIT]) for number, text in numbered)
    lines = list(islice(((number, text) for number, text in cleaned if text), None if limit is None else limit + 1))
    if limit is not None and len(lines) > limit:
        message = ngettext("Give at most %(limit)d link at once.", "Give at most %(limit)d links at once.", limit)
        raise BadUpload(message % {"limit": limit})
    return [judge(number, text) for number, text in lines]


def _judged_each(numbered: Iterable[tuple[int, str]]) -> Iterator[GivenLine]:
    for number, text in numbered:
        if cleaned := text.strip()[:LINE_LIMIT]:
            yield judge(number, cleaned)


def _link_cells(rows: Iterator[list[str]]) -> Iterator[tuple[int, str]]:
    """The cells of the column with links: the one whose heading says so, else the only column there is."""
    numbered = enumerate(rows, start=1)
    first = next(((number, row) for number, row in numbered if any(row)), None)
    if first is None:
        raise BadUpload(_("The file is empty."))
    number, row = first
    headings = [cell.strip().casefold() for cell in row]
    column = next((n for n, heading in enumerate(headings) if heading in LINK_COLUMNS), None)
    if column is None:
        column = _column_of_links(row)
        yield number, row[column]
    for number, row in numbered:
        yield number, row[column] if column < len(row) else ""


def _column_of_links(row: list[str]) -> int:
    """Without headings, the first cell that looks like an address tells the column."""
    for n, cell in enumerate(row):
        if "://" in cell or cell.startswith("www."):
            return n
    if len(row) == 1:
        return 0
    raise BadUpload(_("No column holds links. Name one of them “link”."))


def _csv_rows(text: TextIO) -> Iterator[list[str]]:
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(text.read(4096), delimiters=",;\t|")
    except csv.Error:
        dialect = "excel"  # one column has no delimiter to find
    text.seek(0)
    try:
        yield from csv.reader(text, dialect)
    except csv.Error as error:
        raise BadUpload(_("The CSV file is damaged.")) from error


def _decoded(data: bytes) -> str:
    for encoding in _encodings(data[:4096]):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable()


def _encoding_of(path: Path) -> str:
    """The first encoding in which all of the file can be read."""
    with path.open("rb") as file:
        candidates = _encodings(file.read(4096))
    for encoding in candidates:
        try:
            with path.open(encoding=encoding) as text:
                while text.read(READ_AT_ONCE):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise _unreadable()


def _encodings(head: bytes) -> tuple[str, str]:
    is_utf16 = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    if b"\0" in head and not is_utf16:
        raise BadUpload(_("This is not a CSV file."))
    return ("utf-8-sig", "utf-16") if is_utf16 else ("utf-8-sig", "cp1256")


def _unreadable() -> BadUpload:
    return BadUpload(_("The file's characters cannot be read. Save it as UTF-8."))


def _xlsx_rows(file: BinaryIO) -> Iterator[list[str]]:
    _refuse_bomb(file)
    try:
        sheet = load_workbook(file, read_only=True, data_only=False).worksheets[0]
        sheet.reset_dimensions()  # a file may claim a million rows of 16,384 cells: all would be made
        for number, row in enumerate(sheet.iter_rows(max_col=COLUMN_LIMIT, values_only=True), start=1):
            if number > ROW_LIMIT:
                raise BadUpload(_("The file is too large."))
            yield ["" if cell is None else str(cell) for cell in row]
    except UNREADABLE as error:
        raise BadUpload(_("This is not an Excel file (XLSX), or it is damaged.")) from error


def _refuse_bomb(file: BinaryIO) -> None:
    """A workbook is a zip file: what it unpacks to is bounded before it is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
    except zipfile.BadZipFile as error:
        raise BadUpload(_("This is not an Excel file (XLSX), or it is damaged.")) from error
    if unpacked > 20 * settings.IMPORT_UPLOAD_LIMIT_BYTES:
        raise BadUpload(_("The file unpacks to too much."))

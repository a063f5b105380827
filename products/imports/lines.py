"""What a merchant gives, a text field or a file, as lines that are each judged before anything is stored."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import PurePath

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


ROW_LIMIT, COLUMN_LIMIT = 100_000, 100  # of a sheet; empty ones cost as much as full ones
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
        return _judged(_link_cells(_csv_rows(data)), limit)
    if suffix == ".xlsx":
        return _judged(_link_cells(_xlsx_rows(data)), limit)
    raise BadUpload(_("Only CSV and XLSX files can be read."))


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


def _csv_rows(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(text[:4096], delimiters=",;\t|")
    except csv.Error:
        dialect = "excel"  # one column has no delimiter to find
    try:
        yield from csv.reader(io.StringIO(text), dialect)
    except csv.Error as error:
        raise BadUpload(_("The CSV file is damaged.")) from error


def _decoded(data: bytes) -> str:
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadUpload(_("This is not a CSV file."))
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1256"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadUpload(_("The file's characters cannot be read. Save it as UTF-8."))


def _xlsx_rows(data: bytes) -> Iterator[list[str]]:
    _refuse_bomb(data)
    try:
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=False).worksheets[0]
        sheet.reset_dimensions()  # a file may claim a million rows of 16,384 cells: all would be made
        for number, row in enumerate(sheet.iter_rows(max_col=COLUMN_LIMIT, values_only=True), start=1):
            if number > ROW_LIMIT:
                raise BadUpload(_("The file is too large."))
            yield ["" if cell is None else str(cell) for cell in row]
    except UNREADABLE as error:
        raise BadUpload(_("This is not an Excel file (XLSX), or it is damaged.")) from error


def _refuse_bomb(data: bytes) -> None:
    """A workbook is a zip file: what it unpacks to is bounded before it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
    except zipfile.BadZipFile as error:
        raise BadUpload(_("This is not an Excel file (XLSX), or it is damaged.")) from error
    if unpacked > 20 * settings.IMPORT_UPLOAD_LIMIT_BYTES:
        raise BadUpload(_("The file unpacks to too much."))

"""What a merchant gives: every line judged, none lost."""

import io
import re
import time
import zipfile

import pytest
from openpyxl import Workbook

from products.imports import lines


def codes(given):
    return [(line.number, line.error_code or line.link.url) for line in given]


def xlsx(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_each_line_keeps_its_number_and_empty_lines_are_left_out():
    given = lines.from_text("\n  https://shop.test/a \r\n\n\nnot a link\nhttps://shop.test/b\n")

    assert [(line.number, line.link is not None) for line in given] == [(2, True), (5, False), (6, True)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("javascript:alert(1)", "address_refused"),
        ("file:///etc/passwd", "address_refused"),
        ("ftp://shop.test/a", "address_refused"),
        ("https://", "invalid_link"),
        ("nonsense", "invalid_link"),
        ("https://shop.test/" + "a" * 3000, "invalid_link"),
        ("https://user:secret@shop.test/", "invalid_link"),
        ("https://shop.test:22/", "address_refused"),
        ("http://127.0.0.1/", "address_refused"),
        ("http://[::1]/", "address_refused"),
        ("http://169.254.169.254/latest/meta-data", "address_refused"),
        ('=HYPERLINK("https://shop.test")', "formula"),
        ("@SUM(A1)", "formula"),
    ],
)
def test_a_bad_line_is_named_with_its_reason(text, code):
    (line,) = lines.from_text(text)

    assert (line.link, line.error_code) == (None, code)


def test_too_many_lines_are_refused_as_a_whole():
    with pytest.raises(lines.BadUpload, match="at most 3"):
        lines.from_text("https://shop.test/a\n" * 4, limit=3)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_a_csv_file_is_read_by_its_column_of_links(encoding):
    data = "الاسم;link\nقدر;https://shop.test/a\nمصباح;https://shop.test/b\n".encode(encoding)

    given = lines.from_file("links.csv", data)

    assert codes(given) == [(2, "https://shop.test/a"), (3, "https://shop.test/b")]


def test_a_csv_file_without_headings_is_read_by_what_looks_like_a_link():
    given = lines.from_file("links.CSV", b"1,https://shop.test/a\n2,https://shop.test/b\n")

    assert codes(given) == [(1, "https://shop.test/a"), (2, "https://shop.test/b")]


def test_an_excel_file_is_read_and_its_formulas_are_refused():
    data = xlsx(
        ["Name", "URL"], ["Pot", "https://shop.test/a"], ["Bad", '=HYPERLINK("https://evil.test")'], [None, None]
    )

    assert codes(lines.from_file("links.xlsx", data)) == [(2, "https://shop.test/a"), (3, "formula")]


def altered(data, change):
    """The workbook ``data`` with ``change(name, part)`` instead of each of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def cut_off(part_name):
    return altered(xlsx(["link"], ["x"]), lambda name, part: part[:40] if name.endswith(part_name) else part)


def patched(offset, value):
    """A workbook whose parts' entries in the zip directory have ``value`` at ``offset``."""
    data = bytearray(xlsx(["link"], ["x"]))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + offset] = value
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


UNUSABLE = {
    "another kind of file": ("links.txt", lambda: b"https://shop.test/a"),
    "no ending": ("links", lambda: b""),
    "an empty CSV": ("links.csv", lambda: b""),
    "a CSV of empty lines": ("links.csv", lambda: b"\n\n\n"),
    "a CSV without links": ("links.csv", lambda: b"name,price\npot,3\n"),
    "a zip called CSV": ("links.csv", lambda: b"PK\x03\x04\x00\x00\x00"),
    "a text called XLSX": ("links.xlsx", lambda: b"not a workbook"),
    "an empty workbook": ("links.xlsx", xlsx),
    "a workbook without links": ("links.xlsx", lambda: xlsx(["name", "price"], ["pot", 3])),
    "a workbook with a sheet cut off": ("links.xlsx", lambda: cut_off("sheet1.xml")),
    "a workbook with its contents cut off": ("links.xlsx", lambda: cut_off("workbook.xml")),
    "a workbook with a password": ("links.xlsx", lambda: patched(8, 1)),
    "a workbook packed in an unknown way": ("links.xlsx", lambda: patched(10, 99)),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(case):
    name, data = UNUSABLE[case]
    with pytest.raises(lines.BadUpload) as refused:
        lines.from_file(name, data())

    assert str(refused.value).endswith((".", "”."))


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(settings):
    settings.IMPORT_UPLOAD_LIMIT_BYTES = 1000
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 1_000_000)

    with pytest.raises(lines.BadUpload, match="too much"):
        lines.from_file("links.xlsx", out.getvalue())


def test_a_workbook_that_claims_to_be_huge_costs_no_more_than_what_it_holds():
    claimed = b'<dimension ref="A1:XFD1048576"/>'

    def change(name, part):
        if not name.endswith("sheet1.xml"):
            return part
        return re.sub(rb"<dimension[^>]*>", claimed, part).replace(b'r="2"', b'r="4000"').replace(b'"A2"', b'"A4000"')

    data = altered(xlsx(["link"], ["https://shop.test/a"]), change)
    started = time.process_time()

    given = lines.from_file("links.xlsx", data)

    assert codes(given) == [(4000, "https://shop.test/a")]
    assert time.process_time() - started < 0.3  # 16,384 cells in each of the 4,000 rows took 1 s


def test_a_workbook_with_more_rows_than_anybody_fills_is_refused():
    def change(name, part):
        return part.replace(b"</sheetData>", b"<row/>" * 300_000 + b"</sheetData>") if "sheet1" in name else part

    with pytest.raises(lines.BadUpload, match="too large"):
        lines.from_file("links.xlsx", altered(xlsx(["link"], ["https://shop.test/a"]), change))

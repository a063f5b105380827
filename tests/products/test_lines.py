"""What a merchant gives: every line judged, none lost."""

import io
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

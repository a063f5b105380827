"""Salla's product sheet: its import template's headings, spelling mistakes included, since it goes by them.

Two rows of headings; then a row ``منتج`` for each product, followed by a row ``خيار`` for each variant.
Source: the template that Salla's dashboard offers under "products, import". It has no column for quantities.
"""

import tempfile
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from jobs.cells import guarded
from products.files import texts
from products.files.items import Item, ItemVariant, LeftOut
from products.files.shopify import chosen, narrow
from products.files.writers import About, Skus, Write, Writer

SHEET = "Salla Products Template Sheet"
GROUP = "بيانات المنتج"
PRODUCT, OPTION, READY, YES, NO, TEXT = "منتج", "خيار", "منتج جاهز", "نعم", "لا", "نص"
COLUMNS = (
    *("النوع ", "أسم المنتج", "تصنيف المنتج", "صورة المنتج", "وصف صورة المنتج", "نوع المنتج", "سعر المنتج", "الوصف"),
    *("هل يتطلب شحن؟", "رمز المنتج sku", "سعر التكلفة", "السعر المخفض", "تاريخ بداية التخفيض", "تاريخ نهاية التخفيض"),
    *("اقصي كمية لكل عميل", "إخفاء خيار تحديد الكمية", "اضافة صورة عند الطلب", "الوزن", "وحدة الوزن", "الماركة"),
    *("العنوان الترويجي", "تثبيت المنتج", "الباركود", "السعرات الحرارية", "MPN", "GTIN", "خاضع للضريبة ؟"),
    "سبب عدم الخضوع للضريبة",
    *(f"[{number}] {part}" for number in (1, 2, 3) for part in ("الاسم", "النوع", "القيمة", "الصورة / اللون")),
)
IMAGES = 10
CELL_LIMIT = 32_767  # characters that a cell of a spreadsheet holds
ROW_LIMIT = 1_048_576  # rows that a sheet holds
PIECE = 512 * 1024

type Cell = str | Decimal | int | None


class SallaSheet(Writer):
    """The workbook grows in a file on disk, and is sent on from there when it is complete."""

    def __init__(self, write: Write, about: About | None = None) -> None:
        super().__init__(write, about)
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet(SHEET)
        self._sheet.sheet_view.rightToLeft = True
        self._sheet.freeze_panes = "C3"
        self._skus = Skus()
        self._used, self._is_saved = 0, False
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by drop

    def open(self) -> None:
        self._row([GROUP, *[None] * (len(COLUMNS) - 1)])
        self._row(list(COLUMNS))

    def add(self, item: Item) -> int:
        sku = self._skus.of(item.sku, f"W-{item.key[-12:]}")
        variants = list(chosen(item))
        if self._used + 1 + len(variants) > ROW_LIMIT:
            raise LeftOut("sheet_full")
        rows = [product_cells(item, sku)]
        for variant, options in variants:
            own = self._skus.of(variant.sku, f"{sku}-{variant.key}")
            rows.append(variant_cells(variant, options, own))
        for row in rows:
            self._row([row.get(name) for name in COLUMNS])
        return len(rows)

    def close(self) -> None:
        self._book.save(self._file)
        self._is_saved = True
        self._file.seek(0)
        while piece := self._file.read(PIECE):
            self._write(piece)

    def drop(self) -> None:
        if not self._is_saved:
            self._book.save(self._file)  # openpyxl gives its own files back only so
        self._file.close()

    def _row(self, cells: list[Cell]) -> None:
        self._sheet.append([self._cell(value) for value in cells])
        self._used += 1

    def _cell(self, value: Cell) -> Any:
        """Numbers stay numbers. Text is marked as text: openpyxl takes what begins with ``=`` for a formula."""
        if not isinstance(value, str):
            return value
        cell = WriteOnlyCell(self._sheet, value=None)
        cell.value = guarded(texts.tidy(value))[:CELL_LIMIT]
        cell.data_type = "s"
        return cell


def product_cells(item: Item, sku: str) -> dict[str, Cell]:
    return {
        "النوع ": PRODUCT,
        "أسم المنتج": item.name,
        "تصنيف المنتج": " > ".join(part.replace(">", "/").replace(",", " ") for part in item.categories),
        "صورة المنتج": ",".join(address.replace(",", "%2C") for address in item.images[:IMAGES]),
        "وصف صورة المنتج": item.alt(item.images[0]) if item.images else "",
        "نوع المنتج": READY,
        "الوصف": described(item),
        "هل يتطلب شحن؟": YES,
        "رمز المنتج sku": sku,
        "اقصي كمية لكل عميل": 0,
        "الوزن": None if item.weight_g is None else item.weight_g / 1000,
        "وحدة الوزن": "" if item.weight_g is None else "kg",
        "الماركة": item.brand,
        "تثبيت المنتج": NO,
        "الباركود": item.gtin,
        "MPN": item.mpn,
        "GTIN": item.gtin,
        "خاضع للضريبة ؟": YES,
        **price_cells(item),
        **{f"[{place}] الاسم": name for place, name in enumerate(narrow(item.options), start=1)},
        **{f"[{place}] النوع": TEXT for place, _name in enumerate(narrow(item.options), start=1)},
    }


def variant_cells(variant: ItemVariant, options: dict[str, str], sku: str) -> dict[str, Cell]:
    cells: dict[str, Cell] = {
        "النوع ": OPTION,
        "صورة المنتج": variant.image.replace(",", "%2C"),
        "رمز المنتج sku": sku,
        "الباركود": variant.gtin,
        "MPN": variant.mpn,
        "GTIN": variant.gtin,
        **price_cells(variant),
    }
    for place, (name, value) in enumerate(options.items(), start=1):
        cells |= {f"[{place}] الاسم": name, f"[{place}] النوع": TEXT, f"[{place}] القيمة": value}
    return cells


def price_cells(offer: Item | ItemVariant) -> dict[str, Cell]:
    if offer.regular_price:
        return {"سعر المنتج": offer.regular_price, "السعر المخفض": offer.price}
    return {"سعر المنتج": offer.price}


def described(item: Item) -> str:
    """HTML as long as a cell holds it; cut HTML would be broken, so a longer one goes as text."""
    return item.body if len(item.body) < CELL_LIMIT else texts.cut(item.text, CELL_LIMIT - 1)

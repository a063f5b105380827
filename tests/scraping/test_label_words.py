"""What stands before codes and brands in forty languages, with the value behind it, beside it or in a list."""

import pytest

from scraping import read_html

LABELS = {
    ("sku", "KET-4420"): """
        Artikel-Nr.:|Bestell-Nr.|Référence :|Réf.|UGS :|Référence produit|Referencia:|Ref.|Código:|SKU:|Codice:
        |Cod. articolo:|Codice prodotto|Riferimento:|Rif.|COD:|Cod.|Referência:|Ref:|Artikelnummer:|Artikelcode:
        |Productcode:|Kod produktu:|Symbol:|Indeks:|Nr katalogowy:|Numer katalogowy:|Kod:|Kód:|Kód zboží:
        |Katalogové číslo:|Číslo produktu:|Objednací kód:|Kód tovaru:|Katalógové číslo:|Ürün Kodu:|Stok Kodu :
        |ÜRÜN KODU:|Артикул:|Арт.:|رمز المنتج:|رقم الموديل:|الرمز:|מק"ט:|شناسه محصول:|商品番号：|品番：|品番|货号：
        |貨號：|품번:|Mã sản phẩm:|Mã hàng:|รหัสสินค้า:|Kode Produk:|Kode Barang:|Κωδικός:|Κωδικός προϊόντος:
        |Cod produs:|Cod:|Cikkszám:|Termékkód:|Cikksz.:|Art.nr:|Varenummer:|Tuotenumero:|Tuotekoodi:|Код:
        |Каталожен номер:|Šifra proizvoda:|Kataloški broj:|SKU|Item#|Product Code:|Product code|Catalog No:
        |Cat. No.:|Stock Code:|Reference|Order code:|Item code""",
    ("sku", "44201"): """
        Art.-Nr.:""",
    ("sku", "KET4420"): """
        Artikelnummer:|Mã SP:""",
    ("sku", "442011"): """
        Artikel:""",
    ("sku", "4420199"): """
        Réf :|Code article :|Código de producto:|Cód.|Nº de artículo:|Cód.:|Cód. do produto:|REF.:
        |Código do Produto:|(Cód. Item|Art.nr:|Bestelnummer:|Productnummer:|Nr produktu:|Obj. číslo:|Ürün No:|Арт.
        |Код товара:|Код:|Номер товара:|Код товару:|كود المنتج:|كود الصنف:|מק״ט:|کد کالا:
        |کد محصول:|شناسه:|商品コード：|管理番号：|お申込番号：|商品编号：|商品編號：|產品編號:|상품코드:|상품번호
        |ΚΩΔΙΚΟΣ:|Artikelnr:|Artnr|Varenr.:|Varenr|Varenummer:|Artikkelnr:|Artikkelnummer:|Produktnr:|Tuotenro:
        |Šifra:|Item #|Item No.|Style:|Product ID:|Prod. ID|Quick Code:|Product Number:|PID:|Item ID:|Stock #:""",
    ("sku", "442019"): """
        Style #""",
    ("sku", "84420199"): """
        TCIN:""",
    ("mpn", "KX-17"): """
        Modell-Nr.:|Modelo:|Модель:|דגם:|型番：|型號：|모델명:|รุ่น:|Model:""",
    ("mpn", "HX-99"): """
        Hersteller-Art.-Nr.:|Réf. fabricant :|Kod producenta:|رقم القطعة:|Part Number:|MFG #:|Mfr Part No:""",
    ("gtin", "4006381333931"): """
        EAN:|Code EAN :|Code-barres:|Código de barras:|Codice EAN:|EAN-code:|Kod EAN:|Barkod:|Штрихкод:|Штрих-код:
        |الباركود:|ברקוד:|条码：|바코드:|Barcode:|GTIN-13:""",
    ("gtin", "4901234567894"): """
        JANコード：""",
    ("gtin", "036000291452"): """
        UPC:""",
    ("gtin", "9780393609394"): """
        ISBN-13: 978-0-393-60939-4""",
    ("brand", "Nordberg"): """
        Marke:|Marque :|Fabricant :|Marca:|Produttore:|Merk:|Producent:|Marka:|Značka:|Výrobce:|Výrobca:|Бренд:
        |Производитель:|Виробник:|العلامة التجارية:|מותג:|יצרן:|برند:|メーカー：|ブランド：|品牌：|브랜드:|제조사:
        |Thương hiệu:|แบรนด์:|ยี่ห้อ:|Merek:|Μάρκα:|Κατασκευαστής:|Brand:|Producător:|Marcă:|Márka:|Gyártó:
        |Varumärke:|Tillverkare:|Mærke:|Merke:|Produsent:|Tuotemerkki:|Valmistaja:|Merkki:|Марка:|Proizvođač:
        |Manufacturer:""",
}
ROWS = [(field, value, label.strip()) for (field, value), labels in LABELS.items() for label in labels.split("|")]
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Kettle 17 L | Shop</title></head><body><main>
<img src="/media/kettle.jpg" alt="Kettle"><h1>Kettle 17 L</h1><p class="price">€ 29.99</p>{line}
<button>Add to cart</button><p>A fine kettle made of steel that boils water quickly.</p></main></body></html>"""


def read(line, field):
    return getattr(read_html(PAGE.format(line=line).encode(), "https://shop.test/p/kettle"), field)


@pytest.mark.parametrize(("field", "value", "label"), ROWS)
def test_a_labelled_value_is_read(field, value, label):
    plain = label.rstrip(" :：.")

    assert read(f"<p>{label} {value}</p>", field) == value
    assert read(f"<div><span>{plain}:</span> <span>{value}</span></div>", field) == value
    assert read(f"<dl><dt>{plain}</dt><dd>{value}</dd></dl>", field) == value


@pytest.mark.parametrize("line", ["Item 12", "Use code: SAVE20", "Vendor: 4420", "Style: Modern", "Codename 4420"])
def test_other_lines_are_no_codes(line):
    assert read(f"<p>{line}</p>", "sku") is None


def test_a_logo_names_the_brand_alone():
    assert read('<a class="brand-logo" href="/acme"><img src="/l/acme.png" alt="Acme logo"></a>', "brand") == "Acme"

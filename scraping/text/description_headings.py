"""What stands over a description and on the tab that opens it, whole texts by language."""

from scraping.text.folded import bare, folded

_WRITTEN = """
    description|product description|item description|full description|detail|details|product details|item details
    |overview
    |product overview|information|product information|features|product features|about this item|about the item
    |about this product|about the product|product detail|synopsis|synopses & reviews|publisher comments
    |from the publisher
    |key specifications/special features|special features|the details|product info|more details|at a glance
    |what it is|about it
    |produktbeschreibung|beschreibung|artikelbeschreibung|produktdetails|details zum produkt|produktinformationen
    |produktinformation|artikeldetails
    |descriptif|description du produit|détails du produit|détails|description produit|caractéristiques|en détail
    |en savoir plus
    |descripción|descripción del producto|detalles|detalles del producto|información del producto|características
    |descrição|descrição do produto|detalhes|detalhes do produto|informações do produto|sobre o produto
    |descrizione|descrizione prodotto|descrizione del prodotto|dettagli|dettagli prodotto|dettagli del prodotto
    |omschrijving|productomschrijving|beschrijving|productbeschrijving|productinformatie|productdetails
    |opis|opis produktu|opis towaru|szczegóły|szczegóły produktu|popis|popis produktu|popis zboží|podrobný popis
    |detailní popis
    |detailný popis|podrobnosti
    |açıklama|ürün açıklaması|ürün bilgileri|ürün özellikleri|ürün detayı|ürün detayları|ürün hakkında
    |описание|описание товара|о товаре|подробности|опис|опис товару|про товар|описание на продукта
    |الوصف|وصف المنتج|تفاصيل المنتج|التفاصيل|نبذة عن المنتج|عن المنتج|معلومات المنتج|مواصفات المنتج
    |תיאור|תיאור המוצר|פרטים נוספים|על המוצר|מידע נוסף|توضیحات|توضیحات محصول|معرفی محصول|معرفی|نقد و بررسی
    |商品説明|商品詳細|商品の説明|商品紹介|この商品について|製品説明|商品情報|アイテム説明
    |商品描述|商品详情|商品介绍|产品描述|产品详情|產品描述|商品詳情|商品介紹|產品介紹|產品特色|商品特色
    |상품설명|상품 설명|제품설명|제품 설명|상품상세정보|상세정보|상품정보
    |विवरण|उत्पाद विवरण|mô tả|mô tả sản phẩm|thông tin sản phẩm|chi tiết sản phẩm|รายละเอียดสินค้า|รายละเอียด|คำอธิบาย
    |deskripsi|deskripsi produk|detail produk|keterangan|περιγραφή|περιγραφή προϊόντος|descriere|descriere produs
    |detalii
    |detalii produs|leírás|termékleírás|termék leírása|részletes leírás|részletek
    |beskrivning|produktbeskrivning|produktinformation|beskrivelse|produktbeskrivelse|produktinformasjon
    |produktdetaljer
    |varebeskrivelse|om produkten|om produktet|tuotekuvaus|kuvaus|tuotetiedot|opis proizvoda|opis izdelka
    |aprašymas|apraksts
    |kirjeldus"""
_ENTRIES = [" ".join(heading.split()) for heading in _WRITTEN.split("|")]
HEADINGS = frozenset(map(bare, _ENTRIES))
"""As :func:`bare` leaves them."""
_OF_ANYTHING = ("product", "produ", "ürün", "товар", "item", "article")  # stand in many other texts


def _telling(heading: str) -> str:
    return max(heading.split(), key=lambda word: (not word.startswith(_OF_ANYTHING), len(word)))


_LONGEST_WORDS = [_telling(heading) for heading in _ENTRIES]
HEADING_WORDS = (*_LONGEST_WORDS, *map(folded, _LONGEST_WORDS))
"""Words of which each heading holds one, with and without accents."""

"""What shops write before a value in tables and lists, in the main languages, and which field it names."""

import re

from scraping.text.folded import bare, folded

_LABELS_OF_FIELD = {
    "sku": """
        sku|item number|item no|item no.|item #|product code|product number|product id|article number|asin
        |style number|style code|reference|ref|artikelnummer|artikelnr|artikelnr.|art.-nr.|artikel-nr.
        |bestellnummer|produktnummer|varenummer|référence|réf|ugs|referencia|código|codice|codice articolo
        |codice prodotto|referência|artikelcode|ürün kodu|stok kodu|артикул|код товара|kod produktu|رمز المنتج|النوع
        |رقم المنتج|رقم الصنف|كود المنتج|رقم الموديل|商品番号|品番|商品コード|货号|商品编号|상품번호
        |item id|item code|item|catalog no|catalogue no|cat no|catalog number|catalogue number|article no|article nr
        |order code|order no|order number|stock code|stock no|stock #|product #|product no|product id|prod id
        |quick code|pid|tcin
        |webid|web id|style #|style no|sku no|sku code|sku number|sku id|product sku
        |artikel|art nr|art no|artnr|bestell nr|best nr|bestellnr|bestell no|produkt nr|produktnr|artikel id
        |artikel code
        |référence produit|référence article|code article|n article|numéro d article|référence interne|code produit
        |cód|código de producto|código del producto|código do produto|cód do produto|cód item|cod item|cód producto
        |cód artículo|código de artículo|código del artículo|nº de artículo|nº artículo|n de artículo|cód produto
        |nº de referencia
        |cod|cod articolo|cod prodotto|riferimento|rif|codice art|cod art|codice interno|articolo
        |bestelnummer|productnummer|art nummer|bestelcode|productcode|bestelnr|artikelnr
        |symbol|indeks|nr katalogowy|numer katalogowy|kod|nr produktu|numer produktu|kod towaru|symbol produktu
        |kod katalogowy
        |nr kat|nr artykułu|numer artykułu
        |katalogové číslo|číslo produktu|objednací kód|objednací číslo|obj číslo|kat číslo|číslo zboží|číslo výrobku
        |kód zboží|kód produktu|kód výrobku|kód|kód tovaru|katalógové číslo|číslo tovaru
        |ürün no|model kodu|stok no|ürün numarası|ürün id
        |арт|код|номер товара|код продукта|номер артикула|код модели|артикул товара|каталожный номер|код изделия
        |код товару|артикул товару|номер товару|каталожен номер|код на продукта|продуктов код|код на производител
        |الرمز|كود الصنف|الكود|رمز التخزين|رمز الصنف|رقم القطعه التعريفي|رمز sku|sku رمز|رقم السلعة|كود السلعة
        |מק ט|מקט|מספר קטלוגי|קוד מוצר|מספר מוצר|קוד פריט|מס קטלוגי
        |کد کالا|کد محصول|شناسه محصول|شناسه|شناسه کالا
        |管理番号|お申込番号|申込番号|商品no|商品id|注文番号|商品管理番号|注文コード|製品番号|製品コード
        |商品番号 sku|アイテム番号
        |商品編號|貨號|產品編號|产品编号|商品货号|貨品編號|商品貨號|產品貨號|款号|款號|商品id|產品型號編號
        |商品代碼|料號
        |상품 코드|상품 번호|품번|제품번호|제품코드|제품 번호|제품 코드|상품품번|상품id
        |mã sản phẩm|mã sp|mã hàng|mã hàng hóa|รหัสสินค้า|รหัสผลิตภัณฑ์
        |kode produk|kode barang|kode sku
        |κωδικός|κωδικός προϊόντος|κωδ προϊόντος|κωδικός είδους|κωδ
        |cod produs|cod articol|referință|cikkszám|termékkód|cikksz|cikk szám|rendelési kód|termékszám
        |artikelnummer|art nr|varenr|varenummer|artikkelnr|artikkelnummer|produktnr|produktnummer|vare nr|vare no
        |tuotenumero|tuotekoodi|tuotenro|tuote nro
        |šifra|šifra proizvoda|šifra artikla|kataloški broj|kat broj|šifra izdelka|prekės kodas|produkta kods
        |tootekood""",
    "mpn": """
        mpn|model|model number|model no|model no.|model name|item model number|manufacturer part number
        |part number|manufacturer #|mfr #|model #|manufacturer's number|modell|modellnummer|herstellernummer
        |hersteller-nr.|herstellerartikelnummer|modèle|numéro de modèle|modelo|número de modelo|modello
        |numero modello|modelnummer|модель|الموديل|رقم القطعة|型番|型号|모델명
        |mfg #|mfg part #|mfr part no|mfr part number|mfg no|manufacturer no|manufacturer code|manufacturer part no
        |hersteller art nr|hersteller artikelnr|hersteller artikelnummer|hersteller nr|modell nr|modellnr|mpn nr
        |réf fabricant|référence fabricant|référence constructeur|réf constructeur|n de modèle|référence du modèle
        |referencia del fabricante|ref fabricante|referência do fabricante|modelo nº|cod produttore|codice produttore
        |modelnr|fabrikantcode|kod producenta|symbol producenta|model nr|kód výrobce|kód výrobcu|part nr
        |код производителя|номер производителя|код виробника|рقم القطعة|رقم القطعه|דגם|型號|メーカー型番|モデル
        |모델번호
        |모델 번호|รุ่น|model produs|cod producător|gyártói cikkszám|gyártói kód|tillverkarens artikelnr|lev artnr
        |producentens varenr|prod nr|valmistajan koodi|valmistajan tuotenumero|μοντέλο|kataloški broj proizvođača""",
    "brand": """
        brand|brand name|by|manufacturer|producer|trademark|winery|brewery|distillery|vendor|العلامة التجارية|الماركة
        |الماركه|اسم الماركة|الشركة المصنعة|marca
        |marke|hersteller|marque|fabricant|fabricante|produttore|merk|varumärke|märke|mærke|merke|marka|značka
        |бренд|производитель|producent|üretici|výrobce|fabrikant|thương hiệu|الشركة
        |ブランド|メーカー|品牌|브랜드|製造元
        |výrobca|značka výrobce|виробник|برند|سازنده|المصنع|الشركة المصنعه|الماركات|מותג|יצרן|שם היצרן
        |제조사|브랜드명|廠牌|製造商|ブランド名|แบรนด์|ยี่ห้อ|merek|jenama|nhãn hiệu|hãng|hãng sản xuất|ब्रांड
        |μάρκα|κατασκευαστής|εταιρεία|producător|marcă|márka|gyártó|tillverkare|produsent|leverandør|tuotemerkki
        |valmistaja|merkki|brändi|марка|proizvođač|proizvajalec|znamka|gamintojas|prekės ženklas|zīmols|kaubamärk
        |tootja
        |varemerke|brand produktu|marka produktu|nazwa producenta|fabricado por|fabriqué par
        |hergestellt von""".replace("", ""),
    "color": """
        color|colour|colour name|اللون|farbe|couleur|coloris|colore|cor|kleur|färg|farve|farge|renk|kolor|barva
        |цвет|カラー|色|颜色|색상""",
    "material": """
        material|materials|fabric|composition|المادة|الخامة|المواد|materialien|matière|matériau|materiale
        |materiaal|composición|composizione|malzeme|materiał|материал|素材|材质|소재""",
    "weight": """
        weight|item weight|net weight|product weight|shipping weight|الوزن|وزن|gewicht|artikelgewicht
        |produktgewicht|poids|peso|vikt|vægt|vekt|ağırlık|waga|hmotnost|вес|重量|무게""",
    "size": """
        size|المقاس|الحجم|größe|grösse|taille|talla|taglia|tamanho|maat|storlek|størrelse|beden|rozmiar|velikost
        |размер|サイズ|尺码""",
    "style": """
        style|الطراز|stil|estilo|stile""",
    "gtin": """
        upc|ean|ean-code|ean code|gtin|isbn-13|isbn|isbn-10|barcode|barkod|code-barres|código de barras
        |codice a barre|باركود|الباركود|штрихкод|条码|jan
        |ean 13|ean13|ean gtin|gtin ean|gtin 13|gtin 14|gtin 12|upc code|upc ean|upc a|bar code|jan code|jancode
        |jan番号|jan ean
        |janコード|code ean|code barre|código ean|cód barras|código barras|codice ean|cod ean|codice a barre ean
        |barcode ean
        |ean kód|čárový kód|čiarový kód|kod ean|kod kreskowy|ean nummer|ean nr|ean code|streckkod|stregkode
        |strekkode|viivakoodi
        |ean koodi|штрих код|штриховой код|штрихкод товару|штрих код товару|баркод|الرقم العالمي|رقم الباركود
        |ברקוד|بارکد
        |條碼|国际条码|國際條碼|바코드|mã vạch|บาร์โค้ด|cod de bare|vonalkód|barkód|isbn ean|ean isbn|κωδικός ean
        |gtin upc""",
    "seller": """
        seller|sold by|البائع|verkäufer|vendu par|vendeur|vendedor|venditore|satıcı|продавец|販売元|卖家""",
    "shipping": """
        shipping|delivery|postage|الشحن|التوصيل|versand|lieferung|livraison|envío|spedizione|entrega|verzending
        |kargo|доставка""",
}

_ENTRIES = [
    (label, field)
    for field, labels in _LABELS_OF_FIELD.items()
    for label in re.sub(r"\n\s*", "", labels.strip()).split("|")
]


def label_of(text: str) -> str:
    """A label as the keys of ``FIELD_OF_LABEL`` are: without punctuation and accents, "no" for "#"."""
    return bare(text.replace("#", " no "))


FIELD_OF_LABEL = {label_of(label): field for label, field in _ENTRIES}
"""The field by its label as :func:`label_of` leaves it."""
CODE_FIELDS = frozenset({"sku", "mpn", "gtin", "brand"})
_TELLING = [max(label.split(), key=len) for label, field in _ENTRIES if field in CODE_FIELDS]
_TOO_SHORT = {"mã": "ma sp"}
"""Words that without their accents are parts of many others, and what stands there then."""
PARTS_OF_LABELS = (
    "sku", "item", "product", "style", "catalog", "artikel", "art.", "ref", "réf", "código", "codice", "nummer",
    "stock", "internet", "web id", "webid", "asin", "رمز", "رقم", "كود", "番号", "品番", "コード", "货号", "编号",
    "артикул", "код", "model", "mfr", "mpn", "part", "الموديل", "型番", "upc", "ean", "gtin", "isbn", "barcode",
    "jan", "باركود", "made by", "المصنع", "produktn", "produkt-", "varen", "tuoten", "cikksz", "kod ", "kód",
    "kodu", "cod produs", "cod. ", "mã ", "상품", "مدل",
)  # fmt: skip
"""Of which each label in the patterns for codes has one."""
LABEL_WORDS = (*PARTS_OF_LABELS, *_TELLING, *(_TOO_SHORT.get(word, folded(word)) for word in _TELLING))
"""Words of which each label of a code or brand holds one."""
_NAMES_OF_BRANDS = {label for label, field in _ENTRIES if field == "brand"} - {"vendor"}
BRAND_LABELS = sorted(_NAMES_OF_BRANDS, key=len, reverse=True)
"""What stands before a brand, the longer first; a vendor may be who supplies the shop."""

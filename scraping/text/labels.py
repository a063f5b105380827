"""What shops write before a value in tables and lists, in the main languages, and which field it names."""

import re

_LABELS_OF_FIELD = {
    "sku": """
        sku|item number|item no|item no.|item #|product code|product number|product id|article number|asin
        |style number|style code|reference|ref|artikelnummer|artikelnr|artikelnr.|art.-nr.|artikel-nr.
        |bestellnummer|produktnummer|varenummer|référence|réf|ugs|referencia|código|codice|codice articolo
        |codice prodotto|referência|artikelcode|ürün kodu|stok kodu|артикул|код товара|kod produktu|رمز المنتج
        |رقم المنتج|رقم الصنف|كود المنتج|رقم الموديل|商品番号|品番|商品コード|货号|商品编号|상품번호""",
    "mpn": """
        mpn|model|model number|model no|model no.|model name|item model number|manufacturer part number
        |part number|manufacturer #|mfr #|model #|manufacturer's number|modell|modellnummer|herstellernummer
        |hersteller-nr.|herstellerartikelnummer|modèle|numéro de modèle|modelo|número de modelo|modello
        |numero modello|modelnummer|модель|الموديل|رقم القطعة|型番|型号|모델명""",
    "brand": """
        brand|brand name|manufacturer|vendor|العلامة التجارية|الماركة|الماركه|اسم الماركة|الشركة المصنعة|marca
        |marke|hersteller|marque|fabricant|fabricante|produttore|merk|varumärke|märke|mærke|merke|marka|značka
        |бренд|производитель|producent|üretici|výrobce|fabrikant|thương hiệu|الشركة
        |ブランド|メーカー|品牌|브랜드|製造元""",
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
        |codice a barre|باركود|الباركود|штрихкод|条码|jan""",
    "seller": """
        seller|sold by|البائع|verkäufer|vendu par|vendeur|vendedor|venditore|satıcı|продавец|販売元|卖家""",
    "shipping": """
        shipping|delivery|postage|الشحن|التوصيل|versand|lieferung|livraison|envío|spedizione|entrega|verzending
        |kargo|доставка""",
}

FIELD_OF_LABEL = {
    label: field
    for field, labels in _LABELS_OF_FIELD.items()
    for label in re.sub(r"\n\s*", "", labels.strip()).split("|")
}
"""The field by its label in lower case."""
_NAMES_OF_BRANDS = {label for label, field in FIELD_OF_LABEL.items() if field == "brand"} - {"vendor"}
BRAND_LABELS = sorted(_NAMES_OF_BRANDS, key=len, reverse=True)
"""What stands before a brand, the longer first; a vendor may be who supplies the shop."""

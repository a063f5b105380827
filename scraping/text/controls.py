"""What stands around a description without being part of it: its own heading, tabs, and words on buttons and links."""

import re
from itertools import product

from scraping.text.clean import squeeze, unescape
from scraping.text.terms import names_terms


def _phrases(table: str) -> list[str]:
    return [squeeze(phrase) for phrase in table.split("|")]


def _combined(*tables: str) -> list[str]:
    """Each phrase of the first table with each of the next; an empty one leaves its place out."""
    return [squeeze(" ".join(parts)) for parts in product(*(table.split("|") for table in tables))]


_HEADINGS = frozenset(
    [
        *_combined("|product|item|full|the|more|additional", "description|descriptions|detail|details|overview"),
        *_combined("|product|item|full|the|more|additional", "information|info|summary|features"),
        *_combined("|product", "specification|specifications|specs|review|reviews"),
        *_combined("about", "this|the", "item|product"),
        *_combined("details|description", "&|and", "care|description|details|features"),
        *_combined("|produkt|artikel", "beschreibung|details|informationen"),
        *_combined("descripción|detalles", "|del producto"),
        *_combined("description|détails", "|du produit|de l'article"),
        *_combined("descrizione|dettagli|caratteristiche", "|del prodotto"),
        *_combined("descrição|detalhes|características", "|do produto"),
        *_combined("opis|popis", "|produktu"),
        *_combined("ürün", "açıklaması|özellikleri|detayları|bilgileri"),
        *_combined("описание|характеристики", "|товара"),
        *_phrases(
            """produktbeschreibung|artikelbeschreibung|bewertungen|características|caractéristiques|avis
            |omschrijving|productomschrijving|productinformatie|productbeschrijving|beschrijving|beoordelingen
            |produktbeskrivning|beskrivning|produktbeskrivelse|beskrivelse|tuotekuvaus|kuvaus|leírás|termékleírás
            |descriere|περιγραφή|опис|опис товару|תיאור|תיאור המוצר|توضیحات|توضیحات محصول
            |mô tả|mô tả sản phẩm|deskripsi|deskripsi produk
            |الوصف|وصف المنتج|تفاصيل المنتج|التفاصيل|نبذة عن المنتج|مواصفات المنتج|المواصفات|التقييمات
            |商品説明|商品詳細|商品の説明|商品描述|商品详情|产品描述|상품설명|상품 설명|상품상세|상품 상세정보"""
        ),
    ]
)
_CONTROLS = frozenset(
    [
        *_combined(
            "read|show|see|view|learn",
            "more|less|all|full",
            "|details|detail|information|info|description|product details|product description",
        ),
        *_combined("read|write a|write|see all|see", "review|reviews"),
        *_combined("add to", "favorites|favourites|wishlist|wish list|bag|cart|basket|compare"),
        *_combined("|view|see|view the|the", "size chart|size guide"),
        *_combined("report", "an error|a problem|an issue|error|incorrect product information"),
        *_combined(
            "share", "|on facebook|on twitter|on x|on pinterest|on whatsapp|via email|by email|this|this product"
        ),
        *_combined("mehr|weniger", "lesen|anzeigen|erfahren"),
        *_combined("voir|afficher|lire", "plus|moins"),
        *_combined("leer|ver|mostrar", "más|menos"),
        *_combined("ler|ver|mostrar", "mais|menos"),
        *_combined("leggi|mostra", "di più|tutto|altro|meno"),
        *_combined("lees|toon", "meer|minder"),
        *_combined("czytaj|pokaż|zobacz", "więcej|mniej"),
        *_combined("читать|показать", "далее|ещё|еще|полностью"),
        *_combined("اقرأ|إقرأ|عرض|شاهد", "المزيد|أقل"),
        *_phrases(
            """tweet|pin it|print|print page|print this page|email a friend|email this|back to top|close
            |adjust text size|weiterlesen|zum seitenanfang|lire la suite|en savoir plus
            |devamını oku|devamını gör|devamını göster|daha fazla göster|daha az göster|подробнее|свернуть
            |visa mer|läs mer|vis mere|læs mere|les mer|vis mer|lue lisää|bővebben|tovább|citește mai mult
            |περισσότερα|διαβάστε περισσότερα|קרא עוד|xem thêm|selengkapnya
            |المزيد|مشاركة|もっと見る|続きを読む|閉じる|查看更多|阅读更多|更多|展开|收起|더보기|더 보기|접기"""
        ),
    ]
)
_OPENING = r"((?:\s|</?[a-z][^<>]*>)*)"
_BLOCK = r"(?:p|div|li|h[1-6]|dt|dd|td|th|span|a|b|strong|em|i|u|small)"
_FIRST = re.compile(rf"\A{_OPENING}([^<>]{{1,60}})(?=</?{_BLOCK}\b|<br|<ul|<ol|<table)")
_LEFT_BEHIND = re.compile(r"\A((?:\s*</\w+>)*)\s*[:：]\s*")
_ALONE = re.compile(rf"<({_BLOCK})(?:\s[^<>]*)?>([^<>]{{2,80}})</\1>(?=\s*(?:<|\Z))")
_EMPTY = re.compile(r"<(p|li|ul|h[1-6]|b|strong|em|a)(?:\s[^<>]*)?>\s*</\1>")
_DATA = re.compile(r">\s*[\[{]+\s*(?:\"|&quot;)\w[^<>]*[\]}]\s*(?=<)")
"""What a script left in the page for itself."""
_AROUND = " \t\n\u00a0:.…›»«>+*·•"
_MOST_HEADINGS = 4
_LONGEST = 60  # characters of a line that may be a control


def without_controls(markup: str) -> str:
    """Clean markup of a description without its own heading and tabs at the beginning, and without controls."""
    kept = _ALONE.sub(_unless_control, markup)
    kept = _DATA.sub(">", kept) if "{" in kept else kept
    for _ in range(_MOST_HEADINGS):
        first = _FIRST.match(kept)
        if first is None or not _is_heading(first[2]):
            break
        kept = first[1] + _LEFT_BEHIND.sub(r"\1", kept[first.end() :])
    return markup if kept == markup else _EMPTY.sub("", _EMPTY.sub("", kept)).strip()


def without_control_lines(text: str) -> str:
    """The same of plain text: whole lines."""
    lines = [line for line in text.split("\n") if len(line) > _LONGEST or _bare(line) not in _CONTROLS]
    while len(lines) > 1 and (not lines[0].strip() or _is_heading(lines[0])):
        del lines[0]
    return "\n".join(lines).strip()


def _unless_control(block: re.Match[str]) -> str:
    """Nothing in place of a control; what is there when it is none, or a link in the middle of a sentence."""
    if _bare(block[2]) not in _CONTROLS:
        return block[0]
    before = block.string[: block.start()].rstrip()
    return "" if not before or before.endswith(">") else block[0]


def _is_heading(text: str) -> bool:
    return _bare(text) in _HEADINGS or names_terms(text)


def _bare(words: str) -> str:
    return squeeze(unescape(words).strip(_AROUND)).lower()

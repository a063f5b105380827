"""What stands around a description without being part of it: its own heading, tabs, and words on buttons and links."""

import re

from scraping.text.clean import unescape
from scraping.text.patterns import one_of

_HEADING = one_of(r"""
    (product|item|full|the|more|additional)?\s*(descriptions?|details?|overview|information|info|summary|features)
    |about (this|the) (item|product)|details? (&|and) (care|description)|description (&|and) details?
    |(product )?(specifications?|reviews?)|(shipping|delivery)\s*((&|and|/)\s*returns?)?|returns?(\s*(&|and|/)\s*\w+)?
    |(produkt|artikel)?(beschreibung|details|informationen)|versand( und rückgabe)?|bewertungen
    |descripción( del producto)?|detalles( del producto)?|envíos?( y devoluciones)?
    |description( du produit)?|détails( du produit)?|livraison( et retours)?|caractéristiques
    |descrizione( del prodotto)?|dettagli( del prodotto)?|spedizion[ei]( e resi)?
    |descrição( do produto)?|detalhes( do produto)?|(product)?(omschrijving|beschrijving|informatie)
    |opis( produktu)?|popis( produktu)?|ürün (açıklaması|özellikleri|detayları)|описание( товара)?|характеристики
    |الوصف|وصف المنتج|تفاصيل المنتج|التفاصيل|نبذة عن المنتج|مواصفات المنتج
    |商品(説明|詳細|描述|详情)|상품\s?(설명|상세)""")
_CONTROL = one_of(r"""
    [›»>+\s]*(read|show|see|view|learn) (more|less|all)( (product |about )?(details?|information|description))?
    [\s.…›»>«]*
    |view full (product )?(details|description)|(read|write an?|see all) reviews?
    |add to (favou?rites|wish ?list|bag|cart|compare)
    |share( (on|via|with|this|by) .{0,20})?|tweet|pin it|print( (this )?page)?|email (this|a friend)|back to top|close
    |(view |see )?(the )?size (chart|guide)|adjust text size:?|report (an? )?(error|issue|incorrect product information)
    |(mehr|weniger) (lesen|anzeigen|erfahren)|weiterlesen|lire (la suite|plus|moins)|(voir|afficher) (plus|moins)
    |en savoir plus|(leer|ver|mostrar) (más|menos)|(ler|ver|mostrar) (mais|menos)|leggi (di più|tutto|meno)
    |mostra (di più|altro|meno)|(lees|toon) (meer|minder)|(czytaj|pokaż|zobacz) (więcej|mniej)|devamını (oku|gör|göster)
    |daha (fazla|az) göster|(читать|показать) (далее|ещё|еще|полностью)|подробнее|свернуть
    |(اقرأ|إقرأ|عرض|شاهد) (المزيد|أقل)|المزيد|もっと見る|続きを読む|閉じる|(查看|阅读)?更多|展开|收起|더\s?보기|접기""")
_OPENING = r"((?:\s|</?[a-z][^<>]*>)*)"
_BLOCK = r"(?:p|div|li|h[1-6]|dt|dd|td|th|span|a|b|strong|em|i|u|small)"
_FIRST = re.compile(rf"\A{_OPENING}([^<>]{{1,60}})(?=</?{_BLOCK}\b|<br|<ul|<ol|<table)")
_LEFT_BEHIND = re.compile(r"\A((?:\s*</\w+>)*)\s*[:：]\s*")
_ALONE = re.compile(rf"(?:\A|(?<=>))\s*<({_BLOCK})(?:\s[^<>]*)?>\s*([^<>]{{2,60}}?)\s*</\1>(?=\s*(?:<|\Z))")
"""A short text in an element of its own; a link in the middle of a sentence has text beside it."""
_EMPTY = re.compile(r"<(p|li|ul|h[1-6]|b|strong|em|a)(?:\s[^<>]*)?>\s*</\1>")
_DATA = re.compile(r"(?:\A|(?<=>))\s*[\[{]+\s*(?:\"|&quot;)\w[^<>]*[\]}]\s*(?=<|\Z)")
"""What a script left in the page for itself."""
_MOST_HEADINGS = 4


def without_controls(markup: str) -> str:
    """Clean markup of a description without its own heading and tabs at the beginning, and without controls."""
    kept = _ALONE.sub(lambda block: "" if _is(_CONTROL, block[2]) else block[0], markup)
    kept = _DATA.sub("", kept) if "{" in kept else kept
    for _ in range(_MOST_HEADINGS):
        first = _FIRST.match(kept)
        if first is None or not _is(_HEADING, first[2]):
            break
        kept = first[1] + _LEFT_BEHIND.sub(r"\1", kept[first.end() :])
    return markup if kept == markup else _EMPTY.sub("", _EMPTY.sub("", kept)).strip()


def without_control_lines(text: str) -> str:
    """The same of plain text: whole lines."""
    lines = [line for line in text.split("\n") if not _is(_CONTROL, line)]
    while len(lines) > 1 and (not lines[0].strip() or _is(_HEADING, lines[0])):
        del lines[0]
    return "\n".join(lines).strip()


def _is(pattern: re.Pattern[str], words: str) -> bool:
    return pattern.fullmatch(unescape(words).strip().rstrip(":").lower()) is not None

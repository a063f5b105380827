"""Sections on shipping, returns and payment: pages keep them beside a description, but they are the shop's."""

import re
from itertools import takewhile

from lxml import etree, html

from scraping.text.clean import squeeze, unescape
from scraping.text.patterns import one_of

type Element = etree._Element

_TERMS = one_of(r"""
    (free |fast |our |standard )?(shipping|delivery|returns?|exchanges?|refunds?|payments?)
    (\s*(&|and|\+|/|,)\s*(shipping|delivery|returns?|exchanges?|refunds?|payments?))*
    ( (information|info|policy|policies|details|policy details|methods?|options?|terms))?
    |(versand|lieferung|rückgabe|retouren|zahlung)(\s*(&|und|/)\s*(versand|lieferung|rückgabe|retouren|zahlung))*
    |versand(kosten|informationen)|zahlungsarten
    |(livraisons?|retours?|échanges|paiements?)(\s*(&|et|/)\s*(livraisons?|retours?|échanges|paiements?))*
    |(envíos?|devoluciones|cambios|pagos?|entregas?)(\s*(&|y|/)\s*(envíos?|devoluciones|cambios|pagos?))*|formas de pago
    |(spedizion[ei]|resi|rimborsi|pagament[io])(\s*(&|e|/)\s*(spedizion[ei]|resi|rimborsi|pagament[io]))*
    |(entregas?|trocas|devoluções|pagamentos?|frete)(\s*(&|e|/)\s*(trocas|devoluções|pagamentos?))*
    |(verzending|bezorging|retourneren|retour|betaling)(\s*(&|en|/)\s*(retourneren|retour|betaling))*
    |(dostawa|wysyłka|zwroty|płatności?)(\s*(&|i|/)\s*(dostawa|zwroty|płatności?))*|doprava( a platba)?
    |teslimat( ve iade)?|iade( ve değişim)?|(доставка|оплата|возврат)(\s*(и|/)\s*(доставка|оплата|возврат))*
    |(الشحن|التوصيل|الإرجاع|الاسترجاع|الاستبدال|الدفع)(\s*و\s*(الشحن|التوصيل|الإرجاع|الاسترجاع|الاستبدال|الدفع))*
    |سياسة (الشحن|الإرجاع|الاسترجاع|الاستبدال)( و(الإرجاع|الاسترجاع|الاستبدال))?|طرق (الدفع|الشحن)
    |(配送|返品|交換|支払い)(・(配送|返品|交換|支払い))*について|(배송|반품|교환)(/(배송|반품|교환))*\s?(안내|정보)|(退换货|配送|售后)(说明|政策)""")
_SHORT_TEXT = re.compile(r"(?:\A|>)\s*([^<>]{2,50}?)\s*(?=<)")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TITLES = (*_HEADINGS, "dt", "strong", "b", "a", "span", "div", "p", "summary", "button")
_LEAST_LEFT = 80  # characters; less than that is no description any more


def without_terms(markup: str) -> str:
    """Clean markup without such sections: their headings, and what follows beside those up to the next heading."""
    if not any(_names_terms(unescape(found[1])) for found in _SHORT_TEXT.finditer(markup)):
        return markup
    root = html.fragment_fromstring(markup, create_parent="div")
    for title in [e for e in root.iter(*_TITLES) if not len(e) and _names_terms(e.text or "")]:
        if root in title.iterancestors():
            _remove_section(_whole_title(title))
    if len(_text(root)) < _LEAST_LEFT:
        return markup
    return str(html.tostring(root, encoding="unicode"))[len("<div>") : -len("</div>")].strip()


def _names_terms(text: str) -> bool:
    return _TERMS.fullmatch(squeeze(text).rstrip(":： ").lower()) is not None


def _text(element: Element) -> str:
    return squeeze("".join(map(str, element.itertext())))


def _whole_title(title: Element) -> Element:
    """With what only wraps it: the head of an accordion's entry, the paragraph of a bold line."""
    while (
        (parent := title.getparent()) is not None and parent.getparent() is not None and _text(parent) == _text(title)
    ):
        title = parent
    return title


def _remove_section(title: Element) -> None:
    """Take the title and its section out; a short line among others has none."""
    parent, section = title.getparent(), _section(title)
    if parent is not None and (section or title.tag in _HEADINGS):
        for element in (title, *section):
            parent.remove(element)


def _section(title: Element) -> list[Element]:
    """A heading's goes on to the next heading, a term's to the next term; an accordion's entry is of two parts."""
    siblings = list(title.itersiblings())
    if title.tag in _HEADINGS:
        return list(takewhile(lambda element: not _begins_with_heading(element), siblings))
    if title.tag == "dt":
        return list(takewhile(lambda element: element.tag != "dt", siblings))
    return siblings if len(siblings) == 1 and title.getprevious() is None and not (title.tail or "").strip() else []


def _begins_with_heading(element: Element) -> bool:
    first = next(element.iter(*_HEADINGS), None)
    return first is not None and _text(element).startswith(_text(first))

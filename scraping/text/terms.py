"""Sections on shipping, returns and payment: pages keep them beside a description, but they are the shop's."""

import re
from itertools import takewhile
from typing import Any

from lxml import etree, html

from scraping.text.clean import squeeze, unescape
from scraping.text.needles import Words
from scraping.text.patterns import words_of

type Element = etree._Element

_TERMS = words_of("""
    shipping delivery return returns exchange exchanges refund refunds payment payments versand lieferung rückgabe
    retouren zahlung versandkosten versandinformationen zahlungsarten livraison livraisons retour retours échanges
    paiement paiements envío envíos devoluciones cambios pago pagos spedizione spedizioni resi rimborsi pagamento
    pagamenti entrega entregas trocas devoluções pagamentos frete verzending bezorging retourneren betaling
    dostawa wysyłka zwroty płatność płatności doprava platba vrácení teslimat iade frakt leverans levering betalning
    toimitus palautukset szállítás fizetés livrare retururi plată доставка оплата возврат повернення αποστολή
    επιστροφές الشحن التوصيل الإرجاع الاسترجاع الاستبدال الدفع والتوصيل والشحن والإرجاع والاسترجاع والاستبدال
    والدفع משלוח משלוחים החזרות ارسال بازگشت pengiriman 配送について 返品について 배송안내 배송정보 교환/반품
    退换货政策 售后服务""")
_MAY_NAME_TERMS = Words(tuple(_TERMS))
_BESIDE_TERMS = words_of("""
    free fast our standard and or information info policy policies details methods method options terms
    und oder et ou y o e en i a ve и та și og och ja és και و سياسة طرق مدة رسوم formas de métodos""")
"""What such a title may say besides."""
_MOST_WORDS, _LONGEST_TITLE = 6, 60
_WORDS = re.compile(r"[\w/]+")
_SHORT_TEXT = re.compile(r">([^<>]{4,60})(?=<)")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TITLES = (*_HEADINGS, "dt", "strong", "b", "a", "span", "div", "p", "summary", "button")
_LEAST_LEFT = 80  # characters; less than that is no description any more
_STRING: Any = etree.XPath("string()", smart_strings=False)
"""All text inside at once, in a tenth of the time that ``itertext`` takes."""


def without_terms(markup: str) -> str:
    """Clean markup without such sections: their headings, and what follows beside those up to the next heading."""
    short = _SHORT_TEXT.findall(markup)
    if not _MAY_NAME_TERMS.any_in(unescape("\n".join(short)).lower()) or not any(map(names_terms, short)):
        return markup
    root = html.fragment_fromstring(markup, create_parent="div")
    for title in [e for e in root.iter(*_TITLES) if not len(e) and names_terms(e.text or "")]:
        if root in title.iterancestors():
            _remove_section(_whole_title(title))
    if len(_text(root)) < _LEAST_LEFT:
        return markup
    return str(html.tostring(root, encoding="unicode"))[len("<div>") : -len("</div>")].strip()


def names_terms(title: str) -> bool:
    """Whether a title speaks of nothing but such terms: "Free Shipping & Returns"."""
    said = unescape(title).lower() if len(title) <= _LONGEST_TITLE else ""
    words = _WORDS.findall(said) if _MAY_NAME_TERMS.any_in(said) else []
    return (
        0 < len(words) <= _MOST_WORDS
        and not _TERMS.isdisjoint(words)
        and all(word in _TERMS or word in _BESIDE_TERMS for word in words)
    )


def _text(element: Element) -> str:
    return squeeze(_STRING(element))


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

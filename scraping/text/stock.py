"""Availability: schema.org's terms, feeds' terms, and what shops write beside the buy button."""

import re

from scraping.snapshot import Availability
from scraping.text.patterns import one_of

_TERMS: dict[str, Availability] = {
    "instock": Availability.IN_STOCK,
    "instoreonly": Availability.IN_STOCK,
    "onlineonly": Availability.IN_STOCK,
    "limitedavailability": Availability.IN_STOCK,
    "limitedstock": Availability.IN_STOCK,
    "lowstock": Availability.IN_STOCK,
    "available": Availability.IN_STOCK,
    "availablefororder": Availability.IN_STOCK,
    "madetoorder": Availability.IN_STOCK,
    "in": Availability.IN_STOCK,
    "true": Availability.IN_STOCK,
    "outofstock": Availability.OUT_OF_STOCK,
    "oos": Availability.OUT_OF_STOCK,
    "soldout": Availability.OUT_OF_STOCK,
    "unavailable": Availability.OUT_OF_STOCK,
    "notavailable": Availability.OUT_OF_STOCK,
    "reserved": Availability.OUT_OF_STOCK,
    "false": Availability.OUT_OF_STOCK,
    "preorder": Availability.PREORDER,
    "presale": Availability.PREORDER,
    "backorder": Availability.BACKORDER,
    "discontinued": Availability.DISCONTINUED,
}
_NOT_LETTERS = re.compile(r"[^a-z]")

_OUT = one_of(r"""
    ^\W*sold\W*$|\bout[\s-]of[\s-]stock|\bsold[\s-]?out\b|\bno longer (available|in stock|sold)
    |\bcurrently (unavailable|not available)
    |\btemporarily (unavailable|out)|\bnot available\b(?! (in|for|at|on|with|to))|\bunavailable\b|\bnot in stock
    |\b(item|product) (is )?unavailable
    |\bnotify me when (it.s |this is )?(available|back)|\bemail me when (available|in stock|back)
    |\bback in stock (alert|notif)
    |\bjoin (the )?wait(ing)? ?list|\badd to wait ?list|ausverkauft
    |nicht (mehr )?(verfügbar|auf lager|lieferbar|vorrätig)
    |vergriffen|rupture de stock
    |\bépuisé|indisponib|non disponib|\bagotad[oa]|(sin|fuera de|no hay) (stock|existencias)|\besaurit[oa]|\besgotad[oa]
    |indisponív|(sem|fora de) (estoque|stock)|produto em falta
    |uitverkocht|niet op voorraad
    |slutsåld|(ej|inte|ikke|slut|tomt) (i|på) lager|udsolgt|utsolgt|tükendi|tükenmiş|stokta yok|нет в наличии|распродан
    |закончил(ся|ась|ось|ись)|немає в наявності|закінчи(вся|лася|лося|лися)|няма наличност|изчерпан
    |niedostępn|brak w magazynie|brak towaru|wyprzedan
    |نفدت|نفذت|نفد(?!\w)|نفذ(?!\w)|غير متوفر|غير متاح|انتهت الكمية|ناموجود
    |売り切れ|在庫切れ|在庫なし|品切れ|缺货|售罄|无货|已下架|품절|אזל
    |al momento non disponib|non è disponib|momentan nicht|derzeit nicht|zurzeit nicht|actuellement indisponib
    |\bno (está|se encuentra) (actualmente )?disponible|\bya no (está|se|queda|hay)\b|non( è)? più (disponib|in vendita)
    |n['’](est|était|a) (plus|pas)( \w+)? (disponible|en stock)|não (está )?(mais )?dispon
    |niet (meer|langer) (leverbaar|beschikbaar|op voorraad)|(mevcut|satışta) (değil|yok)|artık (mevcut|satışta) değil
    |больше не (доступ|прода)|снят с продажи|\bнедоступ|(لم|لن) [يت]عد (متوفر|متاح)|ليس(ت)? (متوفر|متاح)
    |موجود نیست|販売(は|を)?終了|取り扱(いし)?て(いません|おりません)|판매\s?(종료|중지)|단종|停售|停产
    |no disponible|niet (leverbaar|beschikbaar)|ei varastossa|loppuunmyy|isesti loppu\b|\bloppu varasto
    |vyprodán|vypredan|\bnedostupn
    |(není|nie je) (na )?sklad|nincs (készleten|raktáron)|elfogyott|nem (elérhető|rendelhető)|stoc epuizat
    |nu (este|mai este) (în stoc|disponibil)|nije (dostup|na zalihi|na stanju)|rasprodan|ni na zalogi|razprodan
    |εξαντλ|μη διαθέσιμ|hết hàng|stok habis|stokta bulunm|(לא|אינו|אין) (נמצא |קיים )?במלאי|أعلمني عند|اعلمني عند
    |أبلغني عند|نبهني عند
    |avvisami quando|prévenez-moi|m['’]avertir|benachrichtig.{0,20}(verfügbar|lieferbar)|avísame cuando|avise-me""")
_PRE = one_of(r"""
    \bpre-?\s?order\b|vorbestell|précommand|pré-command|preventa|reserva ahora|pré-venda|ön sipariş|предзаказ
    |طلب مسبق|الطلب المسبق|للطلب المسبق|اطلب(ه|ها)? مسبق|حجز مسبق|الحجز المسبق|予約(?!語)|预售|預購|preordina|prenotalo
    |voorbestel
    |förbeställ|förhandsboka|forudbestil|forhåndsbestil|przedsprzedaż|předobjedn|예약
    |\bavailable for pre|\berscheint am\b|\bà paraître\b""")
_BACK = re.compile(r"\bback-?\s?order(ed|ing)?\b|\bon backorder")
_ON_BACKORDER = re.compile(r"(?<!not available )\bon back-?\s?order\b|(?<!not )\bavailable for back-?\s?order")
_AND_THEN = re.compile(r"(\bback-?\s?order(?:ed)?)\W+(?:and |it |they )*will be\b.*")
"""What follows once the product is on backorder is no case that may not apply."""
_DISCONTINUED = re.compile(r"\bdiscontinued\b|توقف إنتاج|eingestellt(es)? produkt|produit arrêté")
_IN = one_of(r"""
    \bin[\s-]stock\b(?! (alert|notif|email|soon))|\bavailable (now|online|for (immediate )?(delivery|shipping))
    |\bready to ship|\bships (in|within|from|today)
    |\bonly \d+ (left|remaining|in stock)|\b\d+ (in stock|available|left in stock)|\busually ships
    |\bin den warenkorb|auf lager|\blieferbar|sofort verfügbar
    |\ben stock|disponible\b|\bdisponibile|\bdisponível|em estoque|op voorraad|i lager|på lager|stokta var
    |в наличии|в наявності|dostępn[yae]\b|na sklad[eě]|sklad[eo]m\b|raktáron|készleten|în stoc|na (zalihi|stanju|zalogi)
    |varastossa
    |متوفر|متاح|موجود في المخزون|في المخزون|موجود\b|在庫あり|有货|现货|재고 있음|במלאי""")
_BUY = one_of(r"""
    ^\W*(add (it |item |this )?to (my |your |the )?(shopping )?(cart|bag|basket|trolley|tote|order)( now)?|add
    |buy( it)?( now| online)?|order( it)?( now| online)?|purchase( now)?
    |(jetzt )?(in|zum) (den |meinen |die )?(waren|einkaufs)(korb|wagen|tasche)( legen| hinzufügen)?
    |(zum )?warenkorb hinzufügen
    |(jetzt |sofort[- ]?)?(kaufen|bestellen)
    |ajouter (au|à mon|à la|dans (le|mon)) (panier|sac|caddie)|(j['’])?achet(er|e|ez)( maintenant)?|commander
    |añadir (al carrito|a la cesta|a la bolsa|al carro|a mi bolsa)|agregar (al carrito|al carro|a la bolsa)
    |comprar( ahora| agora| já)?
    |aggiungi (al carrello|alla borsa|alla shopping bag)|metti nel carrello|acquista( ora| subito)?|ordina( ora)?
    |adicionar (ao carrinho|à sacola|ao cesto)|colocar no carrinho
    |in (mijn )?(winkelwagen|winkelmand|winkelmandje)|toevoegen( aan (winkelwagen|winkelmand(je)?))?|(nu )?bestellen
    |sepete ekle|hemen al|satın al|(добавить )?в корзину|купить( сейчас)?|(dodaj )?do koszyka|kup( teraz)?
    |lägg (i|till i) (varukorg(en)?|kundvagn(en)?)|köp( nu)?|(læg|føj) (i|til) (kurv(en)?|indkøbskurv)|køb( nu)?
    |legg i (handlekurv(en)?|handlevogn(en)?)|kjøp( nå)?|lisää (ostoskoriin|koriin)|osta( nyt)?
    |(přidat |vložit |pridať )?do (košíku|košíka)|koupit|kosárba( teszem)?|adaugă în coș|προσθήκη στο καλάθι|în coș
    |(أ|ا)ضف(ه|ها)? (إلى|الى|ل|للسلة|لعربة|لسلة).*|(إ|ا)ضافة (إلى|الى|ل|للسلة|لعربة|لسلة).*|اشتر(ي|ه|ها)?( الآن
    | الان)?|شراء( الآن| الان)?
    |اطلب(ه|ها)?( الآن| الان)?
    |افزودن به سبد( خرید)?|カートに(入れる|追加)|買い物かごに入れる|今すぐ(買う|購入)
    |(加入|放入)(购物车|購物車)|立即(购买|購買)
    |장바구니(에|로)? ?(담기|넣기|추가).*|구매하기|바로구매|הוסף לסל|הוספה לסל|קנה עכשיו|thêm vào giỏ( hàng)?|mua ngay
    |(tambah(kan)? ke|masukkan) (troli|keranjang)|beli sekarang|เพิ่มลงในรถเข็น|ซื้อเลย)\W*$""")
MENTIONS = (
    "stock", "sold", "availab", "order", "notify", "wait", "lager", "verfügbar", "lieferbar", "ausverk",
    "vergriff", "épuis", "disponib", "disponív", "agotad",
    "esaurit", "esgotad", "voorraad", "uitverk", "slutså", "udsolgt", "utsolgt", "stok", "discontinu",
    " ship", "left", "налич", "распрод", "закончил",
    "dostęp", "magazyn", "brak", "wyprzed", "sklad", "nedostup", "vypred", "készlet", "raktár", "elfogy", "elérhet",
    "rendelhet", "stoc ", "în stoc", "epuiz", "dostup", "zalihi", "stanju", "zalogi", "rasprod", "razprod", "varasto",
    "loppu", "estoque", "em falta", "existencias", "наяв", "закінч", "наличност", "изчерп", "διαθέσιμ", "tüken",
    "tillfällig", "نفد", "نفذ", "متوفر", "متاح", "موجود", "الكمية", "مسبق", "在庫", "売り切", "品切",
    "予約", "货", "售罄", "缺", "下架", "预售", "품절", "재고",
    "אזל", "במלאי", "momentan", "zurzeit", "derzeit", "leverb", "beschikb", "vyprod", "nincs", "εξαντλ", "hết", "habis",
    "bulunm", "أعلمني", "اعلمني", "أبلغني", "نبهني", "avvis", "préven", "avert", "benachr", "avísame", "avise",
    "vorrät", "bestand",
    "متبق", "restant", "remaining", "bestell", "précomm", "preventa", "pré-", "ön sip", "предзаказ", "erscheint",
    "prenot", "preord", "förb", "forudb", "forhånds", "przedsp", "předobj", "예약", "حجز", "reserva", "quedan",
    "mevcut", "satışta", "доступ", "продаж", "продаёт", "販売", "取り扱", "판매", "단종", "停售", "停产",
)  # fmt: skip
"""Text without any of these says nothing about stock."""


def availability_term(value: object) -> Availability | None:
    """A term of markup, such as ``https://schema.org/InStock``, ``in stock``, ``OutOfStock``."""
    if isinstance(value, bool):
        return Availability.IN_STOCK if value else Availability.OUT_OF_STOCK
    if not isinstance(value, str):
        return None
    last = value.strip().rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1]
    return _TERMS.get(_NOT_LETTERS.sub("", last.lower()[:60]))


_CONDITIONAL = one_of(r"""
    \?\s*$|^(if|when|once|should|in case|these|some|select|choose|pick|wenn|falls|si |se |إذا|عند)\b
    |\bsizes?\b.*\bsold|\b(may|can|might) be\b
    |\bfor waitlist|items? (are|that are)|\bnot all\b|\bwill be\b|\bwhile supplies""")
_PLAINLY_OUT = re.compile(r"(currently|temporarily) unavailable\.")  # "… We don't know when or if it will be back"
_EXPLICIT = one_of(r"""
    \b(this|the|our) (item|product|title|article|style|colou?r|listing)\b|\bsorry\b|^(currently[ ]
    |temporarily )?(sold[\s-]?out|out of stock|unavailable)[.!]?$
    |هذا المنتج|المنتج غير|ce produit|este producto|dieser artikel|questo prodotto""")


_LABEL = one_of(r"""
    ^(availability|stock( status| availability)?|verfügbarkeit|lager(be)?stand|disponibilit[éày]|disponibilidad(e)?
    |existencias|estoque|stok( durumu)?|наличие|доступность|dostępność|dostupnost|beschikbaarheid|voorraad|lagerstatus
    |tilgængelighed|tilgjengelighet|saatavuus|elérhetőség|disponibilitate|حالة (التوفر|المخزون|المنتج)|التوفر
    |在庫(状況)?|재고( 상태)?|库存|tình trạng)\s*[:：]""")


def is_stock_label(text: str) -> bool:
    """Whether the words begin with what shops write before a stock line: "Availability:"."""
    return _LABEL.match(text.lower()) is not None


def is_explicit(text: str) -> bool:
    """Whether the words speak of the page's product as a whole."""
    return _EXPLICIT.search(text.lower()) is not None


def availability_words(text: str) -> Availability | None:
    """What a short text near the buy button says, most telling first; None when it says nothing or only "if"."""
    text = _AND_THEN.sub(r"\1", text.lower())
    if _CONDITIONAL.search(text) and not _PLAINLY_OUT.match(text):
        return None
    if _DISCONTINUED.search(text):
        return Availability.DISCONTINUED
    if _ON_BACKORDER.search(text):
        return Availability.BACKORDER  # "out of stock – on backorder"
    if _OUT.search(text):
        return Availability.OUT_OF_STOCK
    if _PRE.search(text):
        return Availability.PREORDER
    if _BACK.search(text):
        return Availability.BACKORDER
    return Availability.IN_STOCK if _IN.search(text) else None


_LEFT = one_of(r"""
    (?<![\d.,-])(?P<before>\d{1,5})\s*(items?|pieces?|units?|pcs\.?|stück|articles?|produits?|unidades|pezzi|stuks
    |st\.?|db|قطع|قطعة)?
    \s*\+?\s*(left|remaining|in stock|available|vorrätig|auf lager|verfügbar|en stock|restante?s?|disponibles?
    |disponibili
    |op voorraad|i lager|på lager|in magazzino|skladem|в наличии|في المخزون|متبقية?)
    |(?:in stock|stock|المتبقي|متبقي|متوفر|الكمية(?: المتبقية| المتوفرة| المتاحة)?|bestand
    |quantity available|auf lager|en stock|quedan|plus que|noch|remaining
    |available)
    \s*[:：(]*\s*(?P<after>\d{1,5})(?!\s*[-–.,]\s*\d|\d|\s*%|\s*(?:h\b|days?|hours?|weeks?|business|working|werktag
    |tage?|stunden|wochen
    |jours?|heures?|días|giorni|dagen|dagar|يوم|أيام|ايام|ساعة))""")


def quantity_left(text: str) -> int | None:
    """How many there are, where a short text says it: "Only 3 left", "180 In Stock", "متوفر 7 في المخزون"."""
    found = _LEFT.search(text.lower())
    return int(found["before"] or found["after"]) if found else None


def is_buy_button(text: str) -> bool:
    """Whether a button's words put the product into the cart, in the main languages."""
    return len(text) < 60 and _BUY.match(text.lower()) is not None

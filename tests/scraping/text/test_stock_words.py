"""What shops write about stock and on their buttons, in many languages, and what only sounds like it."""

import pytest

from scraping.snapshot import Availability
from scraping.text.folded import bare, folded
from scraping.text.stock import MENTIONS, asks_to_be_told, availability_words, is_buy_button

OUT, IN, AHEAD, ORDERED = (
    Availability.OUT_OF_STOCK,
    Availability.IN_STOCK,
    Availability.PREORDER,
    Availability.BACKORDER,
)
SAID = {
    OUT: """
        Nicht mehr bestellbar|Derzeit leider nicht bestellbar|En rupture|Victime de son succès|Plus disponible
        |M'alerter du retour en stock|Pas en stock|PRODUIT ÉPUISÉ|Produit epuise|Notificarme cuando esté disponible
        |Vendido|Sin disponibilidad|Me avise quando chegar|Fora de linha|Prodotto terminato|Non in magazzino
        |Notificami quando disponibile|Geen voorraad|Powiadom o dostępności|Brak na stanie|Brak|Produkt wycofany
        |Zboží není dostupné|Prodej ukončen|Gelince haber ver|STOKTA KALMADI|TÜKENDİ|Temin edilemiyor
        |Нет на складе|Сообщить о поступлении|Снят с производства|Продано|Немає на складі|Знято з виробництва
        |Повідомити, коли з'явиться|أخبرني عند التوفر|تم البيع|خارج المخزون|نفاد الكمية|غَير مُتَوفّر|חסר במלאי
        |לא זמין
        |עדכנו אותי כשיחזור למלאי|اتمام موجودی|موجود شد به من اطلاع بده|موجود نمی‌باشد|完売|在庫がありません
        |再入荷のお知らせ
        |ＳＯＬＤ　ＯＵＴ|在庫：×|缺貨|暂无库存|已售完|補貨中|재고 없음|재입고 알림|매진|स्टॉक में नहीं है
        |Đã bán hết|Ngừng kinh doanh
        |สินค้าหมด|Stok kosong|Tidak tersedia|Habis|ΕΞΑΝΤΛΗΘΗΚΕ|Εκτός αποθέματος|Lipsă stoc
        |Anunță-mă când revine în stoc
        |Nincs készlet|Nem kapható|Tillfälligt slut|Slut|Meddela mig när den finns i lager|Udgået|Ikke tilgængelig
        |Få besked når den er på lager|Utgått|Tuote on loppunut|Ei saatavilla|Nema na zalihi|Rasprodato|Išparduota
        |Nav noliktavā|Läbi müüdud|Not currently available|Remind me when back in stock|No stock|Out of print
        |Sorry, this product is not available at this time""",
    IN: """
        Verfügbar|Lagernd|Sofort versandfertig|Hay existencias|Últimas unidades|Pronta entrega|Disponibilità immediata
        |Direct leverbaar|W magazynie|Dostupné|Stokta mevcut|Есть на складе|Є на складі|В наличност|متوفرة|זמין במלאי
        |在庫わずか|有貨|現貨|재고있음|स्टॉक में है|Còn hàng|พร้อมส่ง|Stok tersedia|Άμεσα διαθέσιμο|In stoc
        |Stoc limitat
        |Finns i webblager|Fåtal kvar|På nettlager|Heti saatavilla|Na zalihi|Low stock|Available
        |Limited availability""",
    AHEAD: """
        Noch nicht erschienen|Preorden|Reservar ahora|Pré-encomenda|Prenota ora|In prenotazione|Reserveer nu
        |Předprodej
        |Ön satışta|Предварительный заказ|Передзамовлення|طلب مُسبق|הזמנה מוקדמת|پیش‌خرید|پیش فروش|予約受付中
        |预订|預購
        |Đặt trước|พรีออเดอร์|Προπαραγγελία|Precomandă|Előrendelhető|Förhandsboka|Forhåndskjøp|Ennakkotilaa""",
    ORDERED: "Available on backorder|Out of stock – on backorder|In nabestelling",
}
NEITHER = """
    Almost sold out|Fast ausverkauft|Presque épuisé|Selling fast, nearly sold out|売り切れ次第終了|품절임박
    |Ist es ausverkauft?
    |En cas de rupture de stock, nous vous écrirons|Jusqu'à épuisement des stocks|在庫切れの場合はご連絡します
    |Available:
    |A fine stock of wool|The last one did when it came out|Notify me"""
BUTTONS = """
    Add to Cart - $49.00|Add to bag — £20|Add product to cart|AJOUTER AU PANIER 29,90 €|J'achète|Mettre au panier
    |Agregar a mi bolsa|Añade al carrito|Adicionar ao carrinho de compras|Compra ora|Voeg toe aan winkelwagen
    |Bestel nu
    |Włóż do koszyka|Kúpiť|Vložiť do košíka|SATIN AL|ŞİMDİ AL|Sepete At|Заказать|В корзину 1 990 ₽
    |Додати до кошика|Купити
    |أضِف إلى السلة|إضافة للعربة|הוסף לעגלה|לרכישה|اضافه کردن به سبد خرید|خرید محصول|カゴに入れる|購入手続きへ
    |加入購物袋
    |添加到购物车|바로구매하기|쇼핑백에 담기|कार्ट में जोड़ें|Chọn mua|หยิบใส่ตะกร้า|Masukkan ke Keranjang
    |ΠΡΟΣΘΗΚΗ ΣΤΟ ΚΑΛΑΘΙ
    |Adauga in cos|Cumpără acum|Megveszem|Kosárba rakom|Beställ|Tilføj til kurv|Legg i kurv|Lisää ostoskassiin|Купи
    |Dodaj u košaricu|V košarico|Į krepšelį|Pievienot grozam|Lisa ostukorvi"""
NO_BUTTONS = """
    Zum Warenkorb|Warenkorb anzeigen|أضف إلى المفضلة|أضف للمقارنة|Ajouter aux favoris|Add to list|Добавить в избранное
    |Buy 2 get 1 free|View cart|カートを見る|Order status|Thêm vào yêu thích|Add to Cart Protection"""


def listed(texts):
    return [text.strip() for text in texts.split("|")]


@pytest.mark.parametrize(("availability", "text"), [(said, text) for said in SAID for text in listed(SAID[said])])
def test_stock_lines_are_understood_in_many_languages(availability, text):
    assert availability_words(text) is availability
    assert any(word in text.lower() for word in MENTIONS) or text != folded(text)


@pytest.mark.parametrize("text", listed(NEITHER))
def test_what_only_sounds_like_a_stock_line_says_nothing(text):
    assert availability_words(text) is None


@pytest.mark.parametrize("text", listed(BUTTONS))
def test_buy_buttons_are_known_in_many_languages(text):
    assert is_buy_button(text)


@pytest.mark.parametrize("text", listed(NO_BUTTONS))
def test_other_buttons_are_no_buy_buttons(text):
    assert not is_buy_button(text)


def test_a_button_that_offers_to_write_is_known():
    assert asks_to_be_told("Notify me")
    assert asks_to_be_told("Få besked")
    assert not asks_to_be_told("Notify me of offers by letter")


def test_capitals_accents_and_kinds_of_letters_do_not_count():
    assert folded("ÉPUISÉ Stoğa ΕΞΑΝΤΛΉΘΗΚΕ") == "epuise stoga εξαντληθηκε"
    assert folded("أُضِفْ إلى الســلة") == folded("اضف الى السله")
    assert bare("  Sold-out! (ＮＯＷ) ") == "sold out now"

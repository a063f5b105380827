"""What shops write about stock, by language: phrases that hold anywhere in a short text, and whole texts.

``_`` is the edge of a word; without it the phrase may stand inside one. Accents and capitals do not count.
"""

GONE = """
    _out of stock_|_outofstock_|_sold ?out_|_soldout_|_no longer available|_no longer in stock|_no longer sold
    |_currently not available|_not currently available|_currently not in stock|_temporarily out_|_unavailable_
    |_not in stock
    |_notify me when available|_notify me when it s available|_notify me when it s back
    |_notify me when this is available
    |_notify me when in stock|_notify me when back|_notify me when this is back|_email me when available
    |_email me when in stock|_email me when back|_email me when it s back|_email when available|_email when in stock
    |_let me know when it s back|_let me know when back|_remind me when back|_alert me when available
    |_alert me when in stock|_alert me when back|_notified when it s back
    |_notified when back|_back in stock alert|_back in stock notif|_get back in stock|_join the wait ?list
    |_join wait ?list
    |_join the waiting list|_join waiting list|_add to wait ?list|_waitlist me_|_none available|_no stock_
    |_awaiting stock|_isn t in stock|_arrives in stock|_nil stock_
    |_zero stock_|_stock out_|_out of print_|_item is sold_|_not sold online|_not available online|_0 in stock_
    |_0 left_
    |ausverkauft|_nicht verfügbar|_nicht mehr verfügbar|_nicht auf lager|_nicht mehr auf lager|_nicht lieferbar
    |_nicht mehr lieferbar|_nicht vorrätig|_nicht mehr vorrätig|_nicht bestellbar|_nicht mehr bestellbar|vergriffen
    |_nicht lagernd|_nicht zur verfügung
    |_nicht am lager|_momentan nicht|_derzeit nicht|_zurzeit nicht|_zur zeit nicht|_derzeit leider nicht
    |_benachrichtigung bei verfügbarkeit
    |_rupture de stock|_en rupture_|_hors stock_|_victime de son succès|_épuisé_|_épuisée_|_épuisés_|_épuisées_
    |_indisponib|_non disponib
    |_plus disponible_|_plus disponibles_|_pas disponible_|_plus actuellement disponible|_pas actuellement disponible
    |_plus en stock|_pas en stock|_du retour en stock|_alerte retour en stock|_prévenez moi|_m avertir_
    |_m alerter du retour
    |_m alerter lorsque|_me prévenir de la dispo|_me prévenir du retour|_me prévenir lorsque|_me prévenir quand
    |_alerté de la dispo|_averti de la dispo
    |_agotad[oa]_|_agotad[oa]s_|_sin stock|_fuera de stock|_no hay stock|_sin existencias|_fuera de existencias
    |_no hay existencias|_sin inventario|_sin disponibilidad|_no disponible|_no está disponible
    |_no se encuentra disponible
    |_no está actualmente disponible|_ya no está_|_ya no se_|_ya no queda|_ya no hay_|_avísame cuando|_avisadme cuando
    |_notificarme cuando|_avisarme cuando|_descatalogad[oa]_
    |_esgotad[oa]|_indisponív|_sem estoque|_fora de estoque|_sem stock|_fora de stock|_produto em falta|_fora de linha
    |_não dispon|_não está dispon|_não está mais dispon|_não mais dispon|_avise me|_me avise quando|_avisar quando
    |_avisem me quando
    |_esaurit[oa]|_al momento non disponib|_non è disponib|_non più disponib|_non è più disponib|_non più in vendita
    |_avvisami quando|_avvisami se torna|_notificami quando|_fuori stock|_non in magazzino|_prodotto terminato
    |uitverkocht|_niet op voorraad|_niet meer leverbaar|_niet langer leverbaar|_niet meer beschikbaar
    |_niet langer beschikbaar|_niet meer op voorraad|_niet leverbaar|_niet beschikbaar|_geen voorraad
    |_mail mij bij voorraad
    |_mail me bij voorraad|_mail mij wanneer
    |niedostępn|_brak w magazynie|_brak towaru|_brak na stanie|_brak produktu|wyprzedan|_powiadom o dostępności
    |_powiadom mnie o dostępności|_powiadom gdy|_nakład wyczerpany|_produkt wycofany|_wycofany z oferty
    |vyprodán|vypredan|_nedostupn|_není na sklad|_není sklad|_nie je na sklad|_nie je sklad|_již není v prodeji
    |_není dostupn|_prodej ukončen|_ukončen prodej|_ukončená výroba|_nie je dostupn|_predaj ukonceny
    |tükendi|tükenmiş|_stokta yok|_stok yok|_stokta kalmadı|_stoklarımızda yok|_stokta bulunm|_mevcut değil
    |_satışta değil
    |_mevcut yok|_satışta yok|_temin edilemiyor|_temin edilemem|_gelince haber ver|_satışa kapalı
    |_нет в наличии|_нет на складе|_нет в продаже|_распродан|_закончился_|_закончилась_|_закончилось_|_закончились_
    |_больше не доступ|_больше не прода
    |_снят с продажи|_снята с продажи|_снят с производства|_снята с производства|_недоступ|_сообщить о поступлен
    |_уведомить о поступлен|_узнать о поступлен|_сообщить о наличии|_уведомить о наличии|_товар отсутствует
    |_отсутствует на складе|_отсутствует в продаже|_раскупили_|_продажи прекращены|_ожидается поступлен
    |_немає в наявност|_нема в наявност|_немає на складі|_закінчився_|_закінчилася_|_закінчилося_|_закінчилися_
    |_розпродан|_відсутній на склад
    |_товар відсутній|_товару немає|_знято з виробництва|_знятий з виробництва|_повідомити про наявн|_повідомити коли
    |_очікується надходж
    |_няма наличност|_няма в наличност|_не е в наличност|_изчерпан|_разпродаден
    |_نفدت_|_نفذت_|_نفد_|_نفذ_|_نفاد_|_نفاذ_|_غير متوفر|_غير متاح|_غير متواجد|_انتهت الكمية|_انتهت كمية|_خارج المخزون
    |_انتهى من المخزون|_انتهى المخزون|_لا يوجد مخزون|_تم البيع_|_تم بيعه_|_أعلمني عند|_نبهني عند|_أبلغني عند
    |_أخبرني عند
    |_أشعرني عند|_بلغني عند|_إشعاري عند|_أعلمني حين|_أعلمني عندما|_نبهني عندما|_أشعرني عندما|_أبلغني عندما
    |_أخبرني عندما
    |_لم يعد متوفر|_لم يعد متاح|_لن يعد متوفر|_لم تعد متوفر|_لم تعد متاح|_ليس متوفر|_ليست متوفر|_ليس متاح|_ليست متاح
    |ناموجود|_موجود نیست|_موجود نمی|_اتمام موجودی|_به اتمام رسید|_عدم موجودی|_موجود شد خبر|_موجود شد به من|_فروخته شد_
    |_فروش رفته|_توقف تولید
    |_غيرقابل فروش|_غير قابل فروش
    |_אזל|_נגמר המלאי|_המלאי נגמר|_לא במלאי|_לא נמצא במלאי|_לא קיים במלאי|_אינו במלאי|_אינו נמצא במלאי
    |_אינו קיים במלאי
    |_אין במלאי|_חסר במלאי|_לא זמין|_אינו זמין|_כשיחזור למלאי|_כשהמוצר יחזור|_חזרה למלאי
    |売切|在庫切れ|在庫なし|在庫無し|品切れ|入荷待ち|再入荷お知らせ|再入荷のお知らせ|再入荷通知|再入荷連絡|再入荷待ち
    |再入荷リクエスト|入荷お知らせ|入荷通知|在庫がござい|在庫がありません|在庫はありません|在庫はござい
    |欠品|取扱終了|取り扱い終了|販売終了|販売を終了|販売は終了|取り扱いしておりません|取り扱っておりません
    |取り扱いておりません
    |取り扱っていません|取り扱いていません|お取り扱いできません|購入いただけません|在庫 × |在庫×
    |缺货|售罄|无货|已售完|卖完了|已下架|补货中|到货通知|暂无库存|库存不足|已抢光|抢光了|停售|停产|缺貨|售完|完售
    |補貨中|補貨通知|貨到通知
    |無庫存|沒有庫存|暫無庫存|無現貨|無貨|銷售一空|斷貨|暂不销售|停產
    |재고없음|재고 없음|매진되|판매종료|판매 종료|판매중지|판매 중지|단종|재입고 알림|재입고알림|입고알림|입고 알림
    |구매불가|구매 불가|솔드아웃
    |स्टॉक में नहीं|स्टॉक समाप्त|स्टॉक खत्म|आउट ऑफ स्टॉक|अनुपलब्ध|उपलब्ध नहीं|बिक गया
    |_hết hàng|_đã bán hết|_cháy hàng_|_ngừng kinh doanh|_ngừng bán|_ngưng bán|_không còn hàng|_ngừng sản xuất
    |_ngưng sản xuất|_thông báo khi có hàng
    |_báo tôi khi có hàng|_tạm hết
    |สินค้าหมด|หมดสต|ขายหมด|ของหมด|ไม่มีสินค้า|ไม่มีในสต|ไม่พร้อมจำหน่าย|แจ้งเตือนเมื่อมีสินค้า|ยกเลิกจำหน่าย
    |_stok habis|_stok kosong|_habis terjual|_terjual habis|_produk habis|_barang habis|_tidak tersedia
    |_tidak ada stok
    |_kehabisan stok
    |_εξαντλ|_μη διαθέσιμ|_εκτός αποθέματος|_χωρίς απόθεμα|_δεν υπάρχει διαθεσιμότητα|_δεν είναι διαθέσιμ
    |_δεν διατίθεται
    |_stoc epuizat|_stoc zero|_lipsa stoc|_lipsă stoc|_produs epuizat|_nu este în stoc|_nu mai este în stoc
    |_nu este disponibil
    |_nu mai este disponibil|_nu e în stoc|_nu e disponibil|_când revine în stoc
    |_nincs készlet|_nincs raktár|elfogyott|kifogyott|_nem elérhető|_nem rendelhető|_nem kapható|_készlethiány
    |_kifutott
    |_raktáron 0_|_nem szállítható
    |slutsåld|slutsålt|_slut i lager|_slut i webblager|_slut online|_tillfälligt slut|_tyvärr slut|_ej i lager
    |_inte i lager|_finns ej i lager|_ej tillgänglig
    |_inte tillgänglig|_utgått_|_när den finns i lager|_när den är i lager|_när varan finns
    |udsolgt|utsolgt|_ikke på lager|_ikke på nettlager|_tomt på lager|_ikke tilgængelig|_ikke tilgjengelig|_udgået_
    |_når den er på lager|_når varen er på lager
    |_ei varastossa|loppuunmyy|myyty loppuun|isesti loppu_|_loppu varasto|_loppunut|_ei saatavilla|_ei ole saatavilla
    |_ilmoita kun saatavilla|_poistunut valikoimasta|_poistunut tuote
    |_nije dostup|_nije na zalihi|_nije na stanju|_nema na zalihi|_nema na stanju|_nema na lageru|rasprodan|rasprodat
    |razprodan|_ni na zalogi|_ni na voljo
    |_išparduota|_nėra sandėlyje|_siuo metu neturime|_laikinai neturime|_izpārdots|_nav pieejams|_nav noliktavā
    |_nav uz vietas
    |_läbi müüdud|_pole laos|_laost otsas"""
GONE_ALONE = """
    sold|item sold|매진|vendu|vendue|vendido|vendida|venduto|venduta|verkauft|verkocht|solgt|såld|myyty|satıldı
    |продано|проданий
    |prodano|prodato|terminato|terminado|brak|slut|habis|kosong|loppu|หมด|หมดแล้ว|nincs|otsas|отсутствует|відсутній
    |очікується|ожидается|مباع|تمام شد|נמכר|epuizat|neturime|prekės nėra|leider weg"""
ALERTS = """
    notify me|get notified|notify|email me|keep me posted|notify me!|waitlist|alert me|remind me|m'alerter|me prévenir
    |être alerté|créer une alerte|avísame|notificarme|avisarme|notifícame|avvisami|notificami|bevaka|bevaka produkt
    |bevaka vara
    |varsle meg|gi meg beskjed|giv mig besked|få besked|få beskjed|ilmoita minulle|värttää|benachrichtigen
    |benachrichtige mich|mich benachrichtigen|hou me op de hoogte|houd mij op de hoogte|mail mij|breng me op de hoogte
    |powiadom mnie|powiadom|haber ver|сообщить|уведомить|уведомить меня|повідомити|повідомити мене|értesítést kérek
    |értesíts|anunță-mă|notifică-mă|ειδοποίησέ με|به من اطلاع بده|خبرم کن|اطلاع بده|أعلمني|نبهني|أخبرني|أبلغني|أشعرني
    |notify when available|beritahu saya|ingatkan saya|แจ้งเตือน|báo tôi|עדכנו אותי|עדכן אותי|入荷連絡|通知我
    |알림 신청|coming soon|coming back soon|check back soon|próximamente|em breve|bientôt disponible
    |demnächst verfügbar|in arrivo|binnenkort
    |binnenkort beschikbaar|wkrótce|wkrótce dostępny|скоро в продаже|скоро у продажу|قريبا|يتوفر قريبا|به زودی|yakında
    |kommer snart|tulossa pian
    |即将上市|近日発売|출시 예정|hamarosan|în curând|pripravujeme|připravujeme|sắp về hàng|hàng sắp về"""
"""Whole texts of buttons that stand where one cannot buy. Elsewhere they may speak of letters and prices."""
AHEAD = """
    _pre ?order_|_pre ?orders_|_available for pre|_available to pre|_this is a pre ?order
    |_vorbestell|_noch nicht erschienen|_erscheint am_
    |_précommand|_pre command|_à paraître_
    |_preventa|_pre venta|_preorden|_reserva ahora|_reservar ahora|_disponible para reserva|_pre compra_
    |_pre venda|_pre encomend|_preencomend|_reserve já_
    |_preordin|_pre ordin|_prenotalo|_prenota ora|_prenotabile|_in prenotazione
    |_voorbestel|_pre orderen|_reserveer nu|_nu reserveren
    |przedsprzedaż|_předobjedn|_předprodej|_predpredaj
    |_ön sipariş|_ön satış
    |предзаказ|_предварительный заказ|передзамовлен|передпродаж
    |_طلب مسبق|_الطلب المسبق|_للطلب المسبق|_اطلب مسبق|_اطلبه مسبق|_اطلبها مسبق|_حجز مسبق|_الحجز المسبق|_احجز مسبق
    |הזמנה מוקדמת|מכירה מוקדמת|_پیش خرید|_پیش فروش|_پیش سفارش|_پیشخرید|_پیشفروش
    |予約受付|予約販売|予約商品|予約注文|予約する|今すぐ予約|先行予約|ご予約|予約購入|予約可
    |预售|預售|预购|預購|预订|預訂|예약|प्री ऑर्डर|_đặt trước|_đặt hàng trước|สั่งจอง|พรีออเดอร์|จองล่วงหน้า
    |สั่งซื้อล่วงหน้า
    |_prapesan|_praorder|προπαραγγελ|_precomand|_pre comand|_előrendel|_előjegyez
    |_förbeställ|_förhandsboka|_förhandsbeställ|_forudbestil|_forhåndsbestil|_forhåndskjøp|_ennakkotila|_ennakkomyyn"""
AHEAD_ALONE = "reservar|prenota|förköp|احجز الآن|予約|boka nu|zapowiedź|vorverkauf"
ORDERED = "_back ?order_|_back ?ordered_|_back ?ordering_|_nabestelling_|_restnoteret_|_i restordre_|_restordre_"
ENDED = """
    _discontinued_|_no longer being manufactured_|_no longer manufactured_|_no longer being made_|_archived product_
    |_توقف إنتاج|eingestelltes produkt|eingestellt produkt|_produit arrêté"""
THERE = """
    _available now_|_available online_|_available for delivery|_available for shipping|_available for immediate
    |_ready to ship|_ships in_|_ships within_|_ships from_|_ships today|_usually ships|_only a few left
    |_just a few left|_low stock_
    |_limited stock_|_limited availability
    |_in den warenkorb|_auf lager|_lieferbar|_sofort lieferbar|_sofort verfügbar|_online verfügbar|_lagernd_
    |_am lager_
    |_versandfertig
    |_en stock|_disponible_|_disponibles_|_derniers articles en stock|_dernières pièces
    |_hay existencias|_hay stock_|_en existencia_|_en inventario_|_últimas unidades
    |_em estoque|_em stock_|_disponível|_pronta entrega
    |_disponibile|_disponibili_|_disponibilità immediata|_pronta consegna|_ultimi pezzi|_ultimi articoli
    |_op voorraad|_direct leverbaar|_uit voorraad leverbaar
    |_dostępn[yae]_|_na magazynie|_ostatnie sztuki
    |_na skladě_|_na sklade|_sklad[eo]m_|_poslední kusy|_posledné kusy
    |_stokta var|_stok var_|_stokta mevcut|_stokta son
    |_в наличии|_есть на складе|_в наявност|_є на складі|_готовий до відправки|_в наличност
    |_متوفر|_متاح|_في المخزون|_بالمخزون|_موجود_|_موجودة_
    |_במלאי
    |在庫あり|在庫有|在庫わずか|在庫僅少|残りわずか|残り1点|在庫 あり|在庫 有
    |有货|现货|有貨|現貨|库存充足|庫存充足|有庫存|재고 있음|재고있음
    |स्टॉक में|_còn hàng_|_sẵn hàng_|_hàng có sẵn_
    |พร้อมส่ง|มีสินค้า|มีในสต|_stok tersedia|_ready stock_|_stok ada_
    |_σε απόθεμα|_άμεσα διαθέσιμ|_διαθέσιμο σε_|_διαθέσιμο από_|_ετοιμοπαράδοτ
    |_în stoc_|_stoc limitat|_stoc suficient|_ultimele bucăți
    |_raktáron|_készleten
    |_i lager|_i webblager|_på lager|_lagervara_|_lagervare_|_fåtal kvar|_fåtal i lager|_på nettlager|_på fjernlager
    |_varastossa|_heti saatavilla
    |_na zalihi|_na stanju|_na zalogi|_dobavljivo|_na lageru_
    |_sandėlyje_|_noliktavā_"""
THERE_ALONE = """
    available|last one|in stock now|verfügbar|vorrätig|disponibil|dispo|leverbaar|beschikbaar|voorradig|dostupné
    |dostupno|raspoloživo
    |stokta|mevcut|на складе|на складі|доступно|есть в продаже|наличен|налично|זמין|זמין במלאי|available to order
    |tersedia
    |có sẵn|còn hàng|उपलब्ध|διαθέσιμο|διαθέσιμη|elérhető|azonnal elérhető|rendelhető|tillgänglig|tilgængelig
    |tilgjengelig
    |saatavilla|laos|pieejams|saadaval|판매중|구매가능|in magazzino|w magazynie|na stanie|in voorraad"""
BRANCH = """
    try on|try-on|gift wrap|gift wrapping|engraving|_pickup_|_pick up_|_in store_|_in stores_|_click collect_
    |_click and collect_|_collect in|_this store_|_your store|_same day delivery|_local delivery|abholung
    |_in der filiale|_im markt_|_retrait|_en magasin|_recogida
    |_en tienda|_retirada|_na loja_|_ritiro|_in negozio|_ophalen|_afhalen|_in de winkel|_odbiór|_w salonie
    |_osobní odběr|_na prodejně|_mağazada|_mağazadan|самовывоз|_в магазинах_|самовивіз|استلام من|_في الفرع
    |店頭|店舗|门店|門市|매장"""
"""What speaks of collecting a product or of one branch, not of whether it can be ordered."""

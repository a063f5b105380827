"""What stands before amounts, by language: in front of what it was, in front of other amounts. Accents do not count."""

WAS = """
    was|list|listed|list price|listed price|msrp|m.s.r.p|reg|regular|reg price|reg. price|regular price|retail
    |retail price
    |retail value|est. retail|rrp|srp|mrp|compare|compare at|compare to|compared|compared at|compared to
    |compare at price
    |orig|original|originally|orig price|orig. price|original price|orig. was|original price was|before|instead of
    |full price|discounted from|reduced from|down from|marked down from|comparable value|comp. value|typical price
    |suggested retail price|manufacturer's suggested retail price|suggested price|usual price|usually|normally
    |old price
    |previous price|previously|u.p|usual|strike price|price was|catalogue price
    |statt|uvp|uvp des herstellers|früher|bisher|vorher|ehemals|alter preis|unser alter preis|bisheriger preis
    |ehemaliger preis|ursprünglich|ursprünglicher preis|ursprungspreis|originalpreis|listenpreis|normalpreis
    |unverbindliche preisempfehlung|unverbindliche preisempfehlung des herstellers|preisempfehlung des herstellers
    |empf. vk|regulärer preis|streichpreis|neupreis|uvp/rrp|anstatt|sonst|normaler preis
    |au lieu de|prix barré|prix conseillé|prix normal|prix de référence|prix d'origine|prix initial|ancien prix
    |prix public|prix public conseillé|prix catalogue|prix de vente conseillé|prix habituel|prix régulier|valeur|pvc
    |prix avant|avant
    |antes|precio anterior|precio normal|precio original|precio lista|precio de lista|precio regular|precio habitual
    |pvp recomendado|pvpr|pvp|p.v.p.r|p.v.p|precio sin descuento|precio recomendado|precio antes|antes a|en vez de
    |preço normal|preço original|preço anterior|preço de tabela|preço antigo|preço de lista|valor original
    |prezzo precedente|prezzo di listino|prezzo consigliato|invece di|listino|prezzo originale|prezzo iniziale|anziché
    |prezzo pieno|prezzo di partenza|prima
    |adviesprijs|oude prijs|normale prijs|normaal|van voor|voorheen|winkelprijs|vanprijs|consumentenadviesprijs
    |cena regularna|cena katalogowa|cena poprzednia|poprzednia cena|cena sugerowana|sugerowana cena|cena detaliczna
    |stara cena|cena przed obniżką|cena przed promocją|cena pierwotna|zamiast
    |běžná cena|původní cena|doporučená cena|cena před slevou|před slevou|původně|dmoc|běžně|namísto
    |bežná cena|pôvodná cena|odporúčaná cena|pôvodne
    |liste fiyatı|liste fiyat|eski fiyat|eski fiyatı|normal fiyat|normal fiyatı|piyasa fiyatı|önceki fiyat
    |etiket fiyatı
    |ilk fiyat
    |старая цена|обычная цена|цена до скидки|было|раньше|рекомендованная цена|цена без скидки|без скидки|вместо|ррц
    |розничная цена
    |стара ціна|звичайна ціна|ціна без знижки|ціна до знижки|замість|стара цена|препоръчителна цена
    |قبل|قبل الخصم|قبل التخفيض|قبل العرض|السعر قبل|السعر قبل الخصم|السعر قبل التخفيض|بدلا من|بدل من|بدلا عن|كان
    |السعر السابق|السعر الأصلي|السعر القديم|السعر العادي|سعر السوق|السعر الأساسي
    |מחיר קודם|מחיר רגיל|מחיר מקורי|במקום|מחיר מחירון|מחיר לפני|מחיר לפני הנחה|מחיר מלא|מחיר שוק
    |قیمت قبلی|قیمت اصلی|قیمت قبل|قیمت قبل از تخفیف|قیمت بدون تخفیف
    |定価|通常価格|参考価格|希望小売価格|メーカー希望小売価格|元の価格|当店通常価格|標準価格|元値
    |原价|市场价|原價|市價|建議售價|定價|专柜价|吊牌价|划线价|门市价|建议零售价|零售价|参考价|參考價|原售價
    |정가|소비자가|정상가|시중가|권장소비자가|할인전|할인 전|판매정가
    |giá gốc|giá cũ|giá niêm yết|giá thị trường|ราคาปกติ|ราคาเต็ม|ราคาเดิม
    |harga normal|harga asli|harga awal|harga coret|harga asal
    |αρχική τιμή|π.λ.τ|παλιά τιμή|λιανική τιμή|προτεινόμενη λιανική|προτεινόμενη λιανική τιμή|προτεινόμενη τιμή
    |prp|preț vechi|preț inițial|preț de listă|preț recomandat|preț întreg|în loc de|vechi
    |eredeti ár|régi ár|listaár|fogyasztói ár|korábbi ár|ajánlott ár|ajánlott fogyasztói ár|helyett
    |ord. pris|ord pris|ordinarie pris|tidigare|tidigare pris|rek. pris|rek pris|förr|listpris|rekommenderat pris|ord
    |førpris|normalpris|vejl. pris|vejl pris|vejledende pris|vejl. udsalgspris|vejledende udsalgspris|tidligere
    |tidligere pris|listepris|førhen|veil. pris|veil pris|veil|vejl|ordinær pris|veiledende pris|veiledende
    |norm|normaalihinta|ovh|suositushinta|alkuperäinen hinta|aiempi hinta|ennen
    |stara cijena|redovna cijena|redovna cena|mpc|tavahind|endine hind|sena kaina|vecā cena"""
"""``was 12``, ``RRP 12``."""

ANOTHER = """
    total|subtotal|you save|save|saving|savings|off|discount|shipping|delivery|order|orders|order of|orders of
    |purchase|purchases
    |over|above
    |spend|per month|monthly|payment of|payments of|instalment|instalments|installment|installments|installments of
    |instalments of|from other|used|trade|earn|points|reward|rewards|gift card|deposit|tax|fee|coupon|minimum|plus|add
    |value|up to|versand|spare|sparen|livraison|économisez|envío|ahorra|ahorras|spedizione|risparmi|risparmia|وفر|وفّر
    |التوفير|خصم|الشحن|شحن|التوصيل|توصيل|قسط|دفعات|أقساط|送料|ポイント|運費|运费|省|pfand|statiegeld|warranty
    |guarantee
    |protection|protection plan|garantie|garantía|garanzia|garanti|экономия|выгода|скидка|oszczędzasz|ušetříte|sleva
    |tasarruf|indirim|kazanç|economize|spar|bespaar|배송비|적립금|할인금액|الضمان|ضمان|ضمان إضافي|havale
    |havale ile|eft
    |eft ile|الحد الأدنى
    |zzgl|zuzüglich|rabatt|ersparnis|gutschein|versandkosten|lieferkosten|remise|réduction|frais de port
    |éco-participation
    |dont|ahorro|gastos de envío|descuento|desconto|economia|frete|sconto|risparmio|korting|je bespaart|besparing
    |verzendkosten|zniżka|rabat|oszczędność|dostawa|wysyłka|ušetříš|zľava|ušetríte|doprava|kargo|kazancınız
    |экономите|доставка|бонусов|знижка|економія|доставка|חיסכון|משלוח|הנחה|تخفیف|ポイント還元|割引|クーポン|立减|优惠
    |優惠|折扣|运费|運費|적립|할인|쿠폰|tiết kiệm|giảm|phí vận chuyển|ประหยัด|ส่วนลด|ค่าส่ง|hemat|diskon|ongkir
    |έκπτωση
    |κερδίζετε|μεταφορικά|reducere|economisești|transport|megtakarítás|kedvezmény|szállítás|du sparar|frakt|fragt
    |alennus|säästät|toimitus|popust|ušteda|dostava"""
"""``you save 12``. They may end a longer word."""

NO_PRICE = """
    _z dostawą_|_delbetal|_samlet kredit|_free_|_delivery_|_shipping_|_ships_|_order_|_orders_|_spend_
    |_minimum_|_cashback_|_gift card_|_coupon_|_voucher_
    |_deposit_|_installment_|_installments_|_per month_|_off your_|livraison|verzend|bezorging|dostaw|doprav|kargo
    |_frakt|_fragt|toimitu|доставк|szállítás|livrare|versand|lieferung|envío|entrega
    |spedizione
    |شحن|توصيل|قسط|دفعات|送料|运费|_cuotas_|_raten_|_ratenzahlung_|_mensualités_|_mensilità_|_rate da_|_parcelas_
    |_taksit_|_delbetala_|_emi_|_klarna_|_afterpay_|_subscribe_|_autoship_|_pfand_|_statiegeld_|_havale_|_eft_
    |_bank transfer_|_wire transfer_|_überweisung_|_par virement_|_por transferencia_|_con bonifico_
    |_mindestbestellwert_|_mindestbestellmenge_|_commande minimum_|_minimum de commande_|_pedido mínimo_
    |_ordine minimo_
    |_minimale bestelling_|_en az sipariş_|_premium ile_|_plus ile_|_prime ile_|_club ile_|_kart ile_|_kartı ile_
    |_kartınız ile_|الحد الأدنى|تابي|تمارا|قسم|أقساط|_raty_|_ratach_|_splátk|_splátok_|рассроч|частями_|розстрочк
    |частинами
    |_δόσεις_|_rate lunare|_részlet|分期|할부|ผ่อน|_trả góp_|_cicilan_|تقسيط|_תשלומים_|اقساط|_osamaksu|_erissä_
    |_interest free_|_installments of_|_plazos de_|_prestações_|_termijnen_|_mensuel|_fraccionado_|_vade farksız_"""
"""Words anywhere before a number in one sentence that make it another amount than the price."""

FOR_SOME = """
    _member_|_members_|_mitglied|_clubpreis_|_adhérent|_prix membre_|_precio socio|_socios_|_prezzo soci_|_medlem
    |_członk
    |_klubow|_klubov|_üyelere_|_üye fiyat|会员价|會員價|会員|회원가|멤버십|_jäsen|ozon картой|_с картой|картою_
    |_kartou_
    |_club price_|_loyalty_|_autoship_|_auto-ship_|_auto ship_|_auto-reorder_|_auto-delivery_|_auto delivery_
    |_autodelivery_|_subscribe_|_subscribe & save_|_subscription_|_im abo_|_abo-preis_|_sparabo_|_abonnement_
    |_suscripción_|_abbonamento_|_assinatura_|_abonelik_|_подписка_|اشتراك|اشترك ووفر|定期便
    |_select colors_|_select colours_|_select styles_|_select sizes_|_selected colors_|_selected styles_|_other colors_
    |_other colours_|_case of_|_by the case_|_increments_|_bank wire_|_wire price_|_with code_|_promo code_
    |_vip price_|_clubcard_|_nectar_|_trade price_|_preis mit karte_|_kundenkarte_|最大割引
    |최대할인가|최대혜택가|쿠폰적용가|쿠폰 적용|_sepette_|_klubkort|_med klubb
    |_30 tag|_30 day|_30 jour|_30 derniers|_30 días|_30 dias|_30 giorni|_30 dagen|_30 dni|_30 dní|_30 gün|_30 zile
    |_30 de zile
    |_30 nap|_30 dagar|_30 dage|_30 päiv|_30 дней|_30 днів|_30 дни|_30 ημερ|_30 dana|_30 dienu|_30 dagene|_30 päeva
    |_lowest price in|_lowest price last|_niedrigster preis|_niedrigster gesamtpreis|_tiefstpreis der
    |_prix le plus bas
    |_precio más bajo|_preço mais baixo|_prezzo più basso|_laagste prijs|_najniższa cena|_nejnižší cena
    |_najnižšia cena
    |_lägsta pris|_laveste pris|_alin hinta|_legalacsonyabb ár|_cel mai mic preț|_najniža cijena|_χαμηλότερη τιμή
    |_χαμηλότερης τιμής|_най ниска цена|_zemākā cena|_mažiausia kaina|_madalaim hind"""
"""The same, also where they stand in a label of their own: prices for members, the lowest of the last thirty days."""

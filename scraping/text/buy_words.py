"""What shops write on the button that puts the product into the cart: words before > words behind, by language."""

COMPOSED = """
    add|add to|add it to|add item to|add this to|add this item to|add product to|add both to|put in|place in|put into
    > cart|bag|basket|trolley|tote|box|order|shopping cart|shopping bag|shopping basket|shopping trolley
    |my cart|my bag|my basket|your cart|your bag|your basket|the cart|the bag|the basket|wagon|cart now|bag now
    in|in den|in meinen|in die|in meine|in das|zum|zu meinem|jetzt in den|artikel in den
    |produkt in den|ab in den|sofort in den
    > warenkorb legen|einkaufswagen legen|einkaufskorb legen|tasche legen|einkaufstasche legen
    |warenkorb hinzufügen|einkaufswagen hinzufügen|einkaufskorb hinzufügen
    in|in den|in meinen|in die|in meine|jetzt in den|artikel in den|produkt in den|ab in den
    > warenkorb|einkaufswagen|einkaufskorb|korb|tasche|einkaufstasche|shopping bag|wagen
    ajouter|ajoutez|mettre|ajouter cet article|ajouter le produit|ajouter l article
    > au panier|au sac|au caddie|à mon panier|à mon sac|au panier d achat|dans le panier|dans mon panier|à la commande
    añadir|agregar|añade|agrega|añádelo|meter|sumar|poner|incluir
    > al carrito|a la cesta|a la bolsa|al carro|a mi bolsa|a mi cesta|a mi carrito|a carrito|al carrito de compra
    |al carrito de compras|a la cesta de la compra|a la cesta de compra|al carro de compra|al carro de compras
    |en la cesta
    |en el carrito|a la compra|al pedido
    adicionar|colocar|pôr|incluir|adicione
    > ao carrinho|à sacola|ao cesto|no carrinho|na sacola|no cesto|ao carrinho de compras|ao saco
    aggiungi|metti|inserisci
    > al carrello|alla borsa|alla shopping bag|nel carrello|al cestino|nella borsa|alla bag|allo shopping bag
    in|in mijn|in de|toevoegen aan|toevoegen aan je|toevoegen aan mijn|voeg toe aan|plaats in|leg in|in jouw
    |in uw|voeg toe aan je
    > winkelwagen|winkelmand|winkelmandje|winkelwagentje|shopping bag|tas|mandje|shoppingbag
    dodaj|włóż|wrzuć|dodaj produkt > do koszyka
    přidat|vložit|pridať|vložiť|vlož|dát|dať > do košíku|do košíka
    sepete|sepetime|alışveriş sepetine > ekle|at|ekleyin
    в|добавить в|положить в|в мою|добавить товар в > корзину
    у|в|до|додати до|додати в|додати у|покласти в|покласти у > кошик|кошика
    أضف|أضفه|أضفها|إضافة|أضف المنتج|الإضافة|ضف|أضيفي|أضيفوا
    > إلى السلة|للسلة|إلى العربة|للعربة|إلى عربة التسوق|لعربة التسوق|إلى سلة التسوق|لسلة التسوق|إلى سلة المشتريات
    |لسلة المشتريات|إلى الحقيبة|للحقيبة|إلى حقيبة التسوق|لحقيبة التسوق|لسلتي|إلى سلتي|للسله|لسلة الشراء|إلى سلة الشراء
    |إلى عربة الشراء|إلى عربة المشتريات
    הוסף|הוספה|הוסיפו|הוסיפי|להוסיף > לסל|לעגלה|לסל הקניות|לסל קניות|לעגלת הקניות|לעגלת קניות|לסל שלי
    افزودن|اضافه|اضافه کردن > به سبد خرید|به سبد|به سبدخرید|به سبد خريد
    カート|かご|カゴ|買い物かご|買い物カゴ|買物かご|ショッピングカート|ショッピングバッグ|バッグ|バスケット|商品をかご|商品をカート
    >+ に入れる|へ入れる|に追加|に追加する|へ追加|へ追加する
    加入|放入|添加到|添加至|加到|添加|加進|新增至|加至 >+ 购物车|購物車|購物袋|购物袋|購物籃|购物篮|菜篮|菜籃
    장바구니|장바구니에|장바구니로|쇼핑백|쇼핑백에|카트|카트에 > 담기|넣기|추가|추가하기|담기하기
    कार्ट में|बैग में|टोकरी में > जोड़ें|डालें
    thêm vào|cho vào|bỏ vào|thêm > giỏ|giỏ hàng|vào giỏ hàng|vào giỏ
    เพิ่ม|หยิบ|ใส่|เพิ่มสินค้า >+ ลงในตะกร้า|ลงตะกร้า|ใส่ตะกร้า|ไปยังตะกร้า|ตะกร้า|ลงในรถเข็น|ลงในตะกร้าสินค้า
    |ลงรถเข็น|ในตะกร้า
    tambah|tambahkan|masukkan > ke keranjang|ke troli|keranjang|troli|ke beg|ke keranjang belanja|ke kereta
    προσθήκη|προσθήκη προϊόντος|βάλτο|προσθέστε > στο καλάθι|στο καλάθι αγορών|στο καλάθι μου|στην τσάντα
    adaugă|adaugă produsul|adăugați|pune > în coș|în coşul|în coșul de cumpărături|la coș|în coșul meu|coș
    kosárba > teszem|rakom|helyezés|tesz|helyezem|rakás
    lägg|lägg till|lägg ned > i varukorgen|i varukorg|i kundvagn|i kundvagnen|i korgen|i korg|i kassen
    |i shoppingbag|i påsen
    læg|føj|tilføj|læg varen > i kurv|i kurven|til kurv|til kurven|i indkøbskurv|i indkøbskurven
    |til indkøbskurv|i taske|i posen
    legg|legg til|legg varen > i handlekurv|i handlekurven|i handlevogn|i handlevognen|i kurv|i kurven|i posen
    |i vesken
    lisää|lisää tuote|siirrä > ostoskoriin|koriin|ostoskassiin|ostoskärryyn
    добави > в количката|в кошницата|в количка|към количката|в кошница
    dodaj|ubaci|stavi|dodajte > u košaricu|u korpu|u košaru|v košarico|u kosaricu|v voziček
    į|įdėti į|dėti į|pridėti į > krepšelį
    pievienot|ielikt|likt|lisa > grozam|grozā|ostukorvi|korvi"""
"""``>`` joins by a space, ``>+`` by nothing."""

ALONE = """
    add|buy|buy it|buy now|buy it now|buy online|buy this|order|order it|order now|order online|purchase
    |purchase now|ship it
    |add for shipping|add for delivery|buy this item|buy this product|i ll take it
    |zum warenkorb hinzufügen|jetzt kaufen|sofort kaufen|kaufen|jetzt bestellen|sofort bestellen|bestellen|hinzufügen
    |acheter|achetez|achète|j achète|je l achète|acheter maintenant|acheter cet article|commander|je commande|ajouter
    |ajout panier|achat immédiat|commander maintenant
    |comprar|comprar ahora|comprar ya|añadir|agregar|lo quiero|cómpralo ya|cómpralo ahora|pedir ahora
    |comprar agora|comprar já|adicionar|quero comprar|eu quero
    |acquista|acquista ora|acquista subito|compra|compra ora|compralo subito|ordina|ordina ora|aggiungi
    |toevoegen|bestel|bestel nu|nu bestellen|direct bestellen|kopen|koop nu|nu kopen|koop|voeg toe|direct kopen
    |do koszyka|kup teraz|kup|kupuję|kupuj|zamów|kup teraz 1 click|zamów teraz
    |do košíku|do košíka|koupit|koupit nyní|kúpiť|kúpiť teraz|objednat|objednať|koupit ihned
    |hemen al|satın al|şimdi al|sipariş ver|hemen satın al|satin al|simdi al|hemen satin al
    |купить|купить сейчас|купить в 1 клик|купить в один клик|заказать|оформить заказ|быстрый заказ|купить онлайн
    |купити|купити зараз|купити в 1 клік|купити в один клік|замовити
    |اشتر|اشتري|اشتره|اشترها|اشتر الآن|اشتري الآن|اشتره الآن|اشترها الآن|شراء|شراء الآن|اطلب|اطلبه|اطلبها|اطلب الآن
    |اطلبه الآن|اطلبها الآن|اشتري دلوقتي|أضف
    |קנה עכשיו|קנו עכשיו|קני עכשיו|קנייה מהירה|לרכישה|רכישה|לקנייה|רכישה מהירה|קנה
    |خرید|خرید محصول|سفارش|ثبت سفارش|همین حالا بخرید|خرید کالا|خرید آنلاین|خرید سریع
    |今すぐ買う|今すぐ購入|今すぐ購入する|購入する|注文する|ご購入手続きへ|購入手続きへ|カートへ|買い物かごへ|購入|カートへ入れる
    |立即购买|立即購買|购买|直接購買|直接购买|馬上購買|现在购买|現在購買|我要購買|加購|立即下单|立即結帳|马上购买
    |구매하기|바로구매|바로 구매|바로구매하기|바로 구매하기|구매|지금 구매|즉시구매|즉시 구매|주문하기|구입하기
    |अभी खरीदें|खरीदें
    |mua ngay|mua hàng|đặt hàng|chọn mua|đặt mua|đặt mua ngay|mua
    |ซื้อเลย|ซื้อสินค้า|สั่งซื้อ|ซื้อทันที|สั่งซื้อสินค้า|ซื้อ|ซื้อตอนนี้
    |beli sekarang|beli|beli langsung|pesan sekarang
    |αγορά|αγορά τώρα|αγόρασέ το|παραγγελία|στο καλάθι|προσθήκη
    |în coș|cumpără|cumpără acum|comandă|comandă acum
    |kosárba|megveszem|megvásárolom|megrendelem|vásárlás
    |köp|köp nu|beställ|beställ nu|köp direkt
    |køb|køb nu|bestil|bestil nu|put i kurv
    |kjøp|kjøp nå|bestill|bestill nå
    |osta|osta nyt|tilaa|tilaa nyt|ostoskoriin|osta heti
    |купи|купи сега|поръчай|към количката|в количката
    |kupi|kupi odmah|kupi sada|u košaricu|v košarico|naruči|naroči|u korpu
    |pirkti|pirkti dabar|pirkt|pirkt tagad|osta kohe"""

"""What names and words near an amount say of it: the price, what it was, or another amount. All in lower case."""

from functools import lru_cache

from scraping.text.patterns import one_of

_REGULAR_NAME = one_of(r"""
    (?<![a-z])(was|old|list|msrp|rrp|crossed?|compare|before|retail|orig|regular|previous|prev|del|markdown
    |mrp)(?![a-z])
    |strike|line-?through|oldprice|wasprice|listprice|regularprice|originalprice|compareat|priceold|pricewas
    |price-?before|_was|original|initial|retailprice""")
_SALE_NAME = one_of(r"""
    (?<![a-z])(sale|special|now|current|final|our|offer|promo|discounted|sell|selling|actual|today|new|your|deal
    |clearance)(?![a-z])
    |saleprice|specialprice|offerprice|finalprice|currentprice|ourprice|price-?now|pricesale|sell-?price|youpay
    |reduced|reduziert
    |soldes|angebot|aktion""")
_OTHER_NAME = one_of(r"""
    sav(e|ing)(?!er)|discount-?(amount|value|badge|percent)|shipp|deliver|install|finance|month|afterpay|klarna
    |affirm|tabby|tamara
    |zip-?pay|per[-_]?unit|unit[-_]?price|price-?per|reward|points|loyalty|gift-?card|coupon
    |(?<!incl-)(?<!including-)(?<!with-)(?<![a-z])tax(?![a-z])|without-?tax|(?<![a-z])ex(cl|cluding)?[-_]?(tax|vat
    |btw|mwst)
    |(?<![a-z])price-?excl|(?<![a-z])fee|deposit
    |subscri|threshold|free-?ship|earn|bulk|tier|qty|quantity-?(break|discount)|subtotal|(?<![a-z])used|trade-?in
    |swatch|range-?to""")
REGULAR_WORDS = one_of(r"""
    (?:^|\b)(was|list(?:ed)?(?: price)?|msrp|m\.s\.r\.p|reg(?:ular)?\.?(?: price)?|(?:est\. )?retail(?: price
    | value)?|rrp|mrp
    |compare(?:d)?(?: at| to)?|orig(?:inal(?:ly)?)?\.?(?: price)?(?: was| of)?|before|instead of|full price
    |(?:discounted|reduced|down|marked down) from
    |statt|uvp|früher|bisher|au lieu de|prix (?:barré|conseillé|normal)|antes|precio (?:anterior|normal|original)
    |prezzo (?:precedente|di listino|consigliato)|invece di|de:|قبل(?: الخصم)?|بدلا?ً? من|كان|السعر (?:السابق
    |الأصلي|قبل.{0,12}|القديم)
    |定価|通常価格|参考価格|希望小売価格|原价|市场价|정가)[\s:;.]*$""")
OTHER_WORDS = one_of(r"""
    (you save|sav(?:e|ings?)|off|discount|shipping|delivery|orders?(?: of)?|purchases?|over|above|spend
    |per month|monthly|payments? of
    |instal\w*|from other|used|trade|earn|points|rewards?|gift card|deposit|tax|fee|coupon|minimum|plus|add
    |value|up to|\+|versand|sparen?
    |spare|livraison|économisez|envío|ahorra|spedizione|risparmi|وفر|وفّر|التوفير|خصم|الشحن|شحن|التوصيل|توصيل|قسط
    |دفعات|أقساط|送料|ポイント|運費|运费
    |省|pfand|statiegeld|warranty|guarantee|protection(?: plan)?|garantie|garantía|garanzia|garanti
    |экономия|выгода|скидка|oszczędzasz|ušetříte|sleva|tasarruf|indirim|kazanç|economize|spar|bespaar
    |배송비|적립금|할인금액|الضمان
    |ضمان(?: إضافي)?|havale(?: ile)?|eft(?: ile)?|الحد الأدنى)[\s:()~-]*$""")
NOT_A_PRICE = one_of(r"""
    \b(free|delivery|shipping|ships|orders?|spend|minimum|cashback|gift card|coupon|voucher|deposit
    |installments?|per month|off your)\b
    |livraison|versand|lieferung|envío|entrega|spedizione|شحن|توصيل|قسط|دفعات|送料|运费
    |\b(cuotas|raten|ratenzahlung|mensualités|mensilità|rate da|parcelas|taksit|delbetala|emi|klarna|afterpay
    |subscribe|autoship|members?)\b
    |\b(pfand|statiegeld|havale|eft|(bank|wire) transfer|überweisung|par virement|por transferencia|con bonifico
    |mindestbestellwert|mindestbestellmenge|commande minimum|minimum de commande|pedido mínimo|ordine minimo
    |minimale bestelling|en az sipariş)\b
    |\b(premium|plus|prime|club|kart(?:ı|ınız)?) ile\b
    |الحد الأدنى|\dx de\b|تابي|تمارا|قسّم|أقساط""")
"""Words anywhere before a number in one sentence that make it another amount than the price."""
NOW_WORDS = one_of(r"""
    (now|sale(?: price)?|our price|today|special|only|price|deal|you pay|offer|final|الآن
    |السعر(?: بعد.{0,12}| الحالي)?|بعد الخصم
    |jetzt|maintenant|ahora|adesso|preis|prix|precio|prezzo|価格|价格|现价)[\s:]*$""")
UNIT_AFTER = one_of(r"""
    ^\s*(off\b|/\s?\d*\s?(mo|month|wk|week|yr|year|kg|g|100|lb|oz|l|ml|ft|m|unit|count|ct)\b(?![.,]\d)
    |per (month|week|kg|100|lb|oz|unit|count|litre|liter|ml|item)
    |a month|monthly|x \d|shipping|in savings|credit|or more|pro 100|je |par mois|al mese|/ ?(شهر|كجم
    |كيلو)|شهريا|pts|points|cash back
    |reward|gift ?card|in bonus|toward|minimum(?! order| purchase)|mtl\b|monatl|(?:pfand|statiegeld)(?!\W*\d)
    |(?:pro|per|par|por|za|al) ?\d*[.,]?\d* ?(?:kg|g|l|lt|ml|cl|m|m²|qm|lfm|liter|litre|litro)\b
    |/ ?(monat|mois|mes|mese|mån|maand)\b|im monat|(al|por) mes|mensual
    |mensili|/ ?mo\b
    |(in|x|en) \d+ (raten|rate|cuotas|mensualités)|with \w+ club
    |with (?:\w+ ){1,2}card\b|с (?:\w+ )?картой|mit (?:\w+ )?karte\b)""")


@lru_cache(maxsize=64)
def named_as(near: str) -> tuple[bool, bool, bool]:
    """Whether names speak of another amount, a regular price, a sale. The tiles of a list all have the same names."""
    other, regular, sale = _OTHER_NAME.search(near), _REGULAR_NAME.search(near), _SALE_NAME.search(near)
    return other is not None, regular is not None, sale is not None

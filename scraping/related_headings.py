"""What stands over parts of a page that show other products: "You may also like", "Other sellers"."""

from scraping.text.patterns import one_of

RELATED_HEADING = one_of(r"""
    ^(you (may|might|will) (also )?(like|love|enjoy|need|be interested)|we think you|(related|similar
    |recommended|suggested|complementary) \w+
    |customers? (who|also|have)|people (who|also)|(others|shoppers) also|also (bought|viewed|available|like)
    |recommended( for you)?$
    |recently viewed|more (from|like|to)|frequently bought|buy (it with|them|both|together)|bought together
    |bekijk een alternatief|(view|see|shop) alternatives?|alternatives?$|(other|more) sellers|diğer satıcılar
    |andere (verkäufer|verkopers|angebote)|autres (vendeurs|offres)|otros vendedores|altri venditori|outros vendedores
    |inni sprzedawcy|بائعون آخرون
    |complete (the|your)|shop the look|pairs? (well|with
    |perfectly)|goes (well )?with
    |wear it with|best ?sellers|trending|popular (products|items)|das könnte|ähnliche|kunden|passend dazu
    |vous aimerez|produits? (similaires|associés)
    |également|también|productos (relacionados|similares)|ti potrebbe|prodotti (simili|correlati)|você também
    |produtos relacionados
    |products? (related|similar) to|(other|more) products|\d+ (other|autres) |sponsored|gesponser|inspired by your
    |compare with
    |what other|alternativen|zubehör$|accessoires$|accessories$|(les clients|ceux qui)|benzer ürünler|похожие
    |с этим товаром
    |podobné|podobne|andra köpte|liknande|lignende|vergelijkbare|klanten (kochten|bekeken)|anderen bekeken
    |قد (يعجبك|تعجبك|يهمك)
    |منتجات (ذات صلة|مشابهة|مقترحة|قد)|ربما يعجبك|شاهد أيضا
    |関連商品|おすすめ|この商品を(見た|買った)|相关商品|猜你喜欢|看了又看
    |quem (viu|comprou|gostou|levou)|produtos (similares|semelhantes)|quienes (vieron|compraron)
    |chi ha (comprato|acquistato)
    |související |súvisiace |mohlo by (vás|se vám|sa vám)|kapcsolódó termék|hasonló termék
    |produse (similare|recomandate)
    |s-ar putea să|produkty (powiązane|polecane)|inni klienci|klienci kupili|свързани продукти|подобни продукти
    |схожі товари|разом з цим|σχετικά προϊόντα|παρόμοια προϊόντα|relaterade produkter|relaterede produkter
    |relaterte produkter|liittyvät tuotteet|alternative products|منتجات بديلة
    |sản phẩm (liên quan|tương tự)|produk (terkait|serupa))""")
RELATED_HEADING_WORDS = (
    "you may", "you might", "you will", "you'll", "think you", "related", "similar", "recommended", "suggested",
    "complementary", "customer",
    "people", "also", "recently", "more from", "more like", "more to", "frequently", "buy it with", "buy them",
    "alternatief", "alternative", "sellers", "satıcılar", "andere ", "vendeurs", "offres", "vendedores", "venditori",
    "sprzedawcy", "بائعون",
    "buy both", "buy together", "bought together", "complete the",
    "complete your", "shop the look", "pair",
    "goes", "wear it", "best seller", "bestseller", "trending", "popular", "könnte", "ähnliche", "kunden",
    "passend", "aimerez", "similaires",
    "associés", "également", "también", "relacionados", "similares", "potrebbe", "simili", "correlati", "também",
    "sponsored", "gesponser", "inspired by", "compare with", "what other", "alternativen", "zubehör", "accessoires",
    "accessories", "les clients", "ceux qui", "benzer", "похожие", "с этим товаром", "podobn", "andra köpte",
    "liknande",
    "lignende", "vergelijkbare", "klanten", "anderen bekeken", "autres", " other ", "other products", "more products",
    "يعجبك", "تعجبك", "يهمك",
    "منتجات", "شاهد", "関連", "おすすめ", "この商品を", "相关", "猜你", "看了又",
    "quem ", "semelhantes", "quienes", "chi ha ", "související", "súvisiace", "mohlo by", "kapcsolódó", "hasonló",
    "similare", "recomandate", "s-ar putea", "powiązane", "polecane", "klienci", "свързани", "подобни", "схожі",
    "разом з", "σχετικά", "παρόμοια", "relatera", "relatere", "relaterte", "liittyvät", "alternative prod",
    "liên quan", "tương tự", "terkait", "serupa",
)  # fmt: skip
"""Words of which each such heading holds one, in lower case."""

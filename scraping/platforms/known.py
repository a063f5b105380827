"""Platforms that the general readers understand as they are: how to recognise them, and little more."""

from scraping.platforms.base import Platform


class Zid(Platform):
    """Zid (SA). JSON-LD and OpenGraph."""

    key = "zid"
    hosts = (".zid.store", ".zid.sa")
    marks = ("media.zid.store", "cdn.zid.store", "assets.zid.store", "window.zid")


class BigCommerce(Platform):
    key = "bigcommerce"
    hosts = (".mybigcommerce.com",)
    marks = ("cdn11.bigcommerce.com", ".bigcommerce.com/s-", "BCData", "stencil-utils")


class OpenCart(Platform):
    key = "opencart"
    marks = ("catalog/view/theme/", "catalog/view/javascript/", "route=product/product")


class Wix(Platform):
    key = "wix"
    hosts = (".wixsite.com",)
    marks = ("static.parastorage.com", "wix-warmup-data", "wixstores")


class SalesforceCommerce(Platform):
    key = "salesforce-cc"
    hosts = (".demandware.net",)
    marks = ("demandware.static", "demandware.store", "dwvar_", "/dw/image/v2/")


class Ebay(Platform):
    key = "ebay"
    hosts = ("ebay.",)


class Etsy(Platform):
    key = "etsy"
    hosts = (".etsy.com",)


class Walmart(Platform):
    key = "walmart"
    hosts = ("walmart.",)


class Noon(Platform):
    key = "noon"
    hosts = (".noon.com",)


class Ikea(Platform):
    key = "ikea"
    hosts = (".ikea.com",)


class Taobao(Platform):
    key = "taobao"
    hosts = (".taobao.com", ".tmall.com")


class Shein(Platform):
    key = "shein"
    hosts = (".shein.com",)


class Temu(Platform):
    key = "temu"
    hosts = (".temu.com",)


class Wayfair(Platform):
    key = "wayfair"
    hosts = ("wayfair.",)


class Shopware(Platform):
    key = "shopware"
    marks = ("/theme/shopware", "shopware-", "window.router['frontend")


class Ecwid(Platform):
    key = "ecwid"
    marks = ("app.ecwid.com/script.js",)


class Cafe24(Platform):
    key = "cafe24"
    hosts = (".cafe24.com",)
    marks = ("img.echosting.cafe24.com", "EC_SHOP_FRONT", "/ind-script/")


class NopCommerce(Platform):
    """Leaves the add-to-cart block out where a product cannot be bought."""

    key = "nopcommerce"
    marks = ("generator: nopCommerce",)


class Odoo(Platform):
    key = "odoo"
    hosts = (".odoo.com",)
    marks = ("generator: Odoo", "oe_website_sale", "o_wsale_product_page")


class Jtl(Platform):
    """JTL-Shop 5 with its template NOVA or one made of it, and Evo of version 4."""

    key = "jtl"
    marks = ("/templates/NOVA", "/templates/Evo", "/media/image/product/")


class Vtex(Platform):
    """VTEX's Store Framework, and the older shops of its CMS."""

    key = "vtex"
    hosts = (".myvtex.com", ".vtexcommercestable.com.br")
    marks = (".vtexassets.com", ".vteximg.com", "vtex-store-components-")


class Shoptet(Platform):
    key = "shoptet"
    hosts = (".myshoptet.com",)
    marks = ("cdn.myshoptet.com",)


class Tiendanube(Platform):
    """Tiendanube in Spanish, Nuvemshop in Portuguese."""

    key = "tiendanube"
    hosts = (".mitiendanube.com", ".lojavirtualnuvem.com.br")
    marks = ("dcdn.mitiendanube.com", "dcdn-us.mitiendanube.com", "acdn.mitiendanube.com", ".mitiendanube.com/stores/")

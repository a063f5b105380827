"""Tables for ``scraping.links``: what in an address says nothing about the product, and what names a variant."""

import re
from dataclasses import dataclass

FLAT_HOSTS = frozenset({"www", "m", "mobile", "amp", "touch", "wap"})
"""First labels that show the same shop in another dress."""

_TRACKING_BY_SOURCE = {
    "Google Ads, Analytics, Shopping": "gclid gclsrc dclid gbraid wbraid gad gad_source gad_campaignid srsltid _ga _gl",
    "Meta": "fbclid igshid igsh fb_action_ids fb_action_types fb_source",
    "Microsoft, Yandex, TikTok, X, Snapchat, Pinterest, LinkedIn": (
        "msclkid yclid ysclid ymclid ttclid twclid scclid sccid epik li_fat_id rdt_cid"
    ),
    "mail and marketing suites": (
        "mkt_tok _hsenc _hsmi __s _kx vero_id vero_conv wickedid cmpid cmp campaignid adgroupid adid ad_id creative "
        "s_kwcid ef_id bsft_eid bsft_clkid icid ici intcmp trk trkid _branch_match_id _branch_referrer dm_i rb_clickid"
    ),
    "affiliate networks": (
        "irclickid irgwc clickid click_id clickref ranmid raneaid ransiteid awc sv1 tduid sscid cjevent cjdata aff "
        "affid aff_id aff_sub affiliate affiliate_id afsrc tag ascsubtag linkcode admitad_uid subid sub_id partner_id"
    ),
    "where the visitor came from": "ref ref_ ref_src referer referrer share share_id shared_from rcode invite",
    "Shopify's search and recommendations": (
        "_pos _sid _ss _psq _fid _v pr_prod_strat pr_rec_id pr_rec_pid pr_ref_pid pr_seq shpxid"
    ),
    "Alibaba's page traces": "spm scm pvid algo_pvid algo_expid aem_p4p_detail gps-id sk",
    "sessions": "phpsessid jsessionid oscsid zenid sessionid",
    "the same page for phones": "amp",
}
TRACKING = frozenset(name for names in _TRACKING_BY_SOURCE.values() for name in names.split())
TRACKING_STARTS = (
    "utm_",  # Google's campaign names, used by everybody
    "mtm_",
    "matomo_",
    "pk_",
    "piwik_",
    "hsa_",  # HubSpot ads
    "mc_",  # Mailchimp
    "oly_",  # Omeda
    "at_",  # AT Internet
    "pd_rd_",  # Amazon's recommendations
    "pf_rd_",
)
"""Beginnings and names of query parameters, lower-case."""

_VARIANT_NAMES = (
    "variant variant_id variantid sku_id skuid color colour colorid color_id selectedcolor size sizeid size_id "
    "selectedsize swatch style_color"
)
VARIANT = frozenset(_VARIANT_NAMES.split())
VARIANT_STARTS = (
    "attribute_",  # WooCommerce: attribute_pa_color=red
    "dwvar_",  # Salesforce Commerce: dwvar_12345_color=BLK
)
AMBIGUOUS = frozenset({"variant", "variant_id", "variantid", "sku_id", "skuid", "ref", "sk", "tag"})
"""These may be the product's own number ("ref" is French for it). They count where the path names none."""
LAST_RESORT = frozenset({"adid", "ad_id", "share_id", "style_color"})
"""These may be it too ("ad" is what a shop of small advertisements sells). They count where nothing else does."""
_PAGE_NAMES = (
    "p pd pdp product products prod item items goods detail details view show index shop store catalog catalogue "
    "produit produkt producto prodotto artikel article fiche product_info product_detail product-detail "
    "productdetail productdetails"
)
PAGES_OF_ANY_PRODUCT = frozenset(["", *_PAGE_NAMES.split()])
"""Last parts of paths, without ending, that say "a product" and not which."""
PRESTASHOP_VARIANT = re.compile(r"(?:/\d+-[^/-]+-[^/]+)+")
"""PrestaShop's fragment ``/26-size-m/13-color-red``."""
PRESTASHOP_VALUE = re.compile(r"/\d+-[^/-]+-([^/]+)")

SHOPIFY_PATH = re.compile(r"/collections/[^/]+(?=/products/[^/]+)")
"""A product under a collection is the product; what this matches is left out."""
SESSION_PATH = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)

_COUNTRIES = r"(?:com|[a-z]{2}|co\.[a-z]{2}|com\.[a-z]{2})"
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Shop:
    """A large shop whose addresses carry a product number: nothing else in them matters.

    ``host`` matches the whole flat host and ``path`` the beginning of path and query; ``key`` is made of their named
    groups and is matched by them again. ``variant`` finds the variant's number in the decoded query.
    """

    host: re.Pattern[str]
    path: re.Pattern[str]
    key: str
    variant: re.Pattern[str] = _NOTHING
    is_upper: bool = False
    """Whether the product's number is the same in lower case."""


def _shop(host: str, path: str, key: str, variant: str = "(?!)", *, is_upper: bool = False) -> Shop:
    flags = re.IGNORECASE if is_upper else re.NOFLAG
    return Shop(re.compile(host), re.compile(path, flags), key, re.compile(variant), is_upper)


SHOPS = (
    # each country is a shop of its own, with its own prices; th and psc only say how the page opens
    _shop(
        rf"(?:[a-z0-9-]+\.)*(?P<home>amazon\.{_COUNTRIES})",
        r"(?:/[^?]*)?/(?:dp|gp/product|gp/aw/d|gp/offer-listing|exec/obidos/asin|exec/obidos/tg/detail/-|o/asin|d)"
        r"/(?P<id>[a-z0-9]{10})(?![a-z0-9])",
        "{home}/dp/{id}",
        is_upper=True,
    ),
    _shop(
        r"(?:[a-z]+\.)*(?P<home>aliexpress\.(?:com|us|ru))",
        r"/(?:item|i|store/product)/(?:[^/?]+/)?(?:\d+_)?(?P<id>\d+)(?:\.html)?",
        "{home}/item/{id}.html",
        r"""(?:^|[&"])sku_?[iI]d"?[=:]"?(\d+)""",
    ),
    _shop(
        rf"(?:[a-z]+\.)*(?P<home>ebay\.{_COUNTRIES})",
        r"/itm/(?:[^/?]+/)?(?P<id>\d{9,})",
        "{home}/itm/{id}",
        r"(?:^|&)var=(\d+)",
    ),
    _shop(
        r"(?P<home>etsy\.com)",
        r"(?:/[a-z]{2}(?:-[a-z]{2})?)?/listing/(?P<id>\d+)",
        "{home}/listing/{id}",
        r"(?:^|&)variation0=(\d+)",
    ),
    _shop(
        r"(?P<home>walmart\.(?:com|ca|com\.mx))",
        r"(?:/[a-z]{2})?/ip/(?:[^/?]+/)?(?P<id>[0-9A-Z]{5,})(?=[/?]|$)",
        "{home}/ip/{id}",
    ),
    # saudi-en and saudi-ar are one shop in two languages
    _shop(
        r"(?P<home>noon\.com)",
        r"/(?P<place>[a-z]+)(?:-(?:en|ar))?/(?:[^/?]+/)?(?P<id>[A-Z0-9]{8,})/p(?=[/?]|$)",
        "{home}/{place}/{id}/p",
    ),
    _shop(
        r"(?P<home>target\.com)",
        r"/p/(?:[^/?]+/)?-/A-(?P<id>\d+)",
        "{home}/p/-/A-{id}",
        r"(?:^|&)preselect=(\d+)",
    ),
    _shop(r"(?P<home>bestbuy\.(?:com|ca))", r"/site/(?:[^/?]+/)?(?P<id>\d+)\.p(?=[/?]|$)", "{home}/site/{id}.p"),
    # Shein's first label is the country
    _shop(r"(?P<home>(?:[a-z]+\.)?shein\.com)", r"/(?:[^?]*-)?p-(?P<id>\d+)(?:-cat-\d+)?\.html", "{home}/p-{id}.html"),
    _shop(r"(?P<home>temu\.com)", r"/(?:[^?]*[/-])?g-(?P<id>\d+)\.html", "{home}/g-{id}.html"),
    _shop(
        r"(?P<home>(?:item|detail)\.(?:taobao|tmall)\.com)",
        r"/item\.htm\?(?:.*&)?id=(?P<id>\d+)(?=&|$)",
        "{home}/item.htm?id={id}",
        r"(?:^|&)skuId=(\d+)",
    ),
)

"""What merchants paste: which link it is, which product it means, and what is wrong with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraping.errors import AddressRefused, BadLink, InvalidLink
from scraping.links import parse_link, readable_host


@pytest.mark.parametrize(
    ("pasted", "url"),
    [
        ("https://shop.example/lamp", "https://shop.example/lamp"),
        ("  https://shop.example/lamp \r\n", "https://shop.example/lamp"),
        ("\u200f\u202bhttps://shop.example/lamp\u202c\u200e", "https://shop.example/lamp"),
        ('"https://shop.example/lamp"', "https://shop.example/lamp"),
        ("<https://shop.example/lamp>", "https://shop.example/lamp"),
        ("shop.example/lamp", "https://shop.example/lamp"),
        ("//shop.example/lamp", "https://shop.example/lamp"),
        ("shop.example:80/lamp", "http://shop.example/lamp"),
        ("HTTP://Shop.Example./lamp", "http://shop.example/lamp"),
        ("https://shop.example:443", "https://shop.example/"),
        ("http://shop.example:443/", "http://shop.example:443/"),
        ("https://shop.example/a/../b/./c?q=../d", "https://shop.example/b/c?q=../d"),
        ("https://shop.example/a b?c=d e", "https://shop.example/a%20b?c=d%20e"),
        ("https://shop.example/%7elamp%2f100%", "https://shop.example/~lamp%2F100%25"),
        ("https://متجر.example/مصباح", "https://xn--pgbep1f.example/%D9%85%D8%B5%D8%A8%D8%A7%D8%AD"),
        ("https://MÜNCHEN.example/", "https://xn--mnchen-3ya.example/"),
        ("https://i❤.example/", "https://xn--i-7iq.example/"),
        ("https://ⓔⓧⓐⓜⓟⓛⓔ.ⓒⓞⓜ/", "https://example.com/"),
        ("https://ex%61mple.com/", "https://example.com/"),
        ("https://shop.example/lamp#size=m", "https://shop.example/lamp#size=m"),
        ("شوف هذا المصباح https://shop.example/lamp", "https://shop.example/lamp"),
        ("Nice lamp: https://shop.example/lamp only 9.99", "https://shop.example/lamp"),
        ("http://93.184.216.34/lamp", "http://93.184.216.34/lamp"),
        ("http://1572395042/lamp", "http://93.184.216.34/lamp"),
        ("http://[2606:4700:0:0::1111]/lamp", "http://[2606:4700::1111]/lamp"),
    ],
)
def test_a_pasted_link_is_cleaned(pasted, url):
    assert parse_link(pasted).url == url


@pytest.mark.parametrize(
    ("pasted", "error", "reason"),
    [
        ("", InvalidLink, "empty"),
        (" \u200f\n", InvalidLink, "empty"),
        ("lamp", InvalidLink, "not_a_link"),
        ("a nice lamp", InvalidLink, "not_a_link"),
        ("3.5", InvalidLink, "not_a_link"),
        ("https://", InvalidLink, "no_host"),
        ("https:///lamp", InvalidLink, "no_host"),
        ("http:/shop.example", InvalidLink, "no_host"),
        ("https://:443/", InvalidLink, "no_host"),
        ("https://shop..example/", InvalidLink, "bad_host"),
        ("https://shop example/", InvalidLink, "bad_host"),
        ("https://sh*p.example/", InvalidLink, "bad_host"),
        ("https://shop.example%00.evil.example/", InvalidLink, "bad_host"),
        ("https://shop.example%2f@evil.example/", InvalidLink, "user_info"),
        (f"https://{'a' * 64}.example/", InvalidLink, "bad_host"),
        (f"https://{'a.' * 130}example/", InvalidLink, "bad_host"),
        ("https://[::1/", InvalidLink, "bad_host"),
        ("https://[shop.example]/", InvalidLink, "bad_host"),
        ("https://[2606:4700::1111%25eth0]/", InvalidLink, "bad_host"),
        ("https://a℀b.example/", InvalidLink, "bad_host"),
        ("https://shop.example:port/", InvalidLink, "bad_port"),
        ("https://shop.example:99999/", InvalidLink, "bad_port"),
        ("https://shop.example:٤٤٣/", InvalidLink, "bad_port"),
        ("https://user@shop.example/", InvalidLink, "user_info"),
        ("https://user:password@shop.example/", InvalidLink, "user_info"),
        ("https://@shop.example/", InvalidLink, "user_info"),
        ("someone@shop.example", InvalidLink, "user_info"),
        ("https://shop.example/a\r\nHost: evil.example", InvalidLink, "control_characters"),
        ("https://shop.example/a\tb", InvalidLink, "control_characters"),
        ("https://shop.example/\0", InvalidLink, "control_characters"),
        ("https://shop.example\\@evil.example/", InvalidLink, "control_characters"),
        ("https://shop.example/\ud800", InvalidLink, "control_characters"),
        ("https://shop.example/" + "a" * 2048, InvalidLink, "too_long"),
        ("https://shop.example/" + "م" * 400, InvalidLink, "too_long"),
        ("javascript:alert(1)", AddressRefused, "scheme"),
        ("file:///etc/passwd", AddressRefused, "scheme"),
        ("ftp://shop.example/lamp", AddressRefused, "scheme"),
        ("data:text/html,lamp", AddressRefused, "scheme"),
        ("mailto:someone@shop.example", AddressRefused, "scheme"),
        ("https://shop.example:8443/", AddressRefused, "port"),
        ("http://shop.example:22/", AddressRefused, "port"),
        ("localhost:8000/lamp", AddressRefused, "port"),
        ("http://127.0.0.1/", AddressRefused, "private_address"),
        ("http://127.0.0.1./", AddressRefused, "private_address"),
        ("127.0.0.1", AddressRefused, "private_address"),
        ("http://[::1]/", AddressRefused, "private_address"),
        ("http://①②⑦.⓪.⓪.①/", AddressRefused, "private_address"),
    ],
)
def test_a_bad_link_says_what_is_wrong(pasted, error, reason):
    with pytest.raises(BadLink) as caught:
        parse_link(pasted)

    assert (type(caught.value), caught.value.reason) == (error, reason)


def test_listed_pairs_and_ports_are_let_through():
    assert parse_link("http://localhost:8800/lamp", allow_private={"localhost:8800"}).key == "localhost:8800/lamp"
    assert parse_link("http://[::1]:8800/", allow_private={"[::1]:8800"}).key == "[::1]:8800"
    assert parse_link("https://shop.example:8443/", ports={8443}).key == "shop.example:8443"


def test_2048_characters_are_not_too_many():
    link = "https://shop.example/".ljust(2048, "a")

    assert parse_link(link).url == link


SAME_PRODUCT = [
    ("shop.example/lamp", "https://shop.example/lamp", "http://shop.example/lamp", "https://shop.example:443/lamp"),
    ("shop.example/lamp", "https://www.shop.example/lamp/", "https://m.shop.example/lamp", "shop.example/lamp///"),
    ("shop.example/lamp", "https://mobile.shop.example/lamp", "https://amp.shop.example/lamp?amp=1"),
    ("shop.example/lamp", "https://shop.example/lamp#reviews", "https://shop.example/lamp?#", "shop.example/lamp?&"),
    ("shop.example/lamp", "shop.example/lamp?utm_source=x&UTM_Campaign=y&gclid=1&fbclid=2&ref=home&srsltid=z"),
    ("shop.example/lamp", "shop.example/lamp;jsessionid=12AB?PHPSESSID=1"),
    ("shop.example/lamp", "shop.example/l%61mp", "shop.example/x/../lamp"),
    ("shop.example/p?a=1&b=2", "shop.example/p?b=2&a=1", "shop.example/p?a=1&utm_id=3&b=2"),
    ("shop.example/p%2Fq", "shop.example/p%2fq"),
    ("shop.example", "https://www.shop.example", "https://shop.example/?gclid=1"),
    ("www.example", "https://www.example/"),
    ("m.com/lamp", "https://m.com/lamp", "https://www.m.com/lamp"),
    ("shop.example/products/lamp", "shop.example/collections/all/products/lamp?variant=42&_pos=1&_sid=x&_ss=r"),
    ("shop.example/en-sa/products/lamp", "shop.example/en-sa/collections/all/products/lamp"),
    ("shop.example/collections/all", "shop.example/collections/all"),
    ("shop.example/product?skuId=5", "https://shop.example/product?skuId=5"),
    ("shop.example/produit.php?ref=5", "https://shop.example/produit.php?ref=5&utm_id=1"),
    ("shop.example#!/Lamp/p/12", "https://shop.example/#!/Lamp/p/12"),
    ("shop.example#/lamp/12", "https://shop.example/#/lamp/12"),
    (
        "amazon.sa/dp/B0ABCDEFGH",
        "https://www.amazon.sa/dp/B0ABCDEFGH",
        "https://www.amazon.sa/-/en/Brass-Lamp/dp/b0abcdefgh/ref=sr_1_1?keywords=lamp&qid=1&th=1&psc=1",
        "https://m.amazon.sa/gp/aw/d/B0ABCDEFGH",
        "https://amazon.sa/gp/product/B0ABCDEFGH?smid=A1",
        "https://amazon.sa/gp/offer-listing/B0ABCDEFGH/",
        "https://www.amazon.sa/exec/obidos/ASIN/B0ABCDEFGH/tag-20",
        "https://www.amazon.sa/Brass-Lamp/dp/B0ABCDEFGH?ref=/dp/B0ZZZZZZZZ",
    ),
    ("amazon.com/dp/0123456789", "https://smile.amazon.com/o/ASIN/0123456789"),
    ("amazon.co.uk/dp/0123456789", "https://www.amazon.co.uk/dp/0123456789"),
    ("amazon.com.tr/dp/0123456789", "https://www.amazon.com.tr/dp/0123456789"),
    (
        "aliexpress.com/item/1005006.html",
        "https://www.aliexpress.com/item/1005006.html?spm=a2g0o&algo_pvid=1",
        "https://ar.aliexpress.com/item/Brass-Lamp/1005006.html",
        "https://m.aliexpress.com/i/1005006.html",
        "https://aliexpress.com/store/product/Brass-Lamp/912_1005006.html",
    ),
    (
        "ebay.co.uk/itm/123456789012",
        "https://www.ebay.co.uk/itm/123456789012?hash=item1&_trkparms=x",
        "https://m.ebay.co.uk/itm/Brass-Lamp/123456789012?var=5",
    ),
    ("etsy.com/listing/123", "https://www.etsy.com/sa-en/listing/123/brass-lamp?click_key=x&ref=hp"),
    ("walmart.com/ip/5012345", "https://www.walmart.com/ip/Brass-Lamp/5012345?athbdg=L1", "walmart.com/ip/5012345"),
    (
        "noon.com/saudi/N12345678A/p",
        "https://www.noon.com/saudi-en/brass-lamp/N12345678A/p/?o=e1-1",
        "https://www.noon.com/saudi-ar/N12345678A/p/",
    ),
    ("target.com/p/-/A-12345", "https://www.target.com/p/brass-lamp/-/A-12345?preselect=1"),
    ("bestbuy.com/site/123.p", "https://www.bestbuy.com/site/brass-lamp/123.p?skuId=123"),
    ("sa.shein.com/p-123.html", "https://sa.shein.com/Brass-Lamp-p-123-cat-4.html?mallCode=1"),
    ("temu.com/g-601.html", "https://www.temu.com/sa/brass-lamp-g-601.html?top_gallery_url=x"),
    ("item.taobao.com/item.htm?id=7", "https://item.taobao.com/item.htm?spm=1&id=7&skuId=8"),
]


@pytest.mark.parametrize(
    ("key", "link"), [(key, link) for key, *links in SAME_PRODUCT for link in links], ids=lambda text: text[:60]
)
def test_one_product_has_one_identity(key, link):
    assert parse_link(link).key == key


@pytest.mark.parametrize("key", sorted({key for key, *_ in SAME_PRODUCT}))
def test_an_identity_is_its_own(key):
    assert parse_link(f"https://{key}").key == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("shop.example/lamp", "shop.example/Lamp"),
        ("shop.example/lamp", "other.example/lamp"),
        ("shop.example/p?id=1", "shop.example/p?id=2"),
        ("shop.example/p?sku=1", "shop.example/p?sku=2"),
        ("shop.example/product?skuId=1", "shop.example/product?skuId=2"),
        ("shop.example/?ref=1", "shop.example/?ref=2"),
        ("shop.example/view.php?adid=1", "shop.example/view.php?adid=2"),
        ("shop.example/product.php?style_color=1", "shop.example/product.php?style_color=2"),
        ("shop.example/products/amp", "shop.example/products"),
        ("shop.example/#/lamp/1", "shop.example/#/lamp/2"),
        ("amazon.sa/dp/B0ABCDEFGH", "amazon.ae/dp/B0ABCDEFGH"),
        ("noon.com/saudi-en/x/N12345678A/p/", "noon.com/uae-en/x/N12345678A/p/"),
        ("notamazon.sa/dp/B0ABCDEFGH?a=1", "notamazon.sa/dp/B0ABCDEFGH?a=2"),
        ("http://127.0.0.1:8800/p", "http://127.0.0.1:8801/p"),
    ],
)
def test_different_products_have_different_identities(one, other):
    listed = {"127.0.0.1:8800", "127.0.0.1:8801"}

    assert parse_link(one, allow_private=listed).key != parse_link(other, allow_private=listed).key


@pytest.mark.parametrize(
    ("link", "variant"),
    [
        ("shop.example/products/lamp", ""),
        ("shop.example/products/lamp?variant=", ""),
        ("shop.example/products/lamp?variant=4213", "4213"),
        ("shop.example/shirt?color=dark%20red&size=M", "dark red / M"),
        ("shop.example/shirt?attribute_pa_color=red&attribute_pa_size=m", "red / m"),
        ("shop.example/shirt-123.html?dwvar_123_color=BLK", "BLK"),
        ("shop.example/shirt#color=red", "red"),
        ("shop.example/12-shirt.html#/26-size-m/13-color-red", "m / red"),
        ("shop.example/shirt-1?skuId=5", "5"),
        ("shop.example/product?skuId=5", ""),
        ("aliexpress.com/item/1005006.html?sku_id=12000", "12000"),
        ("aliexpress.com/item/1005006.html?pdp_ext_f=%7B%22sku_id%22%3A%2212000%22%7D", "12000"),
        ("ebay.com/itm/123456789012?var=55", "55"),
        ("etsy.com/listing/123?variation0=9", "9"),
        ("target.com/p/lamp/-/A-12345?preselect=77", "77"),
        ("amazon.sa/dp/B0ABCDEFGH?th=1&psc=1", ""),
    ],
)
def test_the_variant_that_a_link_names_stands_beside_it(link, variant):
    parsed = parse_link(link)

    assert parsed.variant == variant
    assert not variant or variant not in parsed.key


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://www.shop.example/lamp", "shop.example"),
        ("https://shop.example", "shop.example"),
        ("https://shop.example?id=1", "shop.example"),
        ("https://shop.example/#!/lamp", "shop.example"),
        ("https://www.amazon.sa/dp/B0ABCDEFGH", "amazon.sa"),
        ("http://[2606:4700::1111]/", "2606:4700::1111"),
    ],
)
def test_a_link_knows_its_shop(link, host):
    assert parse_link(link).host == host


WORDS = st.text("abcXYZ019-_.~%/?#&=+;:@!ضم é'()[]|*,$", max_size=40)
NAMES = ["a", "b", "id", "ref", "skuId", "color", "variant", "utm_source", "gclid", "%61", "é"]
QUERIES = st.lists(st.tuples(st.sampled_from(NAMES), WORDS), max_size=5).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
)
HOSTS = st.sampled_from(
    ("shop.example", "www.shop.example", "m.www.shop.example", "متجر.example", "amazon.sa", "www.ebay.com", "etsy.com")
)
PATHS = WORDS | st.sampled_from(["dp/B0ABCDEFGH/ref=x", "itm/a/123456789012", "collections/a/products/b/"])
LINKS = st.builds("https://{}/{}?{}#{}".format, HOSTS, PATHS, QUERIES, WORDS)


@given(LINKS)
def test_normalising_twice_changes_nothing(text):
    link = parse_link(text)

    assert parse_link(link.url) == link
    assert parse_link(f"https://{link.key}").key == link.key


@given(LINKS)
def test_a_normalised_link_is_plain_ascii_without_surprises(text):
    url = parse_link(text).url

    assert url.isascii()
    assert url.isprintable()
    assert " " not in url
    assert "\\" not in url


@given(
    HOSTS, st.sampled_from(["lamp", "a/b-c", "dp/B0ABCDEFGH"]), st.permutations(["a=1", "b=2", "utm_x=3", "gclid=4"])
)
def test_the_order_of_the_query_and_its_traces_do_not_matter(host, path, query):
    assert parse_link(f"https://{host}/{path}?{'&'.join(query)}").key == parse_link(f"{host}/{path}?b=2&a=1").key


@given(st.text(max_size=60))
def test_whatever_is_pasted_is_a_link_or_a_bad_link(text):
    try:
        link = parse_link(text)
    except BadLink as error:
        assert error.reason
    else:
        assert parse_link(link.url).key == link.key


@pytest.mark.parametrize(
    ("host", "read"),
    [
        ("shop.example", "shop.example"),
        ("xn--pgbep1f.example", "متجر.example"),
        ("xn--mnchen-3ya.example", "münchen.example"),
        ("xn--pypal-4ve.example", "xn--pypal-4ve.example"),  # a Cyrillic letter among Latin ones
        ("xn--i-7iq.example", "xn--i-7iq.example"),
        ("xn--.a_b..1", "xn--.a_b..1"),
        ("127.0.0.1", "127.0.0.1"),
        ("", ""),
    ],
)
def test_a_host_is_shown_in_its_own_letters_unless_they_pretend(host, read):
    assert readable_host(host) == read

"""Pages from the merchant's own browser: read like any other, believed no more, and never another's."""

import base64
import gzip
import plistlib
import quopri
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from jobs.models import Run
from products.imports import received
from products.models import Product, ScrapeAttempt

pytestmark = pytest.mark.django_db(transaction=True)

LINK = "https://shop.test/products/pot"
PAGE = "/import/from-browser"
POT = (
    '<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>قدر نحاس</title>'
    '<link rel="canonical" href="https://www.shop.test/ar/products/pot"><meta property="og:type" content="product">'
    '<meta property="og:title" content="قدر نحاس"><meta property="og:image" content="/p.jpg">'
    '<meta property="product:price:amount" content="129.50"><meta property="product:price:currency" content="SAR">'
    "</head><body><h1>قدر نحاس</h1><p>129.50 SAR</p><button>Add to cart</button></body></html>"
)
CHALLENGE = "<!doctype html><title>Just a moment...</title><script>window._cf_chl_opt={}</script>"


def mhtml(html: str = POT, address: str = LINK, charset: str = "utf-8") -> bytes:
    """As Chrome saves it: the page in quoted-printable, frames and pictures behind it."""
    body = quopri.encodestring(html.encode(charset)).decode("ascii")
    text = (
        f"From: <Saved by Blink>\nSnapshot-Content-Location: {address}\nSubject: A pot\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related;\n\ttype="text/html";\n\tboundary="----MultipartBoundary--x----"\n\n\n'
        "------MultipartBoundary--x----\nContent-Type: text/html\nContent-ID: <frame-1@mhtml.blink>\n"
        f"Content-Transfer-Encoding: quoted-printable\nContent-Location: {address}\n\n{body}\n"
        "------MultipartBoundary--x----\nContent-Type: text/html\nContent-ID: <frame-2@mhtml.blink>\n"
        "Content-Transfer-Encoding: quoted-printable\nContent-Location: https://ads.test/\n\n<h1>Buy a car</h1>\n"
        "------MultipartBoundary--x----\nContent-Type: image/jpeg\nContent-Transfer-Encoding: base64\n"
        "Content-Location: https://shop.test/p.jpg\n\n/9j/4AAQ\n------MultipartBoundary--x------\n"
    )
    return text.replace("\n", "\r\n").encode()


def one_part() -> bytes:
    """A page alone, in base64, as mail programs write it."""
    body = base64.encodebytes(POT.encode()).decode("ascii")
    head = f"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nContent-Location: {LINK}\n"
    return f"{head}Content-Transfer-Encoding: base64\n\n{body}".encode()


def web_archive(kind: plistlib.PlistFormat = plistlib.FMT_BINARY, **changes: object) -> bytes:
    """As Safari saves it."""
    main = {
        "WebResourceData": POT.replace("utf-8", "windows-1256").encode("windows-1256"),
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "windows-1256",
        "WebResourceURL": LINK,
    }
    return plistlib.dumps({"WebMainResource": main | changes, "WebSubresources": []}, fmt=kind)


SINGLE_FILE = re.sub(r'<link rel="canonical"[^>]*>', "", POT).replace(
    '<html lang="ar">',
    f'<html lang="ar"><!--\n Page saved with SingleFile \n url: {LINK} \n saved date: Sun Nov 29 2026 \n-->',
)


@pytest.fixture
def client(user, client_of) -> Client:
    return client_of(user)


@pytest.fixture
def send(client):
    """Post the form; gives the answer."""

    def send(file: bytes | None = None, *, name: str = "page.html", product: Product | None = None, **fields):
        if file is not None:
            fields["file"] = SimpleUploadedFile(name, file)
        return client.post(PAGE + (f"?product={product.pk}" if product else ""), fields)

    return send


@pytest.fixture
def failed(merchant, product_of) -> Product:
    """A product whose shop blocked us."""
    return product_of(
        merchant, status="FAILED", error_code="blocked_by_shop", link=LINK, link_key="shop.test/products/pot", name=""
    )


def test_a_saved_page_becomes_a_product(send, merchant, work_all):
    answer = send(POT.encode(), address=LINK)

    product = merchant.products.get()
    assert (answer.status_code, answer.url) == (302, f"/import/status/{product.pk}")
    work_all()
    product.refresh_from_db()
    assert (product.status, product.name, str(product.price)) == ("IMPORTED", "قدر نحاس", "129.5000")
    assert product.image == "https://shop.test/p.jpg"
    assert Run.objects.get().flow == "product/reread"  # the shop was not asked


def test_it_is_kept_and_counted_as_the_merchants_own(send, merchant, user):
    send(POT.encode(), address=LINK)

    stored = merchant.products.get().stored_pages.get()
    assert (stored.provider, stored.url, stored.status_code) == ("merchant_browser", LINK, 200)
    attempt = ScrapeAttempt.objects.get()
    assert (attempt.provider, attempt.cost_usd, attempt.bytes) == ("merchant_browser", 0, len(POT.encode()))


@pytest.mark.parametrize(
    ("file", "name"),
    [
        (mhtml(), "page.mhtml"),
        (mhtml(POT.replace("utf-8", "windows-1256"), charset="windows-1256"), "page.mht"),
        (b"<!-- saved from url=(0030)https://shop.test/products/pot -->\n" + POT.encode(), "page.html"),
        (POT.replace("utf-8", "windows-1256").encode("windows-1256"), "page.htm"),
        (b"\xef\xbb\xbf" + POT.replace("utf-8", "windows-1256").encode(), "page.html"),
        (b"\xef\xbb\xbf" + mhtml(), "page.mhtml"),
        (mhtml().replace(b"multipart/related", b"multipart/mixed").replace(b"\r\n", b"\n"), "page.mht"),
        (one_part(), "page.mht"),
        (POT.replace("utf-8", "utf-16").encode("utf-16"), "page.html"),
        (web_archive(), "page.webarchive"),
        (web_archive(plistlib.FMT_XML), "page.webarchive"),
        (b"<!-- saved from url=(0020)file:///C:/pot.html -->\n" + POT.encode(), "page.html"),
        (SINGLE_FILE.encode(), "page.html"),
    ],
    ids=[
        "mhtml", "mhtml in windows-1256", "saved from", "canonical in windows-1256", "marked as utf-8",
        "marked mhtml", "mhtml of mixed parts", "mhtml of one part", "utf-16", "web archive", "web archive in xml",
        "copy of a copy", "SingleFile",
    ],
)  # fmt: skip
def test_the_file_says_what_page_it_is(send, merchant, work_all, file, name):
    assert send(file, name=name).status_code == 302

    work_all()
    product = merchant.products.get()
    assert (product.status, product.name, product.domain) == ("IMPORTED", "قدر نحاس", "shop.test")


def test_pasted_source_is_a_page_too(send, merchant, work_all):
    send(source=POT, address="shop.test/products/pot?utm_source=x")

    work_all()
    assert [(p.status, p.name) for p in merchant.products.all()] == [("IMPORTED", "قدر نحاس")]


def test_a_product_that_failed_is_mended(send, failed, merchant, work_all):
    answer = send(POT.encode(), product=failed)

    assert answer.url == f"/import/status/{failed.pk}"
    failed.refresh_from_db()
    assert failed.status == "IMPORTING"
    work_all()
    failed.refresh_from_db()
    assert (failed.status, failed.error_code, failed.name) == ("IMPORTED", "", "قدر نحاس")
    assert merchant.products.count() == 1


def test_the_same_link_finds_the_product_that_failed(send, failed, merchant):
    send(mhtml(address=f"{LINK}?utm_campaign=x"), name="a.mhtml")

    assert merchant.products.get() == failed


def test_a_product_that_is_there_is_read_again(send, merchant, product_of, work_all):
    product = product_of(merchant, link=LINK, link_key="shop.test/products/pot")

    assert send(POT.encode(), product=product).url == product.get_absolute_url()

    work_all()
    product.refresh_from_db()
    assert (product.status, product.name) == ("IMPORTED", "قدر نحاس")


def test_a_challenge_from_there_is_no_product_either(send, failed, work_all):
    send(CHALLENGE.encode(), product=failed)

    work_all()
    failed.refresh_from_db()
    assert (failed.status, failed.error_code) == ("FAILED", "challenge_page")


@pytest.mark.parametrize(
    "file",
    [
        POT.replace("www.shop.test", "other.test").encode(),
        mhtml(address="https://other.test/products/pot"),
        mhtml(address="https://shop.test.evil.test/products/pot"),
    ],
)
def test_a_page_of_another_shop_is_refused(send, failed, file):
    answer = send(file, product=failed)

    assert answer.status_code == 422
    assert "not from shop.test" in answer.text
    failed.refresh_from_db()
    assert (failed.status, failed.stored_pages.count()) == ("FAILED", 0)


def test_a_page_of_another_product_needs_the_merchants_word(send, failed):
    file = mhtml(address="https://shop.test/products/lamp")

    answer = send(file, product=failed)
    assert (answer.status_code, failed.stored_pages.count()) == (422, 0)
    assert "https://shop.test/products/lamp" in answer.text
    assert "Yes, it is the right page." in answer.text

    assert send(file, product=failed, insist="on").status_code == 302


def test_another_host_of_the_same_shop_is_the_same_shop(send, failed):
    assert send(POT.replace("www.shop.test", "ar.shop.test").encode(), product=failed).status_code == 302


@pytest.mark.parametrize(
    ("file", "fields", "said"),
    [
        (None, {}, "Choose a file or paste"),
        (b"", {}, "not a saved web page"),
        (b" \n", {}, "not a saved web page"),
        (b"%PDF-1.7", {"address": LINK}, "not a saved web page"),
        (b"\xff\xd8\xff\xe0 a picture", {"address": LINK}, "not a saved web page"),
        (b"just words", {"address": LINK}, "not a saved web page"),
        (None, {"source": "just words", "address": LINK}, "not a saved web page"),
        (b"[InternetShortcut]\r\nURL=https://shop.test/p\r\n", {"address": LINK}, "not a saved web page"),
        (gzip.compress(POT.encode(), mtime=0), {"address": LINK}, "not a saved web page"),
        (b"bplist00 nonsense", {"address": LINK}, "not a saved web page"),
        (web_archive(WebResourceMIMEType="image/png"), {"address": LINK}, "not a saved web page"),
        (b"<?xml version='1.0'?><plist><dict><key>WebMainResource</key>", {"address": LINK}, "not a saved web page"),
        (b"<!-- saved from url=(0020)file:///C:/pot.html -->\n<h1>A pot</h1>", {}, "Write the address"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\nno parts", {"address": LINK}, "not a saved"),
        (b"<h1>A pot</h1>", {}, "Write the address"),
        (b"<h1>A pot</h1>", {"address": "http://169.254.169.254/"}, "not the address of a public page"),
        (b"<h1>A pot</h1>", {"address": "file:///etc/passwd"}, "not the address of a public page"),
        (b"<h1>A pot</h1>", {"address": "x" * 3000}, "2200"),
        (b"<h1>A pot</h1>", {"address": "\0"}, ""),
        (mhtml(address="javascript:alert(1)"), {}, "not the address of a public page"),
    ],
)
def test_what_is_no_page_is_refused_with_a_sentence(send, merchant, file, fields, said):
    answer = send(file, **fields)

    assert answer.status_code == 422
    assert said in answer.text
    assert merchant.products.count() == 0


def test_too_large_files_are_refused(send, settings, merchant):
    settings.PAGE_UPLOAD_LIMIT_BYTES = 1000
    assert "too large" in send(b"<p>" * 1000, address=LINK).text
    settings.PAGE_UPLOAD_LIMIT_BYTES = 10_000_000
    settings.SCRAPE_POLICY = replace(settings.SCRAPE_POLICY, page_limit_bytes=1000)
    assert "too large" in send(b"<p>" * 1000, address=LINK).text
    assert merchant.products.count() == 0


def test_an_import_that_goes_on_is_not_disturbed(send, client, merchant):
    client.post("/import", {"links": LINK})

    answer = send(POT.encode(), address=LINK)

    assert answer.status_code == 422
    assert "being imported right now" in answer.text


def test_nobody_sends_pages_without_end(send, failed, monkeypatch, work_all):
    monkeypatch.setattr(received, "A_MINUTE", 1)
    send(CHALLENGE.encode(), product=failed)
    work_all()

    assert "in a minute" in send(CHALLENGE.encode(), product=failed).text


def test_pages_sent_at_the_same_moment_pass_no_limit_together(merchant, user, client_of, monkeypatch):
    monkeypatch.setattr(received, "A_MINUTE", 2)
    threads = 6
    barrier, clients = threading.Barrier(threads), [client_of(user) for _ in range(threads)]

    def send_one(number: int) -> int:
        page = SimpleUploadedFile("page.html", CHALLENGE.encode())
        barrier.wait()
        try:
            return clients[number].post(PAGE, {"file": page, "address": f"{LINK}/{number}"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        answers = sorted(pool.map(send_one, range(threads)))

    assert answers == [302, 302, 422, 422, 422, 422]


def test_a_strangers_product_is_not_found(stranger, failed):
    for method in (stranger.get, stranger.post):
        assert method(f"{PAGE}?product={failed.pk}").status_code == 404
    assert failed.stored_pages.count() == 0


def test_a_stranger_who_sends_the_same_link_gets_a_product_of_their_own(stranger, failed, other_merchant):
    stranger.post(PAGE, {"file": SimpleUploadedFile("p.html", POT.encode()), "address": LINK})

    assert other_merchant.products.get().pk != failed.pk
    assert failed.stored_pages.count() == 0


@pytest.mark.parametrize("product", ["nonsense", "00000000-0000-0000-0000-000000000000", "%00"])
def test_a_product_that_does_not_exist_is_not_found(client, product):
    assert client.get(f"{PAGE}?product={product}").status_code == 404


def test_who_is_not_signed_in_goes_to_the_login_and_comes_back(db):
    answer = Client().get(f"{PAGE}?from=bookmark")

    assert answer.url == "/accounts/login/?next=/import/from-browser%3Ffrom%3Dbookmark"


def test_a_viewer_may_look_but_not_send(merchant, make_user, client_of):
    viewer = client_of(make_user("viewer@example.com", merchant, "viewer"))

    assert viewer.get(PAGE).status_code == 200
    assert viewer.post(PAGE, {"source": POT, "address": LINK}).status_code == 403


def test_a_form_from_elsewhere_is_refused(user, failed):
    """The bookmark hands the page over within the browser; a post from another site is what it always is."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    assert client.post(f"{PAGE}?product={failed.pk}", {"source": POT}).status_code == 403


def test_only_the_page_that_the_bookmark_opens_keeps_its_opener(client):
    assert client.get(f"{PAGE}?from=bookmark")["Cross-Origin-Opener-Policy"] == "unsafe-none"
    assert client.get(PAGE)["Cross-Origin-Opener-Policy"] == "same-origin"


def test_the_bookmark_names_this_site_and_nothing_secret(client, user):
    page = client.get(PAGE, headers={"host": "localhost"}).text

    assert "javascript:" in page
    assert "http://localhost" in page.partition("javascript:")[2][:200]
    assert user.email not in page.partition("javascript:")[2][:600]


def test_the_page_that_failed_offers_this_way_only_where_it_helps(client, failed):
    assert f"{PAGE}?product={failed.pk}" in client.get(f"/import/status/{failed.pk}").text

    Product.objects.update(error_code="page_gone")

    assert PAGE not in client.get(f"/import/status/{failed.pk}").text.partition("<main")[2]


def test_a_page_that_is_being_read_can_be_cancelled(send, failed, client):
    send(POT.encode(), address=LINK)

    client.post(f"/import/status/{failed.pk}/cancel")

    failed.refresh_from_db()
    assert (failed.status, failed.error_code) == ("FAILED", "cancelled")


def test_pasted_source_may_be_as_large_as_a_page(send, merchant):
    answer = send(source=POT.replace("</body>", "<p>More of it.</p>" * 300_000 + "</body>"), address=LINK)

    assert answer.status_code == 302
    assert merchant.products.count() == 1


def test_parts_within_parts_without_end_are_said_to_be_damaged(send):
    parts = "".join(f'Content-Type: multipart/related; boundary="b{n}"\n\n--b{n}\n' for n in range(3000))

    answer = send(("MIME-Version: 1.0\n" + parts).encode(), name="page.mhtml", address=LINK)

    assert answer.status_code == 422

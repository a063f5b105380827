"""What counts as a page, as JSON, as an image."""

import pytest

from scraping.errors import NotAnImage, NotHtml
from scraping.net import client
from scraping.net.kinds import image_type

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20
WEBP = b"RIFF\x10\0\0\0WEBPVP8 "
AVIF = b"\0\0\0\x1cftypavif" + b"\0" * 20
PDF = b"%PDF-1.7\n%"
HTML = b"<!DOCTYPE html><title>A lamp</title>"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/html", HTML),
        ("TEXT/HTML; Charset=windows-1256", HTML),
        ("application/xhtml+xml", HTML),
        ("application/json", b'{"name": "A lamp"}'),
        ("application/ld+json; charset=utf-8", b"[]"),
        ("text/html", "plain words".encode("utf-16")),
        ("", HTML),
        ("", b"\xef\xbb\xbf\n <html>"),
        ("", b"<!-- shop --><p>A lamp"),
        ("", b'<?xml version="1.0"?><html>'),
        ("", b' {"name": "A lamp"}'),
        ("html", HTML),
    ],
)
def test_these_are_pages(site, policy, content_type, body):
    assert client.get(site.page("/lamp", body, Content_Type=content_type), policy).body == body


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/pdf", PDF),
        ("image/png", PNG),
        ("application/zip", b"PK\x03\x04"),
        ("text/plain", HTML),
        ("text/css", b"a{}"),
        ("application/octet-stream", HTML),
        ("video/mp4", b"\0\0\0\x1cftypmp42"),
        ("multipart/x-mixed-replace; boundary=x", HTML),
        ("text/html", PDF),
        ("text/html", PNG),
        ("application/json", JPEG),
        ("", PDF),
        ("", b"just words"),
        ("", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("", b"\0\1\2\3"),
    ],
)
def test_these_are_none(site, policy, content_type, body):
    with pytest.raises(NotHtml):
        client.get(site.page("/lamp", body, Content_Type=content_type), policy)


def test_the_body_of_a_file_is_not_read(site, policy):
    def file(answer):
        answer.head(Content_Type="application/pdf", Connection="close")
        answer.forever(b"x" * 100_000, 0)

    with pytest.raises(NotHtml) as caught:
        client.get(site.route("/manual.pdf", file), policy)

    assert caught.value.bytes_read == 0


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, br", "aes128gcm"])
def test_a_packing_nobody_asked_for_is_not_read_as_text(site, policy, coding):
    if set(coding.split(", ")) <= client._DECODED:
        pytest.skip("a library for it is installed here, so it is asked for")
    with pytest.raises(NotHtml, match="content encoding"):
        client.get(site.page("/lamp", HTML, Content_Encoding=coding), policy)


@pytest.mark.parametrize("content_type", ["application/json", "text/javascript; charset=utf-8", ""])
def test_json_comes_under_several_names(site, policy, content_type):
    link = site.page("/lamp.js", b'{"id": 1}', Content_Type=content_type)

    assert client.get(link, policy, expect="json").body == b'{"id": 1}'


@pytest.mark.parametrize(("content_type", "body"), [("text/html", HTML), ("", HTML), ("application/json", PNG)])
def test_a_page_is_no_json(site, policy, content_type, body):
    with pytest.raises(NotHtml):
        client.get(site.page("/lamp.js", body, Content_Type=content_type), policy, expect="json")


@pytest.mark.parametrize("body", [PNG, JPEG, WEBP, AVIF, b"GIF89a" + b"\0" * 9])
@pytest.mark.parametrize("content_type", ["image/png", "text/html", "application/octet-stream", ""])
def test_an_image_is_known_by_its_bytes(site, policy, content_type, body):
    assert client.get(site.page("/lamp.png", body, Content_Type=content_type), policy, expect="image").body == body


@pytest.mark.parametrize("body", [HTML, PDF, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF", b"RIFF0000WAVE"])
def test_what_only_calls_itself_an_image_is_none(site, policy, body):
    with pytest.raises(NotAnImage):
        client.get(site.page("/lamp.png", body, Content_Type="image/png"), policy, expect="image")


@pytest.mark.parametrize(
    ("body", "kind"),
    [(PNG, "image/png"), (JPEG, "image/jpeg"), (WEBP, "image/webp"), (AVIF, "image/avif"), (b"", None), (PDF, None)],
)
def test_the_type_of_an_image_is_told(body, kind):
    assert image_type(body) == kind

"""A real Chromium on loopback draws what scripts draw, and is asked only where that helps."""

from dataclasses import replace

import pytest

import scraping
from scraping.errors import (
    ChallengePage,
    PageNotFound,
)
from scraping.providers import chain
from scraping.providers.browser import machine
from tests.scraping.providers.browser.pages import CHALLENGE, DRAWN, HEAD, said, tried


class Never:
    """Stands for a paid service: told only whether the page had been rendered."""

    key = "paid"

    def __init__(self, asked: list[bool]) -> None:
        self.asked = asked

    def applies(self, link, policy, so_far) -> bool:
        self.asked.append(so_far.is_rendered)
        return not so_far.is_rendered

    def fetch(self, link, policy, report, so_far):
        raise AssertionError("asked for nothing")


def test_a_product_drawn_by_scripts_is_there(shop, look, told):
    page = look(shop.url("/lamp"))

    snapshot = scraping.read(page)
    assert (snapshot.name, str(snapshot.price), snapshot.currency) == ("Brass lamp", "129.50", "SAR")
    assert snapshot.images == [shop.url("/lamp.jpg")]
    assert (page.provider, page.status_code, page.is_rendered, page.url) == ("browser", 200, True, shop.url("/lamp"))
    assert page.screenshot is not None and page.screenshot.startswith(b"\xff\xd8\xff")
    [attempt] = page.attempts
    assert (attempt.status_code, attempt.cost_usd, attempt.error_code) == (200, 0, "")
    assert attempt.bytes_read > len(DRAWN)
    assert told == ["Opening the page of 127.0.0.1 in a browser"]


def test_pictures_fonts_and_films_are_never_fetched(shop, look):
    shop.page(
        "/rich",
        HEAD + "<style>@font-face{font-family:x;src:url(/x.woff2)}h1{font-family:x;background:url(/b.png)}</style>"
        "<h1>A lamp</h1><p>12.00 SAR</p><img src=/a.jpg onerror=\"this.src='/none.png'\">"
        "<video src=/v.mp4 autoplay></video>"
        "<link rel=icon href=/i.png>",
    )

    page = look(shop.url("/rich"))

    assert set(shop.paths()) <= {"/rich", "/favicon.ico"}
    assert b'src="/a.jpg"' in page.document.body  # and no page took that for a missing picture


def test_the_chain_asks_the_browser_for_what_plain_http_did_not_bring(shop, policy):
    used = replace(policy, providers=("direct", "platform_json", "browser"))

    page = scraping.fetch(shop.url("/lamp"), used)

    assert [(attempt.provider, attempt.error_code) for attempt in page.attempts] == [("direct", ""), ("browser", "")]
    assert (page.provider, scraping.read(page).name) == ("browser", "Brass lamp")


def test_the_chain_leaves_the_browser_alone_when_the_page_says_all(shop, policy, monkeypatch):
    monkeypatch.setattr(machine, "visit", lambda url, policy: pytest.fail("opened for nothing"))
    good = (
        '<title>Pot</title><meta property="og:image" content="/p.jpg"><meta property="og:type" content="product">'
        '<meta property="product:price:amount" content="12.50"><meta property="product:price:currency" content="SAR">'
        "<h1>Pot</h1><p>12.50 SAR</p><button>Add to cart</button>"
    )

    page = scraping.fetch(shop.page("/pot", good), replace(policy, providers=("direct", "browser")))

    assert page.provider == "direct"


def test_a_page_that_scripts_do_not_complete_either_stays_as_it_was(shop, policy, monkeypatch):
    """And paid services, which could only run the same scripts, are not asked."""
    poor = HEAD + "<h1>A lamp</h1><p>Ask us for the price.</p><button>Add to cart</button>"
    asked = []
    monkeypatch.setitem(chain.PROVIDERS, "paid", Never(asked))

    page = scraping.fetch(shop.page("/poor", poor), replace(policy, providers=("direct", "browser", "paid")))

    assert [attempt.provider for attempt in page.attempts] == ["direct", "browser"]
    assert asked == [True]


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [("<title>Gone</title><h1>No</h1>", 404, PageNotFound), (CHALLENGE, 403, ChallengePage)],
)
def test_a_refusal_keeps_its_name_and_its_picture(shop, look, body, status, error):
    with pytest.raises(error) as caught:
        look(shop.page("/no", body, status=status), wait_s=1)

    assert caught.value.page.screenshot.startswith(b"\xff\xd8\xff")
    assert caught.value.page.document.body.startswith(b"<html>")


def test_a_challenge_that_solves_itself_is_passed(shop, look):
    def guard(answer):
        if "passed=1" in answer.headers.get("Cookie", ""):
            answer.write(DRAWN.encode())
        else:
            go = "<script>setTimeout(() => { document.cookie = 'passed=1'; location.reload() }, 200)</script>"
            answer.write((CHALLENGE + go).encode(), status=403)

    page = look(shop.route("/guarded", guard))

    assert (page.status_code, scraping.read(page).name) == (200, "Brass lamp")


def test_a_form_sent_by_a_script_arrives_whole(shop, look):
    shop.route("/echo", lambda answer: answer.write(shop.asked[-1].body, Content_Type="text/plain"))
    script = "return (await (await fetch('/echo', {method: 'POST', body: 'x'.repeat(300000)})).text()).length"

    assert said(look(shop.page("/form", tried(script)))) == "300000"

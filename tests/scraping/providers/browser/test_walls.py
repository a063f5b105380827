"""What a page tries in our browser leads nowhere: every connection passes the address guard."""

from collections.abc import Callable
from ipaddress import ip_address

import pytest

from scraping.errors import (
    NotHtml,
    PageTooLarge,
    ShopUnreachable,
)
from scraping.links import parse_link
from scraping.net import resolver
from scraping.policy import BrowserPolicy, ScrapePolicy
from scraping.providers.browser import Browser
from tests.scraping.providers.browser.conftest import Trap  # noqa: F401
from tests.scraping.providers.browser.pages import HEAD, said, tried

REACHES: dict[str, Callable[[int], str]] = {
    "fetch": lambda port: f"return (await fetch('http://127.0.0.1:{port}/', {{mode: 'no-cors'}})).type",
    "localhost": lambda port: f"return (await fetch('http://localhost:{port}/', {{mode: 'no-cors'}})).type",
    "short form": lambda port: f"return (await fetch('http://127.1:{port}/', {{mode: 'no-cors'}})).type",
    "ipv6": lambda port: f"return (await fetch('http://[::ffff:127.0.0.1]:{port}/', {{mode: 'no-cors'}})).type",
    "https": lambda port: f"return (await fetch('https://127.0.0.1:{port}/', {{mode: 'no-cors'}})).type",
    "post": lambda port: (
        f"return (await fetch('http://127.0.0.1:{port}/', {{method: 'POST', body: 'x', mode: 'no-cors'}})).type"
    ),
    "worker": lambda port: (
        "return await new Promise((done) => { const w = new Worker(URL.createObjectURL(new Blob(["
        f"`fetch('http://127.0.0.1:{port}/', {{mode: 'no-cors'}}).then(() => postMessage('reached'),"
        " () => postMessage('failed'))`]))); "
        "w.onmessage = (event) => done(event.data); w.onerror = () => done('failed') })"
    ),
    "websocket": lambda port: (
        f"return await new Promise((done) => {{ const s = new WebSocket('ws://127.0.0.1:{port}/');"
        " s.onopen = () => done('reached'); s.onerror = () => done('failed') })"
    ),
    "secure websocket": lambda port: (
        f"return await new Promise((done) => {{ const s = new WebSocket('wss://127.0.0.1:{port}/');"
        " s.onopen = () => done('reached'); s.onerror = () => done('failed') })"
    ),
    "script": lambda port: (
        "return await new Promise((done) => { const s = document.createElement('script');"
        f" s.src = 'http://127.0.0.1:{port}/x.js'; s.onload = () => done('reached'); s.onerror = () => done('failed');"
        " document.head.append(s) })"
    ),
    "beacon": lambda port: (
        f"navigator.sendBeacon('http://127.0.0.1:{port}/', 'x');"
        " await new Promise((r) => setTimeout(r, 500)); return 'failed'"
    ),
    "preconnect": lambda port: (
        "const l = document.createElement('link'); l.rel = 'preconnect';"
        f" l.href = 'http://127.0.0.1:{port}/'; document.head.append(l);"
        " await new Promise((r) => setTimeout(r, 500)); return 'failed'"
    ),
    "peer to peer": lambda port: (
        f"new RTCPeerConnection({{iceServers: [{{urls: 'stun:127.0.0.1:{port}'}}]}}).createOffer(); return 'reached'"
    ),
    "web transport": lambda port: (
        f"const t = new WebTransport('https://127.0.0.1:{port}/'); await t.ready; return 'reached'"
    ),
}


@pytest.mark.parametrize("way", REACHES)
def test_no_way_leads_from_a_page_into_this_machine(shop, look, trap, way):
    page = look(shop.page("/bad", tried(REACHES[way](trap.port))))

    assert said(page).startswith("failed")
    assert (trap.visitors, trap.packets) == (0, 0)


def test_frames_and_popups_do_not_lead_into_this_machine_either(shop, look, trap):
    frames = (
        f'<iframe src="http://127.0.0.1:{trap.port}/"></iframe><object data="http://127.0.0.1:{trap.port}/"></object>'
    )
    popup = f"<script>window.open('http://127.0.0.1:{trap.port}/')</script>"

    look(shop.page("/bad", HEAD + "<h1>A lamp</h1><p>12.00 SAR</p>" + frames + popup))

    assert trap.visitors == 0


@pytest.mark.parametrize(
    "to", ["http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/", "http://10.0.0.1/"]
)
def test_metadata_services_and_private_networks_are_refused(shop, look, to, caplog):
    page = look(shop.page("/bad", tried(f"await fetch('{to}', {{mode: 'cors'}}); return 'reached'")))

    assert said(page).startswith("failed")
    assert "is not a public address" in caplog.text


def test_a_file_of_this_machine_is_not_shown(shop, look):
    script = "return await (await fetch('file:///etc/hostname')).text()"

    page = look(shop.page("/bad", tried(script) + '<iframe src="file:///etc/hostname"></iframe>'))

    assert said(page).startswith("failed")


@pytest.mark.parametrize("to", ["http://169.254.169.254/", "file:///etc/passwd", "http://127.0.0.1:{trap}/"])
def test_a_redirect_leads_nowhere_else(shop, look, trap, to):
    with pytest.raises(ShopUnreachable) as caught:
        look(shop.redirect("/away", to.format(trap=trap.port)))

    assert trap.visitors == 0
    assert caught.value.attempts[0].error_code == "shop_unreachable"


@pytest.mark.parametrize(
    "to", ["http://127.0.0.1:{trap}/", "file:///etc/passwd", "data:text/html,<h1>x</h1><p>12 SAR</p>"]
)
def test_a_page_that_sends_the_browser_elsewhere_gives_no_page(shop, look, trap, to):
    goes = f"<script>location.href = '{to.format(trap=trap.port)}'</script>"

    page_or_error: object
    try:
        page_or_error = look(shop.page("/away", HEAD + goes + "</body></html>")).url
    except ShopUnreachable as error:
        page_or_error = error

    assert trap.visitors == 0
    assert isinstance(page_or_error, ShopUnreachable) or page_or_error == shop.url("/away")


def test_a_name_that_turns_into_this_machine_is_refused(shop, look, trap, monkeypatch):
    """Rebinding: the browser never resolves; each connection is judged by the address that is connected to."""
    monkeypatch.setattr(resolver, "lookup", lambda host: [ip_address("127.0.0.1")])
    used = f"http://rebind.example:{trap.port}/"
    shop.page("/bad", tried(f"await fetch('{used}', {{mode: 'no-cors'}}); return 'reached'"))
    policy = ScrapePolicy(
        allow_private=frozenset({shop.pair}),
        ports=frozenset({trap.port}),
        browser=BrowserPolicy(deadline_s=60, idle_s=300),
    )

    page = Browser().fetch(parse_link(shop.url("/bad"), allow_private=policy.allow_private), policy, print, None)

    assert (said(page).startswith("failed"), trap.visitors) == (True, 0)


def test_no_service_worker_stays_behind(shop, look):
    shop.page("/sw.js", "self.addEventListener('fetch', () => {})", Content_Type="text/javascript")

    look(shop.page("/bad", tried("await navigator.serviceWorker.register('/sw.js'); return 'registered'")))

    assert "/sw.js" not in shop.paths()


def test_nothing_is_kept_from_one_visit_to_the_next(shop, look):
    script = (
        "const old = document.cookie + (localStorage.x || '');"
        " document.cookie = 'a=1'; localStorage.x = 1; return old || 'nothing'"
    )
    shop.page("/keep", tried(script))

    assert [said(look(shop.url("/keep"))) for _ in range(2)] == ["nothing", "nothing"]


def test_a_download_is_no_page(shop, look):
    shop.page("/file", "PK", Content_Type="application/zip", Content_Disposition="attachment; filename=x.zip")

    with pytest.raises(NotHtml):
        look(shop.url("/file"))


def test_a_page_that_loads_without_end_is_cut(shop, look):
    def flood(answer):
        answer.head(Content_Type="text/javascript")
        answer.forever(b"/*" + b"x" * 100_000 + b"*/", 0.001)

    shop.route("/flood.js", flood)

    with pytest.raises(PageTooLarge):
        look(shop.page("/big", HEAD + "<script src=/flood.js></script>"), traffic_limit_bytes=2_000_000)
    assert shop.sent < 30_000_000

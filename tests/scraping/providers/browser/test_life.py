"""One browser for a process: shared, replaced, ended."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import scraping
from scraping.errors import (
    PageTooLarge,
    PageTooSlow,
    ProviderUnavailable,
    TooManyRedirects,
)
from scraping.links import parse_link
from scraping.policy import BrowserPolicy, ScrapePolicy
from scraping.providers.browser import Browser
from tests.scraping.providers.browser.pages import HEAD
from tests.scraping.providers.browser.processes import browsers_of, is_alive

ROOT = Path(__file__).resolve().parents[4]


def test_a_page_that_never_comes_to_rest_ends_at_the_deadline(shop, look):
    stuck = HEAD + "<h1>A lamp</h1><script>while (true) {}</script>"
    began = time.monotonic()

    with pytest.raises((PageTooSlow, ProviderUnavailable)):
        look(shop.page("/stuck", stuck), deadline_s=4)

    assert time.monotonic() - began < 30
    assert look(shop.url("/lamp")).status_code == 200  # the browser lives on


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how much memory a process takes")
def test_a_page_that_takes_too_much_memory_is_ended_alone(shop, look):
    hungry = "<script>const kept=[];setInterval(()=>kept.push(new Uint8Array(5e7).fill(1)),20)</script>"
    look(shop.url("/lamp"))
    before = browsers_of(os.getpid())

    with pytest.raises(PageTooLarge):
        look(shop.page("/hungry", HEAD + hungry), memory_limit_mib=400)

    assert look(shop.url("/lamp")).status_code == 200
    assert browsers_of(os.getpid()) == before


def test_a_page_that_leads_on_and_on_is_told_so(shop, look):
    endless = HEAD + "<h1>A lamp</h1><p>12.00 SAR</p><script>location.href = '/endless?' + Math.random()</script>"

    with pytest.raises((TooManyRedirects, PageTooSlow)):
        look(shop.page("/endless", endless), deadline_s=6)


def test_several_threads_share_one_browser(shop, look):
    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(lambda _: look(shop.url("/lamp")), range(4)))

    assert [scraping.read(page).name for page in pages] == ["Brass lamp"] * 4
    assert len(browsers_of(os.getpid())) == 1


def test_a_browser_that_dies_is_replaced(shop, look):
    look(shop.url("/lamp"))
    killed = threading.Event()

    def die(answer):
        for pid in browsers_of(os.getpid()):
            os.kill(pid, signal.SIGKILL)
        killed.set()
        shop.closed.wait(1)

    with pytest.raises(ProviderUnavailable) as caught:
        look(shop.route("/deadly", die))

    assert (killed.is_set(), caught.value.retryable) == (True, True)
    assert look(shop.url("/lamp")).status_code == 200


def test_no_browser_outlives_its_process(tmp_path):
    script = tmp_path / "visit.py"
    script.write_text(
        "import os, signal\n"
        "from scraping.policy import ScrapePolicy, BrowserPolicy\n"
        "from scraping.providers.browser import machine\n"
        "from tests.scraping.providers.browser.processes import all_below\n"
        "from tests.support.http import open_site\n"
        "with open_site() as site:\n"
        "    site.page('/', '<h1>A lamp</h1><p>12 SAR</p>')\n"
        "    policy = ScrapePolicy(allow_private=frozenset({site.pair}), browser=BrowserPolicy(deadline_s=60))\n"
        "    machine.visit(site.url(), policy)\n"
        "    print(*all_below(os.getpid()), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    run = subprocess.run(
        [sys.executable, str(script)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    pids = [int(text) for text in run.stdout.split()]
    assert len(pids) > 2, run.stderr

    ends = time.monotonic() + 30
    while any(is_alive(pid) for pid in pids):
        assert time.monotonic() < ends, "the browser goes on without us"
        time.sleep(0.1)


def test_it_ends_when_nobody_asks_for_a_while(shop, look):
    look(shop.url("/lamp"), idle_s=0.1)

    ends = time.monotonic() + 20
    while browsers_of(os.getpid()):
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_without_a_program_it_does_not_apply_and_says_so_once(caplog):
    policy = ScrapePolicy(browser=BrowserPolicy(path="/nowhere/chromium"))

    assert [Browser().applies(parse_link("https://shop.example/"), policy, None) for _ in range(3)] == [False] * 3
    assert caplog.text.count("/nowhere/chromium is no program") == 1

"""A real browser against a live server. One browser for the folder, one group, so that xdist starts no second one."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright

from merchants.models import Merchant, User
from tests.jobs.monitor.conftest import failed, run_of  # noqa: F401 - shared with the monitor's tests
from tests.products.conftest import product_of  # noqa: F401 - a fixture shared with the products' tests
from tests.products.insights.conftest import catalogue, dollars, stocked  # noqa: F401 - shared with those of insights

HERE = Path(__file__).parent
ABOUT_THE_BROWSER = {
    "test_accessible.py", "test_accounts.py", "test_finder.py", "test_keyboard.py", "test_sides.py", "test_still.py"
}  # fmt: skip
"""What the browser does with pages: one database is enough, what these ask of it is asked without a browser too."""
FLAGS = [
    "--no-sandbox",  # containers give Chromium no user namespaces
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {
    "desktop": {"width": 1440, "height": 900},
    "tablet": {"width": 768, "height": 1024},
    "phone": {"width": 390, "height": 844},
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if item.path.name in ABOUT_THE_BROWSER:
                item.add_marker(pytest.mark.any_database)


@pytest.fixture(scope="session")
def chromium() -> str:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine (looked for chromium, chromium-browser, google-chrome)")
    return path


# The plugin's own two live as long as the session, and so would their event loop: every later test of the same process
# would be refused the database.
@pytest.fixture(scope="package")
def playwright(chromium: str) -> Iterator[Playwright]:
    """The browser's driver. Its event loop runs in this thread, which Django takes for asynchronous code."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as driver:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield driver


@pytest.fixture(scope="package")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def browser_context_args(live_server) -> dict[str, object]:
    return {"base_url": live_server.url, "locale": "en", "viewport": WIDTHS["desktop"]}


NO_STREAMS = "status of 421"  # the live server, like `web`, gives no streams; pages then ask every two seconds


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser itself complained about: blocked styles and scripts, broken code, missing files."""
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and NO_STREAMS not in message.text:
            heard.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@pytest.fixture
def signed_in_page(page: Page, context: BrowserContext, live_server, make_user, client_of) -> Callable[..., Page]:
    """The page of a person who works for the given merchant, by default as its owner."""

    def sign_in(merchant: Merchant, role: str = "owner", user: User | None = None) -> Page:
        person = user or make_user(f"{role}@browser.example", merchant, role)
        session = client_of(person).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        return page

    return sign_in


@pytest.fixture
def screenshots(context: BrowserContext, live_server) -> Callable[..., None]:
    """With SCREENSHOTS=1, keep the page as it stands in var/screenshots: wide and phone, English and Arabic.

    The page is asked for anew for each language, so it must be one that a GET gives.
    """

    def take(page: Page, name: str, *, full_page: bool = True) -> None:
        if os.environ.get("SCREENSHOTS") != "1":
            return
        folder = settings.VAR_DIR / "screenshots"
        for language in ("ar", "en"):
            cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}
            context.add_cookies([cookie])
            page.reload()
            for width, viewport in WIDTHS.items():
                page.set_viewport_size(viewport)
                page.screenshot(path=folder / f"{name}-{width}-{language}.png", full_page=full_page)
        page.set_viewport_size(WIDTHS["desktop"])

    return take

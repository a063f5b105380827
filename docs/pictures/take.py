"""Takes the README's pictures from a running program, so that they can be made again when the pages change.

    uv run manage.py up                                       in one terminal; it prints address and password
    uv run --extra browser python docs/pictures/take.py http://127.0.0.1:8000 demo@wared.example PASSWORD

Imports the demo shop's pages first, if that was not done. Writes WebP files beside this one; none may be larger than
LIMIT_KB. Needs Chromium, as the browser tests do.
"""

import io
import shutil
import sys
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

HERE = Path(__file__).parent
LIMIT_KB = 150
WIDE, PHONE = ViewportSize(width=1280, height=820), ViewportSize(width=390, height=780)
FLAGS = ["--no-sandbox", "--disable-gpu"]  # containers give Chromium no user namespaces
READY_MS = 120_000  # for all of the demo shop's pages, one of which is slow on purpose


def main(base: str, email: str, password: str) -> int:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        page = sign_in(browser, base, email, password)
        product = import_demo_pages(page, base)
        pictures = {
            "import": shot(page, f"{base}/import"),
            "product": shot(page, f"{base}{product}"),
            "products": shot(sign_in(browser, base, email, password, scheme="dark"), f"{base}/products/"),
            "phone": phones(browser, base, email, password, product),
        }
        browser.close()
    for name, picture in pictures.items():
        save(name, picture)
    return 0


def sign_in(
    browser: Browser,
    base: str,
    email: str,
    password: str,
    *,
    language: str = "en",
    scheme: Literal["light", "dark"] = "light",
    viewport: ViewportSize = WIDE,
) -> Page:
    """A page of a context of its own, signed in."""
    context = browser.new_context(viewport=viewport, color_scheme=scheme, locale="en")
    context.add_cookies([{"name": "django_language", "value": language, "url": base}])
    page = context.new_page()
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/accounts/" not in address)
    context.add_cookies([{"name": "django_language", "value": language, "url": base}])
    return page


def import_demo_pages(page: Page, base: str) -> str:
    """Import what the import page offers, wait for the end; the path of a product with many values."""
    page.goto(f"{base}/products/")
    if not page.locator("table.products").count():
        page.goto(f"{base}/import")
        links = page.locator(".demo-card input[name=links]").evaluate_all("found => found.map(one => one.value)")
        page.fill("textarea[name=links]", "\n".join(links))
        page.locator(".import-line button").click()
        page.wait_for_function("!document.querySelector('[hx-trigger*=every]')", timeout=READY_MS)
    page.goto(f"{base}/products/?q=dallah")
    return str(page.locator("table.products .product-title").first.get_attribute("href"))


def shot(page: Page, address: str) -> Image.Image:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    return Image.open(io.BytesIO(page.screenshot()))


def phones(browser: Browser, base: str, email: str, password: str, product: str) -> Image.Image:
    """The product and the list in Arabic on a phone, light and dark side by side."""
    shots = []
    looks: tuple[tuple[Literal["light", "dark"], str], ...] = (("light", product), ("dark", "/products/"))
    for scheme, path in looks:
        page = sign_in(browser, base, email, password, language="ar", scheme=scheme, viewport=PHONE)
        shots.append(shot(page, f"{base}{path}"))
    width, gap = sum(one.width for one in shots) + 24, 24
    together = Image.new("RGBA", (width, shots[0].height))
    for n, one in enumerate(shots):
        together.paste(one, (n * (one.width + gap), 0))
    return together


def save(name: str, picture: Image.Image) -> None:
    """As WebP, small enough for a README on a slow line."""
    path = HERE / f"{name}.webp"
    picture.save(path, quality=82, method=6)
    kilobytes = path.stat().st_size / 1024
    print(f"{path.name}: {picture.width} × {picture.height}, {kilobytes:.0f} KB")  # noqa: T201 - says what it made
    if kilobytes > LIMIT_KB:
        raise SystemExit(f"{path.name} is larger than {LIMIT_KB} KB")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))

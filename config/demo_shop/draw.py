"""Draws the demo shop's pictures from ``drawings/*.svg``: the product, a close view, and the product on a table.

Run it after changing a drawing: ``uv run python -m config.demo_shop.draw`` (needs the development tools and Chromium).
"""

import shutil
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
SIZE = 640  # pixels, square
TABLE = '<rect y="430" width="600" height="170" fill="#c8b393"/><path d="M0 430h600v10H0z" fill="#a88f6a"/>'
VIEWS = {  # suffix: viewBox, background, what stands behind, transform of the product
    "": ("0 0 600 600", "#f4efe6", "", ""),
    "-close": ("150 170 270 270", "#efe7da", "", ""),
    "-room": ("0 0 600 600", "#dfe6e0", TABLE, "translate(110 92) scale(.72)"),
}
CLOTH = {"shirt-indigo": "#34406b", "shirt-olive": "#6d7a3f"}  # the shirt's other colours


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(viewport={"width": SIZE, "height": SIZE})
        for drawing in sorted((HERE / "drawings").glob("*.svg")):
            for suffix in VIEWS:
                draw(page, drawing.read_text(), suffix, HERE / "pictures" / f"{drawing.stem}{suffix}.jpg")
        for name, colour in CLOTH.items():
            shirt = (HERE / "drawings" / "shirt.svg").read_text()
            draw(page, f"<style>svg{{--cloth:{colour}}}</style>{shirt}", "", HERE / "pictures" / f"{name}.jpg")
        browser.close()


def draw(page: Page, product: str, suffix: str, path: Path) -> None:
    view, ground, behind, transform = VIEWS[suffix]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" width="{SIZE}" height="{SIZE}">'
        f'<rect width="600" height="600" fill="{ground}"/>{behind}<g transform="{transform}">{product}</g></svg>'
    )
    page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{svg}")
    page.screenshot(path=path, type="jpeg", quality=78)


if __name__ == "__main__":
    main()

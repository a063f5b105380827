"""How the demo shop answers each path: a page, and how it misbehaves."""

from dataclasses import dataclass
from html import escape
from pathlib import Path

from config.demo_shop.catalogue import DEMO_LINKS

HERE = Path(__file__).resolve().parent
PAGES, PICTURES = HERE / "pages", HERE / "pictures"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer. The first ``fails_first`` visits of a round get 503; ``is_endless`` goes on until nobody listens."""

    file: str = ""
    status: int = 200
    location: str = ""
    is_slow: bool = False
    fails_first: int = 0
    is_endless: bool = False


def _product(name: str, **how: object) -> tuple[str, Answer]:
    return f"/products/{name}", Answer(file=f"{name}.html", **how)  # type: ignore[arg-type]


NOT_FOUND = Answer(file="not-found.html", status=404)
ANSWERS: dict[str, Answer] = dict(
    [
        ("/", Answer(file="index.html")),
        ("/cart", Answer(file="index.html")),  # it sells nothing, and says so there
        _product("copper-dallah"),
        _product("sadu-cushion"),
        _product("oud-burner"),
        _product("arc-lamp"),
        _product("cotton-t-shirt"),
        _product("sukkari-dates"),
        _product("reef-mug"),
        _product("brass-lantern"),
        _product("olive-board", is_slow=True),
        _product("citrus-carafe", fails_first=2),
        _product("rattan-basket"),
        _product("all-cushions", is_endless=True),
        ("/products/pearl-necklace", Answer(file="challenge.html", status=403)),
        ("/journal/choosing-a-desk-lamp", Answer(file="choosing-a-desk-lamp.html")),
        ("/collections/kitchen", Answer(file="kitchen.html")),
        ("/go/basket", Answer(status=302, location="/p/10044")),
        ("/p/10044", Answer(status=301, location="/collections/home/rattan-basket")),
        ("/collections/home/rattan-basket", Answer(status=301, location="/products/rattan-basket")),
    ]
)


def page(file: str, origin: str) -> bytes:
    """The page in ``file``, its marks filled in. ``origin`` is the shop's own, for the absolute addresses in markup."""
    text = (PAGES / file).read_text(encoding="utf-8")
    parts = {
        "{{top}}": (PAGES / "_top.html").read_text(encoding="utf-8"),
        "{{foot}}": (PAGES / "_foot.html").read_text(encoding="utf-8"),
        "{{links}}": _list_of_links(),
        "{{origin}}": origin,
    }
    for mark, part in parts.items():
        text = text.replace(mark, part)
    return text.encode()


def _list_of_links() -> str:
    rows = (
        f'<tr><td><a href="{escape(link.path)}">{escape(str(link.title))}</a></td>'
        f"<td>{escape(str(link.kind))}</td><td>{escape(str(link.teaches))}</td></tr>"
        for link in DEMO_LINKS
    )
    return f"<table>{''.join(rows)}</table>"


def picture(path: str) -> bytes | None:
    """The picture at ``/pictures/NAME.jpg``, or None. Only names that stand in the folder are ever opened."""
    names = {f"/pictures/{file.name}": file for file in PICTURES.glob("*.jpg")}
    return names[path].read_bytes() if path in names else None

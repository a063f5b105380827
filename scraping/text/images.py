"""Image addresses: absolute, largest, one per picture, no icons."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from scraping.text.addresses import plainly_joined
from scraping.text.needles import Words
from scraping.text.patterns import one_of

_JUNK_WORDS = (
    "sprite", "spacer", "blank.", "/blank", "pixel", "/1x1", "1x1.", "loading", "loader", "placeholder", "no-image",
    "no_image", "noimage", "noimg", "image-not",
    "imagenot", "coming-soon", "comingsoon", "transparent", "icon", "logo", "badge", "flag/", "flags/", "flag_",
    "rating", "star-", "star_", "stars.",
    "payment", "visa", "mastercard", "paypal", "applepay", "button", "btn-", "btn_", "arrow", "avatar", "facebook",
    "twitter", "pinterest", "instagram",
    "whatsapp", "tracking", "beacon", "captcha", "banner", "emoji", "qr-code", "qrcode", "play-video",
    "video-play", "doubleclick", ".svg",
)  # fmt: skip
_JUNK = Words(_JUNK_WORDS)
_STAND_INS = Words(
    (
        "logo",
        "placeholder",
        "no-image",
        "no_image",
        "noimage",
        "blank.",
        "spacer",
        "sprite",
        "favicon",
        "comingsoon",
        "coming-soon",
        ".svg",
        "default-image",
        "site-icon",
        "fb-share",
        "fbshare",
        "social-share",
        "share-image",
        "og-default",
    )
)
_ID_KEYS = {
    "file",
    "fif",
    "i",
    "imageid",
    "itemid",
    "set",
    "source",
    "src",
    "id",
    "url",
    "productid",
    "image",
    "img",
    "swatchid",
    "viewid",
}
_SIZE_PARTS = one_of(r"""
    /cache/([0-9a-f]{32}|\d+/\w+(/\w+)?/[0-9a-f]{32}|\d{2,4}(-[a-z]+)?(?=/))
    |/((max|fit|fill|crop)/)?(\d{2,4}x\d{2,4}[a-z]{0,2}|[wh]c?_?\d{2,4}|s\d{3,4}|(width|height)/\d+|[wh]/\d+)(?=/)
    |/[a-z]{0,3}resize/\d+/\d+(?=/)|/(original|large|medium|small|thumbs?|thumbnails?)(?=/)
    |/(?=([a-z]+=[\w.-]+,)*(w|h|width|height)=\d+([,/]|$))[a-z]+=[\w.-]+(,[a-z]+=[\w.-]+)*(?=/|$)|/public$
    |/(?<=^/)@0_mall(?=/)|_(?<=/d_)(nq_)?np(_2x)?(?=_)|\._[a-z0-9_,.+-]+_(?=\.\w+$)
    |_(pico|icon|thumb|small|compact|medium|large|grande|master|original|\d+x\d*|x\d+)(@\dx)?(?=\.\w+$)
    |_(?<=\.jpg_|\.png_)[\w.]*\d+x\d+[\w.]*$|_\d{2,4}_\d{2,4}(?=_(png|jpe?g|webp)$)
    |-\d{2,4}x\d{2,4}(?=\.\w+$)|\.\d{2,4}x\d{2,4}(?=\.\w+$)|-(xs|s|m|l|xl)(?=\.\w+$)|_(xs|s|m|l|xl)(?=\.\w+$)
    |/s-l\d+(?=\.\w+$)|,(mini|large|medium|small)(?=\.\w+$)""")
"""Each begins with a sign that is written out: so the engine looks for these signs only, in a third of the time."""
_IMAGE_ENDING = re.compile(r"\.(jpe?g|png|webp|avif)$")
_EDGE_RESIZED = "/cdn-cgi/image/"
"""Behind it stand the options, then the picture's own path or address: Cloudflare resizes any shop's pictures so."""
_AMAZON_SIZE = re.compile(r"\._[A-Za-z0-9_,.+%-]+_(?=\.\w{3,4}$)")
_SHOPIFY_SIZE = re.compile(
    r"_(?:pico|icon|thumb|small|compact|medium|large|grande|master|\d{1,4}x\d{0,4}|x\d{2,4})(?:_crop_\w+)?(?:@\dx)?(?=\.\w+(?:\?|$))"
)
_EBAY_SIZE = re.compile(r"/s-l\d+(?=\.\w+)")
_WIDTH = one_of(r"""
    =(?:(?<=[?&/,]w=)|(?<=[?&/,]sw=)|(?<=[?&/,]wid=)|(?<=[?&/,]width=)|(?<=[?&/,]imwidth=))(\d{2,4})(?![\da-f])
    |/(?:wc?_?|resize/|cache/|s(?=\d{3}))(\d{2,4})(?![\da-f])
    |_w(\d{2,4})(?![\da-f])|_(\d{2,4})_\d{2,4}_(?:png|jpe?g|webp)$
    |x(?:(?<=(\d{4})x)|(?<=(\d{3})x)|(?<=(\d\d)x))(?:\d{2,4})?(?=[._/?&eq-])""")
"""Each begins with a sign that is written out, as above; only one of the groups holds the width."""
_OF_A_PAGE = 256  # addresses: each is asked about several times while a page is read
_SRCSET_PART = re.compile(r"\s*([^\s,]\S*[^\s,])(?:\s+([\d.]+)([wx]))?\s*(?:,|$)")


def absolute(address: object, base: str) -> str | None:
    """``address`` as an absolute http(s) address, spaces escaped; None for data: and broken ones."""
    if not isinstance(address, str):
        return None
    address = address.strip().replace("\\/", "/")
    if not address or len(address) > 2_000 or address[:5].lower() in ("data:", "blob:", "about", "javas"):
        return None
    if plain := plainly_joined(base, address):
        return plain
    try:
        joined = urljoin(base, address)
        host = urlsplit(joined).hostname
    except ValueError:
        return None
    if not host or not joined.startswith(("http://", "https://")) or "{" in joined:
        return None
    return joined.replace(" ", "%20")


def is_junk(address: str) -> bool:
    """Whether the last two parts of the path name an icon, logo, spacer, badge or tracker."""
    return _JUNK.any_in(_end_of_path(address))


def junk_words(address: str) -> list[str]:
    """The words there that say so."""
    return [_JUNK_WORDS[number] for number in _JUNK.found_in(_end_of_path(address))]


def _end_of_path(address: str) -> str:
    return "/".join(address.split("?", 1)[0].lower().rsplit("/", 2)[-2:])


def is_placeholder(address: str) -> bool:
    """Whether the address names what stands in for a picture: markup names a logo when a product has none."""
    path = address.split("?", 1)[0].lower()
    return _STAND_INS.any_in(path[-80:])


@lru_cache(maxsize=_OF_A_PAGE)
def identity(address: str) -> tuple[str, str]:
    """What stays of an address when sizes are taken away: two sizes of one picture are one picture."""
    path, asked = _path_and_query(address)
    path = unquote(path).split(";")[0]
    if _EDGE_RESIZED in path:
        path = urlsplit(path.split(_EDGE_RESIZED, 1)[1].partition("/")[2]).path
        path = path if path[:1] == "/" else f"/{path}"
    query = ""
    if asked and _is_program(path.rsplit("/", 1)[-1].lower()):
        query = "|".join(sorted(value for key, value in parse_qsl(asked) if key.lower() in _ID_KEYS))
    bare = _SIZE_PARTS.sub("", path.lower()).replace("//", "/").casefold().rstrip("/")
    return _IMAGE_ENDING.sub("", bare), query.casefold()


def _is_program(file: str) -> bool:
    """Whether what is asked of it decides which picture it is."""
    return "." not in file or file.endswith((".asp", ".aspx", ".php", ".jsp", ".ashx", ".cgi", ".fcgi"))


def _path_and_query(address: str) -> tuple[str, str]:
    """As ``urlsplit`` gives them, which does much more than addresses out of :func:`absolute` mostly need."""
    if "#" in address or not address.startswith(("https://", "http://")) or not address.isprintable():
        parts = urlsplit(address)
        return parts.path, parts.query
    before, _, query = address.partition("?")
    start = before.find("/", len("https://"))
    return before[start:] if start >= 0 else "", query


def largest(address: str) -> str:
    """The full-size address where the host's naming is known (Amazon, Shopify, eBay), else the same."""
    if "media-amazon.com/" in address or "images-amazon.com/" in address:
        return _AMAZON_SIZE.sub("", address)
    if "/cdn/shop/" in address or "cdn.shopify.com/" in address:
        return _SHOPIFY_SIZE.sub("", address)
    if "ebayimg.com/" in address:
        return _EBAY_SIZE.sub("/s-l1600", address)
    return address


@lru_cache(maxsize=_OF_A_PAGE)
def width_hint(address: str) -> int:
    """The width in pixels that the address itself speaks of, 0 when it says nothing."""
    return max([int("".join(groups)) for groups in _WIDTH.findall(address.lower())], default=0)


def from_srcset(srcset: str) -> str | None:
    """The largest candidate of a ``srcset``. Addresses may contain commas."""
    best: tuple[float, str] | None = None
    for match in _SRCSET_PART.finditer(srcset[:10_000]):
        size = float(match[2]) if match[2] and match[2].count(".") < 2 else 1.0
        if best is None or size > best[0]:
            best = (size, match[1])
    return best[1] if best else None


def one_each(addresses: list[str]) -> list[tuple[int, str]]:
    """One address per picture, the largest, with the place in ``addresses`` where the picture appears first."""
    chosen: dict[tuple[str, str], tuple[int, str]] = {}
    for place, address in enumerate(map(largest, addresses)):
        first, known = chosen.setdefault(identity(address), (place, address))
        if known != address and width_hint(address) > width_hint(known) > 0:
            chosen[identity(address)] = first, address
    return list(chosen.values())

"""What a merchant pastes: a link to fetch, and an identity by which the same product is found again."""

import re
import unicodedata
from collections.abc import Set
from dataclasses import dataclass
from urllib.parse import unquote, unquote_plus, urlsplit

import idna

from scraping import link_rules as rules
from scraping.errors import InvalidLink
from scraping.net.addresses import DEFAULT_PORTS, WEB_PORTS, Target, check_characters, check_url

_MARKS = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
"""Invisible, they come along when text is copied from right-to-left pages."""
_AROUND = " \t\r\n\f\v\xa0" + _MARKS
_QUOTED = re.compile(r"""["'“”‘’«»<](.*)["'“”‘’«»>]""", re.DOTALL)
_SHARED_LINK = re.compile(r"(?<=\s)https?://\S+", re.IGNORECASE)
_NUMBER = re.compile(r"\d+\.\d+")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HOST_AND_PORT = re.compile(r"[^/?#]+:\d+(?=[/?#]|$)")


@dataclass(frozen=True, slots=True)
class Link:
    """One product's address.

    ``url`` is what is fetched: as given, normalised. ``key`` is the product's identity within a merchant: the same
    for every way to write the address, without scheme. ``variant`` is what the link chooses, such as ``4213`` or
    ``red / M``; empty when it chooses nothing.
    """

    url: str
    key: str
    variant: str = ""

    @property
    def host(self) -> str:
        """The shop's name without ``www.`` and the like, without port."""
        return urlsplit(f"//{self.key}").hostname or ""


def parse_link(text: str, *, ports: Set[int] = WEB_PORTS, allow_private: Set[str] = frozenset()) -> Link:
    """The link in what was pasted: trimmed, ``https://`` added where no scheme is.

    Raises InvalidLink and AddressRefused with the reasons of ``check_url`` and ``empty``, ``not_a_link``.
    """
    pasted = text.strip(_AROUND)
    if quoted := _QUOTED.fullmatch(pasted):
        pasted = quoted[1].strip(_AROUND)
    if not pasted:
        raise InvalidLink("empty", "nothing was given")
    check_characters(pasted)
    target = check_url(_with_scheme(_alone(pasted)), ports=ports, allow_private=allow_private)
    return _known_shop(target) or _any_shop(target)


def _alone(text: str) -> str:
    """The one link in a sentence, as apps share it: "Look at this: https://…"."""
    shared = _SHARED_LINK.findall(text)
    return shared[0] if len(shared) == 1 and not _SCHEME.match(text) else text


def _with_scheme(text: str) -> str:
    if text.startswith("//"):
        return f"https:{text}"
    if _HOST_AND_PORT.match(text):
        return f"http://{text}"  # who writes a port means a plain server
    if _SCHEME.match(text):
        return text
    host = re.split(r"[/?#]", text, maxsplit=1)[0]
    if "." not in host or _NUMBER.fullmatch(host):  # a price pasted or in a sheet, "3.5", would name a host too
        raise InvalidLink("not_a_link", "not a web address")
    return f"https://{text}"


def _known_shop(target: Target) -> Link | None:
    """The link by the rules of a large shop, None when it is no product address of one."""
    host = _flat(target.host)
    for shop in rules.SHOPS:
        at_home = shop.host.fullmatch(host)
        product = shop.path.match(target.path) if at_home else None
        if at_home and product:
            groups = at_home.groupdict() | product.groupdict()
            if shop.is_upper:
                groups["id"] = groups["id"].upper()
            named = shop.variant.search(unquote(target.path.partition("?")[2]))
            return Link(target.full, shop.key.format(**groups), named[1] if named else "")
    return None


def _any_shop(target: Target) -> Link:
    path, _, query = target.path.partition("?")
    path = rules.SESSION_PATH.sub("", rules.SHOPIFY_PATH.sub("", path)).rstrip("/")
    identity, values = _read_query(query, names_product=_names_product(path))
    place, choices = _read_fragment(target.fragment)
    key = _flat(target.host) + _port(target) + path + (f"?{identity}" if identity else "") + place
    return Link(target.full, key, " / ".join(filter(None, values + choices)))


def _names_product(path: str) -> bool:
    page = path.rpartition("/")[2].partition(".")[0].lower()
    return page not in rules.PAGES_OF_ANY_PRODUCT


def _read_query(query: str, *, names_product: bool) -> tuple[str, list[str]]:
    """The part that belongs to the identity, in a fixed order, and the choices that ``query`` makes."""
    identity, values = [], []
    for piece in filter(None, query.split("&")):
        is_identity = not names_product and _name(piece) in rules.AMBIGUOUS
        if not is_identity and _is_variant(piece):
            values.append(_value(piece))
        elif is_identity or not _says_nothing(piece):
            identity.append(piece)
    if not identity and not names_product:
        identity = [piece for piece in query.split("&") if _name(piece) in rules.LAST_RESORT]
    return "&".join(sorted(identity)), values


def _read_fragment(fragment: str) -> tuple[str, list[str]]:
    """The part that belongs to the identity, with its ``#``, and the choices it makes.

    Mostly a fragment is a place on the page. Shops that are one script keep the product's address in it.
    """
    if rules.PRESTASHOP_VARIANT.fullmatch(fragment):
        return "", [unquote(value) for value in rules.PRESTASHOP_VALUE.findall(fragment)]
    if fragment.startswith(("/", "!")):
        return f"#{fragment}", []
    return "", [_value(piece) for piece in fragment.split("&") if _is_variant(piece)]


def _flat(host: str) -> str:
    """``host`` without the first labels that only say in which dress the shop is shown."""
    first, _, rest = host.partition(".")
    while first in rules.FLAT_HOSTS and "." in rest:
        host = rest
        first, _, rest = host.partition(".")
    return f"[{host}]" if ":" in host else host


def _port(target: Target) -> str:
    return "" if target.port in DEFAULT_PORTS.values() else f":{target.port}"


def _says_nothing(piece: str) -> bool:
    name = _name(piece)
    return name in rules.TRACKING or name.startswith(rules.TRACKING_STARTS)


def _is_variant(piece: str) -> bool:
    name = _name(piece)
    return name in rules.VARIANT or name.startswith(rules.VARIANT_STARTS)


def _name(piece: str) -> str:
    return piece.partition("=")[0].lower()


def _value(piece: str) -> str:
    return unquote_plus(piece.partition("=")[2]).strip()


def readable_host(host: str) -> str:
    """``host`` as people read it: ``xn--mgbc4d.xn--mgberp4a5d4ar`` in its own letters.

    A label stays as it is when it mixes scripts, as browsers have it: its letters may pretend to be others.
    """
    return ".".join(map(_readable_label, host.split(".")))


def _readable_label(label: str) -> str:
    try:
        name = idna.ulabel(label)
    except idna.IDNAError:
        return label
    scripts = {unicodedata.name(sign, "?").split()[0] for sign in name if sign.isalpha()}
    return name if len(scripts) == 1 else label

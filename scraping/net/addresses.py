"""Which addresses may be fetched. Nothing here connects or asks a name server; ``resolver`` and ``guard`` do that.

The host's text is never judged: whatever the system reads as an IP address is one, in any notation, and everything
else is a name whose addresses are judged when it is resolved.
"""

import re
import socket
from collections.abc import Set
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, quote, unquote, urlsplit

import idna

from scraping.errors import AddressRefused, InvalidLink

type IPAddress = IPv4Address | IPv6Address

URL_LIMIT = 2048  # characters, of the address as given and as normalised
WEB_PORTS = frozenset({80, 443})
DEFAULT_PORTS = {"http": 80, "https": 443}

# IANA IPv4 Special-Purpose Address Registry, all of it: also the few rows that count as globally reachable (anycast
# services), since no shop is there. Multicast and the reserved block are no unicast at all.
_REFUSED_V4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network; Linux connects 0.0.0.0 to loopback
        "10.0.0.0/8",  # private use
        "100.64.0.0/10",  # shared by providers and clouds; Alibaba's metadata is 100.100.100.200
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # not IANA's: Azure's platform service, answers inside Azure only
        "169.254.0.0/16",  # link local, with the clouds' metadata
        "172.16.0.0/12",  # private use
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata is 192.0.0.192
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private use
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, with broadcast
    )
)
# Only 2000::/3 is global unicast. What carries an IPv4 address inside (mapped, compatible, NAT64) lies outside of it,
# or is listed here (6to4, Teredo), so there is nothing to unwrap.
_GLOBAL_V6 = IPv6Network("2000::/3")
_REFUSED_V6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments, with Teredo 2001::/32
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)

_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")
_NAME = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_NAME_LIMIT = 253  # characters; RFC 1035
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ALLOWED_RAW = "%/?:@!$&'()*+,;=-._~"  # what urllib3 leaves alone as well, so that what is checked is what is sent


@dataclass(frozen=True, slots=True)
class Target:
    """A normalised address in ASCII. ``host`` has no brackets; an IP address is in its usual notation.

    ``path`` starts with a slash and carries the query; ``fragment`` is kept for reading, never sent.
    """

    scheme: str
    host: str
    port: int
    path: str
    fragment: str = ""

    @property
    def pair(self) -> str:
        """``host:port``, as ``ScrapePolicy.allow_private`` writes it."""
        return f"{_bracketed(self.host)}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what cookies and authorisation belong to."""
        port = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{_bracketed(self.host)}{port}"

    @property
    def url(self) -> str:
        """What is sent: no fragment."""
        return self.origin + self.path

    @property
    def full(self) -> str:
        """The address with its fragment."""
        return f"{self.url}#{self.fragment}" if self.fragment else self.url


def check_url(url: str, *, ports: Set[int] = WEB_PORTS, allow_private: Set[str] = frozenset()) -> Target:
    """Normalise ``url`` and refuse it for what it shows by itself.

    Raises InvalidLink (reasons ``too_long``, ``control_characters``, ``user_info``, ``no_host``, ``bad_host``,
    ``bad_port``) and AddressRefused (``scheme``, ``port``, ``private_address``).
    """
    target = _parse(_parse(url).full)  # only what the second look sees is used: no parser reads the first form
    if target.pair in allow_private:
        return target
    if target.port not in ports:
        raise AddressRefused("port", f"port {target.port} is never fetched")
    address = literal(target.host)
    if address is not None and not is_public(address):
        raise AddressRefused("private_address", f"{address} is not a public address")
    return target


def is_public(address: IPAddress) -> bool:
    """Whether ``address`` is global unicast and on none of the special-purpose lists."""
    if isinstance(address, IPv4Address):
        return not any(address in block for block in _REFUSED_V4)
    return address in _GLOBAL_V6 and not any(address in block for block in _REFUSED_V6)


def literal(host: str) -> IPAddress | None:
    """The address that the system reads in ``host`` without asking anybody (``127.1``, ``0x7f.1``, …), else None."""
    try:
        answers = socket.getaddrinfo(host.encode("ascii"), None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except socket.gaierror:
        return None
    return ip_address(answers[0][4][0])


def check_characters(text: str) -> None:
    """Raise InvalidLink for what makes parsers disagree: control characters, backslashes, excessive length."""
    if len(text) > URL_LIMIT:
        raise InvalidLink("too_long", f"longer than {URL_LIMIT} characters")
    if _FORBIDDEN.search(text):
        raise InvalidLink("control_characters", "a control character or a backslash in the address")


def normalise_escapes(text: str) -> str:
    """``text`` in ASCII: percent-encoded where needed, never where not, hexadecimals upper-case. Idempotent."""
    if "%" in text:
        text = _ESCAPE.sub(_normal_escape, text)
    return quote(text, safe=_ALLOWED_RAW)


def _parse(url: str) -> Target:
    check_characters(url)
    try:
        parts = urlsplit(url)
    except ValueError as error:  # brackets that do not match, or a host that turns into another under NFKC
        raise InvalidLink("bad_host", str(error)) from error
    if parts.scheme not in DEFAULT_PORTS:
        raise AddressRefused("scheme", f"{parts.scheme or 'no'} scheme, only http and https are fetched")
    if "@" in parts.netloc:
        raise InvalidLink("user_info", "a user name or password in the address")
    path = normalise_escapes(without_dots(parts.path) or "/")
    query = f"?{normalise_escapes(parts.query)}" if parts.query else ""
    target = Target(parts.scheme, _host(parts), _port(parts), path + query, normalise_escapes(parts.fragment))
    check_characters(target.full)
    return target


def without_dots(path: str) -> str:
    """``path`` with ``.`` and ``..`` resolved as browsers do."""
    if "/." not in path:
        return path
    kept: list[str] = []
    parts = path.split("/")[1:]
    for part in parts:
        if part == "..":
            del kept[-1:]
        elif part != ".":
            kept.append(part)
    if parts[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _host(parts: SplitResult) -> str:
    """The host in lower-case ASCII; an IP address in its usual notation, so that one host has one text."""
    host = parts.hostname
    if not host:
        raise InvalidLink("no_host", "no host in the address")
    if "[" in parts.netloc:
        return _bracketed_address(host)
    host = _ascii_name(host)
    address = literal(host)
    return host if address is None else str(address)


def _bracketed_address(host: str) -> str:
    """An IPv6 address without zone. Raises InvalidLink for anything else in brackets."""
    address = literal(host) if ":" in host and "%" not in host else None
    if address is None:
        raise InvalidLink("bad_host", "not an IPv6 address in the brackets")
    return str(address)


def _ascii_name(host: str) -> str:
    """``host`` as browsers send it: escapes undone, compatibility forms mapped (UTS 46), other scripts in punycode."""
    try:
        name = unquote(host, errors="strict") if "%" in host else host
        if not name.isascii():
            name = idna.uts46_remap(name, std3_rules=False, transitional=False)
            name = ".".join(map(_ascii_label, name.split(".")))
    except (idna.IDNAError, UnicodeError) as error:
        raise InvalidLink("bad_host", str(error)) from error
    name = name.lower().removesuffix(".")
    if len(name) > _NAME_LIMIT or not _NAME.fullmatch(name):
        raise InvalidLink("bad_host", "not a host name")
    return name


def _ascii_label(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError as error:
        raise InvalidLink("bad_port", str(error)) from error
    return DEFAULT_PORTS[parts.scheme] if port is None else port


def _normal_escape(match: re.Match[str]) -> str:
    digits = match[1]
    if digits is None:
        return "%25"  # a percent sign that begins no escape means itself
    character = chr(int(digits, 16))
    return character if character in _UNRESERVED else f"%{digits.upper()}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host

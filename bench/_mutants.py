"""Broken pages: what a network, an encoder, a template or a hostile shop makes of one. A number gives it again."""

import random
import re
from collections.abc import Callable

MIB = 1024 * 1024
_ENCODINGS = ("utf-16", "utf-32", "windows-1252", "windows-1256", "shift_jis", "gb18030", "euc-kr", "koi8-r", "cp037")
_TAG = re.compile(rb"<[^<>]{1,400}>")
_LD = re.compile(rb"(<script[^>]{0,200}ld\+json[^>]{0,100}>)(.*?)(</script>)", re.DOTALL | re.IGNORECASE)
_NUMBER = re.compile(rb"\d[\d.,]*")
_WORD = re.compile(rb"[A-Za-z]{3,}")
_ODD_NUMBERS = (b"NaN", b"1e999", b"-1", b"0", b"9" * 400, "٣٤٫٥٠".encode(), b"1.2.3.4", b",,,", b"null", b"1'299.-")
_ODD_WORDS = (
    b"",
    b"price",
    b"\xff\xfe",
    "\u202e".encode(),
    b"<script>",
    b"]]>",
    b"&#0;",
    b"&#xD800;",
    "İ".encode() * 40,
)

type Mutation = Callable[[bytes, random.Random], bytes]


def cut(page: bytes, chance: random.Random) -> bytes:
    """The connection broke."""
    return page[: chance.randrange(len(page) + 1)]


def cut_out(page: bytes, chance: random.Random) -> bytes:
    """A part in the middle is lost."""
    start, end = sorted(chance.randrange(len(page) + 1) for _ in range(2))
    return page[:start] + page[end:]


def shuffle(page: bytes, chance: random.Random) -> bytes:
    """Pieces in another order."""
    places = sorted(chance.randrange(len(page) + 1) for _ in range(chance.randrange(2, 30)))
    pieces = [page[a:b] for a, b in zip([0, *places], [*places, len(page)], strict=True)]
    chance.shuffle(pieces)
    return b"".join(pieces)


def flip_bytes(page: bytes, chance: random.Random) -> bytes:
    data = bytearray(page)
    for _ in range(chance.randrange(1, 400) if data else 0):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def nuls(page: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(page) + 1)
    return page[:at] + b"\0" * chance.choice((1, 3, 5_000)) + page[at:]


def recode(page: bytes, chance: random.Random) -> bytes:
    """Other bytes than the page says."""
    return page.decode("utf-8", "replace").encode(chance.choice(_ENCODINGS), "replace")


def mislabel(page: bytes, chance: random.Random) -> bytes:
    """Another encoding than the bytes are in."""
    return b"<meta charset=" + chance.choice((*_ENCODINGS, "x-nonsense", "")).encode() + b">" + page


def nest(page: bytes, chance: random.Random) -> bytes:
    tag = chance.choice(
        (b"<div>", b"<b><i>", b"<table><tr><td>", b"<ul><li>", b"<span class=price>", b"<a href=/x>", b"<form>")
    )
    at = chance.randrange(len(page) + 1)
    return page[:at] + tag * chance.choice((50, 2_000, 30_000)) + page[at:]


def huge_script(page: bytes, chance: random.Random) -> bytes:
    kind = chance.choice(
        (b"<script>", b'<script type="application/json">', b'<script type="application/ld+json">', b"<style>", b"<!--")
    )
    filler = chance.choice(
        (
            b'{"price":1,"a":[',
            b"var a=1;",
            b'"@context" schema.org {',
            b"\\u00e9",
            b"'brand':",
            b"((((",
            b'{"@type":"Product",',
        )
    )
    at = page.find(b"</head>") if chance.random() < 0.5 else chance.randrange(len(page) + 1)
    return page[:at] + kind + filler * (5 * MIB // len(filler)) + page[at:]


def break_json(page: bytes, chance: random.Random) -> bytes:
    """JSON-LD without its end, with commas, comments, quotes, or nested without end."""

    def broken(match: re.Match[bytes]) -> bytes:
        text = match[2]
        at = chance.randrange(len(text) + 1)
        odd = chance.choice(
            (b",", b"}", b"{", b'"', b"//", b"/*", b"\\", b"\n\t", b"[" * 5_000, b'{"@graph":' * 500, b"<!--")
        )
        text = text[:at] + odd + (text[at:] if chance.random() < 0.7 else b"")
        return match[1] + text + (match[3] if chance.random() < 0.9 else b"")

    return (
        _LD.sub(broken, page) if _LD.search(page) else page + b'<script type="application/ld+json">{"@type":"Product",'
    )


def drop_tags(page: bytes, chance: random.Random) -> bytes:
    return _TAG.sub(lambda match: b"" if chance.random() < 0.2 else match[0], page)


def odd_numbers(page: bytes, chance: random.Random) -> bytes:
    return _NUMBER.sub(lambda match: chance.choice(_ODD_NUMBERS) if chance.random() < 0.2 else match[0], page)


def odd_words(page: bytes, chance: random.Random) -> bytes:
    return _WORD.sub(lambda match: chance.choice(_ODD_WORDS) if chance.random() < 0.05 else match[0], page)


def repeat(page: bytes, chance: random.Random) -> bytes:
    """A piece again and again: a loop in the template."""
    start = chance.randrange(len(page) + 1)
    piece = page[start : start + chance.choice((40, 400, 4_000))]
    return page[:start] + piece * min(20_000, 2 * MIB // max(1, len(piece))) + page[start:]


MUTATIONS: tuple[Mutation, ...] = (
    cut, cut_out, shuffle, flip_bytes, nuls, recode, mislabel, nest, huge_script, break_json, drop_tags, odd_numbers,
    odd_words, repeat,
)  # fmt: skip


def mutant(pages: list[bytes], number: int) -> tuple[str, bytes]:
    """What was done to a page, and the page. Each fourth one is broken twice."""
    chance = random.Random(number)
    page, done = chance.choice(pages), []
    for _ in range(2 if number % 4 == 0 else 1):
        mutation = chance.choice(MUTATIONS)
        page = mutation(page, chance)
        done.append(mutation.__name__)
    return " + ".join(done), page

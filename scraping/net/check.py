"""Say of links whether they would be fetched, and why not. Resolves names, connects to nothing.

A name that does not resolve is refused: it may lead anywhere tomorrow, and nothing could be fetched from it now.
Other than the client, which tells strangers nothing, this says what a name resolves to; it is for operators.
"""

import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal, TextIO

from scraping.errors import BadLink
from scraping.links import parse_link
from scraping.net.addresses import check_url, is_public, literal
from scraping.net.resolver import Unresolved, resolve
from scraping.policy import ScrapePolicy

type Verdict = Literal["allow", "refuse"]

_AT_ONCE = 16  # lookups: a silent name server must not make a long list take hours


def check_links(lines: Iterable[str], policy: ScrapePolicy | None = None) -> Iterator[tuple[Verdict, str, str]]:
    """``(verdict, link, reason)`` for each line, in order. Blank lines are left out; links stand as given, trimmed."""
    used = policy or ScrapePolicy()
    links = [line.strip(" \r\n") for line in lines if line.strip()]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        verdicts = pool.map(lambda link: _verdict(link, used), links)
        for link, (verdict, reason) in zip(links, verdicts, strict=True):
            yield verdict, link, reason


def main(path: str | Path, out: TextIO | None = None, policy: ScrapePolicy | None = None) -> int:
    """Check the links of the file ``path``, one a line; write ``verdict TAB link TAB reason`` to ``out``.

    Control characters within a link are shown escaped, so that each answer stays one line of three columns. Gives
    the exit code, 0. Raises OSError when the file cannot be read.
    """
    to = out or sys.stdout
    with Path(path).open(encoding="utf-8", errors="backslashreplace", newline="\n") as lines:
        for verdict, link, reason in check_links(lines, policy):
            to.write(f"{verdict}\t{_printable(link)}\t{reason}\n")
    return 0


def _verdict(link: str, policy: ScrapePolicy) -> tuple[Verdict, str]:
    try:
        parsed = parse_link(link, ports=policy.ports, allow_private=policy.allow_private)
        target = check_url(parsed.url, ports=policy.ports, allow_private=policy.allow_private)
    except BadLink as error:
        return "refuse", str(error)
    if target.pair in policy.allow_private:
        return "allow", "listed"
    if literal(target.host) is not None:
        return "allow", "public address"
    try:
        addresses = resolve(target.host, policy.resolve_timeout_s)
    except Unresolved as error:
        return "refuse", str(error)
    refused = [str(address) for address in addresses if not is_public(address)]
    if refused:
        return "refuse", f"resolves to {', '.join(refused)}"
    return "allow", "public addresses only"


def _printable(link: str) -> str:
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in link)

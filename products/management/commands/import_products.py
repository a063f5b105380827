"""Import links from the command line: given one by one, in files of any length, or on standard input.

The same command again goes on where it stopped: a link that is there already is not imported a second time.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import batched, chain, islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jobs.models import Queue
from merchants.models import Merchant
from products.imports import lines, service
from products.imports.service import GivenLine
from products.management.commands import _bulk

FILE_ENDINGS = {".csv", ".xlsx", ".txt"}  # no shop's name ends so
STDIN = "-"


class Command(BaseCommand):
    help = (
        "Import product links. LINK is an address, a text (one link a line), CSV or XLSX file, or - for standard input."
        " The same command again goes on where it stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("links", nargs="+", metavar="LINK|FILE|-")
        parser.add_argument("--merchant", required=True, metavar="SLUG", help="whose products they become")
        parser.add_argument("--wait", action="store_true", help="wait until every import has ended")
        parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout, progress on stderr")

    def handle(self, *, links: list[str], merchant: str, wait: bool, json: bool, **options: Any) -> None:
        owner = _bulk.merchant_of(merchant)
        given = chain.from_iterable(map(_lines, links))
        first = list(islice(given, service.BATCH_FROM))
        if not first:
            raise CommandError("There is no link in what was given.")
        queue = Queue.BULK if len(first) >= service.BATCH_FROM else Queue.INTERACTIVE
        report, out = _bulk.Report(self.stdout, as_json=json), sys.stderr if json else self.stdout
        waits = wait or _bulk.runs_execute_here()
        with _bulk.Spool() as spool, _bulk.goes_on_later("The same command goes on from here."):
            _start(owner, chain(first, given), queue, report, None if not waits else spool, out)
            if waits:
                for outcomes in _bulk.wait_for(spool.chunks(), service.FLOW, spool.count, out, reads_ready=False):
                    report.add(outcomes)
        report.end()


def _start(
    owner: Merchant,
    given: Iterator[GivenLine],
    queue: str,
    report: _bulk.Report,
    spool: _bulk.Spool | None,
    out: _bulk.Output,
) -> None:
    """Queue all good lines and report the bad ones. Without ``spool`` the good ones are reported as they stand now."""
    with _bulk.bar("Queueing", out, None) as shown:
        for chunk in batched(given, _bulk.CHUNK):
            report.add(_bulk.refused(line.text, line.error_code) for line in chunk if line.link is None)
            good = [line for line in chunk if line.link is not None]
            found = service.start_many(merchant=owner, links=[line.link for line in good if line.link], queue=queue)
            started = [(line.text, item.product.pk) for line, item in zip(good, found, strict=True)]
            if spool:
                spool.add(started)
            else:
                report.add(_bulk.outcomes(started, service.FLOW, reads_ready=False))
            if queue == Queue.BULK:
                shown.step(f"{len(chunk)} more queued.", len(chunk))


def _lines(item: str) -> Iterator[GivenLine]:
    """The links of one argument: those in the file of that name, else the argument itself. Some at a time."""
    path = Path(item)
    try:
        if item == STDIN:
            yield from lines.from_stream(sys.stdin.buffer)
        elif path.is_file():
            yield from lines.from_path(path)
        elif path.suffix.lower() in FILE_ENDINGS and "://" not in item:
            raise CommandError(f"{item[:200]}: no such file")
        else:
            yield from lines.from_text(item)
    except (lines.BadUpload, OSError) as error:
        raise CommandError(f"{item[:200]}: {error}") from error

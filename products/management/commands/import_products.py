"""Import links from the command line: given one by one, or in files."""

import sys
from argparse import ArgumentParser
from itertools import batched
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jobs.models import Queue
from merchants.models import Merchant
from products.imports import lines, service
from products.imports.service import GivenLine
from products.management.commands import _bulk
from products.models import Product

FILE_ENDINGS = {".csv", ".xlsx", ".txt"}  # no shop's name ends so


class Command(BaseCommand):
    help = "Import product links. LINK is an address, or a text (one link a line), CSV or XLSX file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("links", nargs="+", metavar="LINK|FILE")
        parser.add_argument("--merchant", required=True, metavar="SLUG", help="whose products they become")
        parser.add_argument("--wait", action="store_true", help="wait until every import has ended")
        parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout, progress on stderr")

    def handle(self, *, links: list[str], merchant: str, wait: bool, json: bool, **options: Any) -> None:
        owner = _bulk.merchant_of(merchant)
        given = [line for item in links for line in _lines(item)]
        if not given:
            raise CommandError("There is no link in what was given.")
        report = _bulk.Report([_bulk.refused(line.text, line.error_code) for line in given if line.link is None])
        started = _start(owner, [line for line in given if line.link is not None])
        if wait or _bulk.runs_execute_here():
            progress = sys.stderr if json else self.stdout
            _bulk.finish([product for _, product in started], service.FLOW, progress)
        report.outcomes += _bulk.outcomes(started, service.FLOW)
        _bulk.write(report, as_json=json, stdout=self.stdout)
        if report.failed:
            raise CommandError(f"{report.failed} of {len(report.outcomes)} failed.")


def _lines(item: str) -> list[GivenLine]:
    """The links of one argument: those in the file of that name, else the argument itself."""
    path = Path(item)
    try:
        if not path.is_file() and path.suffix.lower() in FILE_ENDINGS and "://" not in item:
            raise CommandError(f"{item[:200]}: no such file")
        if not path.is_file():
            return lines.from_text(item)
        if path.suffix.lower() in {".csv", ".xlsx"}:
            return lines.from_file(path.name, path.read_bytes())
        return lines.from_text(path.read_text("utf-8-sig"))
    except (lines.BadUpload, OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{item[:200]}: {error}") from error


def _start(owner: Merchant, good: list[GivenLine]) -> list[tuple[str, Product]]:
    queue = Queue.BULK if len(good) >= service.BATCH_FROM else Queue.INTERACTIVE
    started: list[tuple[str, Product]] = []
    for chunk in batched(good, _bulk.CHUNK):
        found = service.start_many(merchant=owner, links=[line.link for line in chunk if line.link], queue=queue)
        started += [(line.text, item.product) for line, item in zip(chunk, found, strict=True)]
    return started

"""Delete ended runs by hand; the scheduled clean-up does the same by the settings."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize
from django.utils import timezone

from jobs import retention
from jobs.models import Run


class Command(BaseCommand):
    help = "Delete ended runs with their steps and progress lines. Open runs are never touched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        age = parser.add_mutually_exclusive_group()
        age.add_argument(
            "--older-than",
            type=days,
            metavar="D",
            help=f"runs that ended more than D days ago, for example 7 or 0.5 (default: {settings.KEEP_RUNS_D})",
        )
        age.add_argument("--all", action="store_true", help="all ended runs, however new")
        parser.add_argument("--events", action="store_true", help="also the events that belong to no run any more")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, older_than: float | None, all: bool, events: bool, yes: bool, **options: Any) -> None:
        cut = _cut(older_than, everything=all)
        runs = retention.old_runs(cut).count()
        if not yes:
            self._ask(runs, events=events)
        gone = self._delete(retention.delete_runs, cut)
        kept = Run.objects.filter(ended_at__isnull=True).count()
        self.stdout.write(f"{_count(gone, 'run')} deleted, {_count(kept, 'open one')} left alone.")
        if events:
            self.stdout.write(f"{_count(self._delete(retention.delete_events, cut), 'event')} deleted.")

    def _ask(self, runs: int, *, events: bool) -> None:
        if not sys.stdin.isatty():
            raise CommandError("Nothing was deleted: there is no terminal to ask at. Add --yes.")
        what = _count(runs, "ended run") + (" and the events left without one" if events else "")
        if input(f"Delete {what}? [y/N] ").strip().lower() not in {"y", "yes"}:
            raise CommandError("Nothing was deleted.")

    def _delete(self, batch: Callable[[datetime], int], cut: datetime) -> int:
        total = 0
        while count := batch(cut):
            total += count
            if self.stderr.isatty():
                self.stderr.write(f"{total} …", ending="\r")
        return total


def days(text: str) -> float:
    """A number of days from the command line. Raises ValueError, which argparse words."""
    value = float(text.removesuffix("d"))
    if not 0 <= value <= 36_500:
        raise ValueError(text)
    return value


def _cut(older_than: float | None, *, everything: bool) -> datetime:
    age = 0.0 if everything else settings.KEEP_RUNS_D if older_than is None else older_than
    return timezone.now() - timedelta(days=age)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{pluralize(number)}"

"""The progress lines of a run: who says them when, and how they come into the database."""

from collections.abc import Sequence

from django.utils.translation import gettext_noop

from jobs import flows
from jobs.flows import FanOut
from jobs.models import Line, Queue, Run
from jobs.words import ngettext_noop

STARTED = gettext_noop("Started")
READING = gettext_noop("Reading %(url)s")
DONE = gettext_noop("Done")
AGAIN = ngettext_noop("Trying again in %(n)s s", "Trying again in %(n)s s", by="n")


def are_held(run: Run) -> bool:
    """Whether lines wait for the next write of the run: nobody watches bulk work line by line.

    Parents of fan-outs write theirs at once, for others than their worker tell of the children.
    """
    return run.queue == Queue.BULK and not any(isinstance(step, FanOut) for step in flows.get(run.flow).steps)


def start(run: Run) -> Line:
    """The first line, said once even if the worker that said it dies: whoever finds none in the database writes it."""
    return Line(run=run, number=1, kind=Line.Kind.START, message=STARTED)


def write(run: Run, lines: Sequence[Line]) -> None:
    """``lines`` as the newest of ``run``, which counts them already."""
    for number, line in enumerate(lines, start=run.last_line - len(lines) + 1):
        line.pk, line.number = None, number
    Line.objects.bulk_create(lines)

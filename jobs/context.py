"""What a step gets to see and to say."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jobs import lines, words
from jobs.errors import Cancelled, DeadlinePassed, LeaseLost
from jobs.lease import Lease, lease_until
from jobs.models import Line, Run
from jobs.payloads import Payload
from jobs.words import Message


class StepContext[P: Payload]:
    """One execution of one step.

    ``results`` holds the results of the steps before, by name, exactly as they were stored. ``attempt`` counts from 1.
    ``owner_id`` is the primary key of the run's owner or None; ``deadline_at`` aware UTC or None. ``memory`` is what
    earlier steps left for later ones beside their results, to spare work; a run that was resumed elsewhere has none.

    ``held``: lines are put there instead of being written. Nobody watches bulk work line by line, so its lines go with
    the next write of its run, in one statement.
    """

    def __init__(
        self,
        run: Run,
        lease: Lease,
        *,
        payload: P,
        results: dict[str, dict[str, Any]],
        attempt: int,
        held: list[Line] | None = None,
    ) -> None:
        self.payload = payload
        self.results = results
        self.attempt = attempt
        self.run_id: UUID = run.pk
        self.owner_id: Any = run.owner_id
        self.queue = run.queue
        self.subject = run.subject
        self.deadline_at: datetime | None = run.deadline_at
        self.memory = run.memory
        self._lease = lease
        self._run = run
        self._held = held

    def update(self, message: Message, /, *, values: Mapping[str, Any] | None = None, **data: Any) -> None:
        """Tell those who watch how it goes; ``data`` is JSON and joins the progress line. Raises as ``check`` does.

        ``message`` is marked for translation and not translated: each reader gets it in their own language. What its
        placeholders stand for is taken from ``data`` and from ``values``, which join the words alone.
        """
        self._say(Line.Kind.UPDATE, message, data, values)

    def reading(self, url: str) -> None:
        """Tell that ``url`` is being read. Raises as ``check`` does."""
        self._say(Line.Kind.READING, lines.READING, {"url": url})

    def check(self) -> None:
        """Stop here if going on is pointless. Call it in long loops; let what it raises pass.

        Raises Cancelled, DeadlinePassed, or LeaseLost when another worker has the run by now.
        """
        held = self._lease.rows().values_list("cancel_requested_at").first()
        if held is None:
            raise LeaseLost(str(self.run_id))
        self._stop_if(held[0])

    def _say(
        self, kind: Line.Kind, message: Message, data: Mapping[str, Any], values: Mapping[str, Any] | None = None
    ) -> None:
        """Write the next line. Its number is the one after the last that this worker knows of, if that is still so.

        It is not when the step rolled a line back or writes from two threads: then the database is asked.
        """
        kept = words.kept(message, data, values)
        line = Line(run_id=self.run_id, number=self._run.last_line + 1, kind=kind, **kept)
        if self._held is not None:
            self._held.append(line)
            self._stop_if(None)
            return
        with transaction.atomic():
            expected = self._lease.rows().filter(last_line=self._run.last_line, cancel_requested_at__isnull=True)
            if expected.update(lease_until=lease_until(), last_line=line.number):
                line.save(force_insert=True)
            else:
                line.number = self._write_asking(line)
        self._run.last_line = line.number
        self._stop_if(None)

    def _write_asking(self, line: Line) -> int:
        with self._lease.writing(last_line=F("last_line") + 1):
            number, asked = self._lease.rows().values_list("last_line", "cancel_requested_at").get()
            self._stop_if(asked)
            line.number = number
            line.save(force_insert=True)
        return line.number

    def _stop_if(self, cancel_requested_at: datetime | None) -> None:
        if cancel_requested_at:
            raise Cancelled(str(self.run_id))
        if self.deadline_at and timezone.now() >= self.deadline_at:
            raise DeadlinePassed(str(self.run_id))

"""Durable runs as rows. The database is the truth; a broker message is only a hint that there is work."""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.ids import uuid7
from jobs.memory import Remembering
from jobs.queues import Queue as Queue
from jobs.saved import SavedFilter as SavedFilter  # Django looks for models here
from jobs.tallies import Tally as Tally  # and here


class Status(models.TextChoices):
    """States of a run and of a step."""

    QUEUED = "QUEUED", _("Queued")
    RUNNING = "RUNNING", _("Running")
    WAITING = "WAITING", _("Waiting")
    SUCCEEDED = "SUCCEEDED", _("Done")
    FAILED = "FAILED", _("Failed")
    CANCELLED = "CANCELLED", _("Cancelled")


OPEN = (Status.QUEUED, Status.RUNNING, Status.WAITING)
ENDED = (Status.SUCCEEDED, Status.FAILED, Status.CANCELLED)


class Event(models.Model):
    """Something that happened and may start runs.

    ``sent_id`` is the id that the sender gave, which makes sending idempotent. It is also ``id``, unless another owner
    has that one: ids of strangers must neither collide nor be told.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sent_id = models.UUIDField(null=True, blank=True, editable=False)
    name = models.CharField(max_length=80)
    owner = models.ForeignKey(
        settings.JOBS_OWNER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="events"
    )
    data = models.JSONField(default=dict)
    metadata = models.JSONField(default=dict, blank=True)
    run_ids = models.JSONField(
        default=list, blank=True, help_text=_("The runs it was answered with, new or open ones.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="event_once_per_sent_id", fields=["owner", "sent_id"], condition=Q(sent_id__isnull=False)
            ),
        ]
        indexes = [
            models.Index("owner", F("created_at").desc(), name="event_newest_of_owner"),
            models.Index(fields=["created_at"], name="event_oldest"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"

    @property
    def shown_id(self) -> UUID:
        """The id by which its owner knows it."""
        return self.sent_id or self.id


class Run(Remembering, models.Model):
    """One execution of a flow. Times are aware UTC; ``deadline_at`` counts from the start, the queue excluded."""

    class WaitingFor(models.TextChoices):
        RETRY = "retry", _("Trying again")
        PACE = "pace", _("Waiting for its turn")
        CHILDREN = "children", _("Waiting for its parts")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    flow = models.CharField(max_length=80)
    queue = models.CharField(max_length=20, choices=Queue, default=Queue.DEFAULT)
    priority = models.SmallIntegerField(default=0, help_text=_("Higher runs first within its queue."))
    turn = models.DateTimeField(help_text=_("Order among equals; later for owners with much queued."))
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    owner = models.ForeignKey(
        settings.JOBS_OWNER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="runs", db_index=False
    )  # `run_of_owner` begins with it
    subject = models.CharField(max_length=120, blank=True, help_text=_("What it works on, for example product:ID."))
    payload = models.JSONField(default=dict)
    result = models.JSONField(null=True, blank=True)
    idempotency_key = models.CharField(max_length=200, blank=True)
    event = models.ForeignKey(Event, on_delete=models.SET_NULL, null=True, blank=True, related_name="runs")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children", db_index=False
    )  # `run_of_parent` begins with it
    rerun_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="reruns")

    worker = models.CharField(max_length=200, blank=True)
    attempt = models.PositiveIntegerField(
        default=0, help_text=_("How often a worker took it; fences off late writers.")
    )
    losses = models.PositiveSmallIntegerField(
        default=0, help_text=_("How often its worker vanished since a step last ended.")
    )
    lease_until = models.DateTimeField(null=True, blank=True)
    waiting_for = models.CharField(max_length=10, choices=WaitingFor, blank=True)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    pace_key = models.CharField(max_length=120, blank=True, help_text=_("Runs with the same key keep a common pace."))
    slot_at = models.DateTimeField(null=True, blank=True, help_text=_("Start of the slot it holds at its pace."))
    children_total = models.PositiveIntegerField(default=0)
    children_open = models.PositiveIntegerField(
        default=0, help_text=_("Counted down as they end; the last one wakes it.")
    )

    created_at = models.DateTimeField(default=timezone.now, editable=False)  # when built: before it is queued
    enqueued_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the broker last took a message for it.")
    )
    started_at = models.DateTimeField(null=True, blank=True)
    deadline_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    error_code = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True)
    retry_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the other side said that trying again makes sense.")
    )
    last_line = models.PositiveIntegerField(default=0, help_text=_("Number of its newest progress line."))

    class Meta:
        # "Open" is written as "has no end" in conditions: SQLite uses a partial index only where the query repeats its
        # words, and `IS NULL` takes no parameter.
        constraints = [
            models.UniqueConstraint(
                name="run_one_open_per_subject",
                fields=["flow", "subject"],
                condition=Q(ended_at__isnull=True) & ~Q(subject=""),
            ),
            models.UniqueConstraint(
                name="run_once_per_idempotency_key",
                fields=["owner", "idempotency_key", "flow"],
                condition=~Q(idempotency_key=""),
            ),
            models.CheckConstraint(
                name="run_ended_has_time",
                condition=Q(status__in=ENDED, ended_at__isnull=False) | Q(status__in=OPEN, ended_at__isnull=True),
            ),
        ]
        indexes = [
            # In the order of the claim's ORDER BY, so that the head is one index step away.
            models.Index(
                "queue", F("priority").desc(), "turn", "id", name="run_claim", condition=Q(status=Status.QUEUED)
            ),
            models.Index("owner", "queue", F("turn").desc(), name="run_last_turn", condition=Q(status=Status.QUEUED)),
            models.Index(fields=["queue", "created_at"], name="run_oldest_queued", condition=Q(status=Status.QUEUED)),
            # Not on the lease: a column of an index makes each of its changes, and a lease is renewed all the time,
            # cost an entry in every index (PostgreSQL). There are no more running runs than threads.
            models.Index(fields=["id"], name="run_running", condition=Q(status=Status.RUNNING)),
            models.Index(fields=["next_attempt_at"], name="run_due", condition=Q(status=Status.WAITING)),
            models.Index(fields=["deadline_at"], name="run_overdue", condition=Q(ended_at__isnull=True)),
            models.Index(
                fields=["cancel_requested_at"],
                name="run_cancel_asked",
                condition=Q(ended_at__isnull=True, cancel_requested_at__isnull=False),
            ),
            models.Index(
                "pace_key",
                F("priority").desc(),
                "turn",
                "id",
                name="run_parked",
                condition=Q(status=Status.WAITING, waiting_for="pace"),
            ),
            models.Index(fields=["pace_key"], name="run_slot", condition=Q(slot_at__isnull=False)),
            models.Index("owner", F("created_at").desc(), name="run_newest_of_owner"),
            models.Index("subject", F("created_at").desc(), name="run_newest_of_subject"),
            models.Index("flow", F("ended_at").desc(), name="run_newest_done", condition=Q(status=Status.SUCCEEDED)),
            models.Index(F("ended_at").desc(), name="run_newest_failed", condition=Q(status=Status.FAILED)),
            # The monitor's lists go by id, which is ordered by time, each filter with an index of its own; for a
            # merchant and for staff, who see all.
            models.Index(fields=["owner", "id"], name="run_of_owner"),
            models.Index(fields=["owner", "status", "id"], name="run_of_owner_by_status"),
            models.Index(fields=["owner", "flow", "id"], name="run_of_owner_by_flow"),
            models.Index(fields=["status", "id"], name="run_by_status"),
            models.Index(fields=["flow", "id"], name="run_by_flow"),
            models.Index(fields=["parent", "id"], name="run_of_parent"),
            models.Index(
                fields=["owner", "error_code", "id"], name="run_of_owner_failed", condition=Q(status=Status.FAILED)
            ),
            models.Index(fields=["error_code", "id"], name="run_failed", condition=Q(status=Status.FAILED)),
            models.Index(
                fields=["owner", "flow", "id"], name="run_of_owner_failed_of_flow", condition=Q(status=Status.FAILED)
            ),
            models.Index(fields=["flow", "id"], name="run_failed_of_flow", condition=Q(status=Status.FAILED)),
            # With the columns that failures are grouped by, so that the newest are grouped without reading their rows.
            models.Index(
                fields=["owner", "id", "flow", "error_code"],
                name="run_of_owner_failed_newest",
                condition=Q(status=Status.FAILED),
            ),
            models.Index(
                fields=["id", "flow", "error_code"], name="run_failed_newest", condition=Q(status=Status.FAILED)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.flow} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class Step(models.Model):
    """One step of one run. ``result`` is stored before the next step begins; a finished step is never run again."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    result = models.JSONField(null=True, blank=True)
    failures = models.JSONField(
        default=list, blank=True, help_text=_("One entry a failed attempt: number, at, worker, code, message, wait_s.")
    )
    error_code = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True)
    traceback = models.TextField(blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(name="step_once_per_position", fields=["run", "position"])]

    def __str__(self) -> str:
        return f"{self.run_id} {self.position} {self.name}"


class Line(models.Model):
    """One progress line of one run, as its stream shows it. ``number`` has no gaps and is the stream's event id."""

    class Kind(models.TextChoices):
        START = "start"
        READING = "reading"
        UPDATE = "update"
        COMPLETE = "complete"
        ERROR = "error"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    message = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=timezone.now, help_text=_("When it was said."))

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(name="line_once_per_number", fields=["run", "number"])]

    def __str__(self) -> str:
        return f"{self.run_id} {self.number} {self.kind}"


class Worker(models.Model):
    """A process that executes runs, with its last sign of life and its last proof of work."""

    name = models.CharField(max_length=200, primary_key=True)
    host = models.CharField(max_length=120)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    proof_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Pace(models.Model):
    """How fast runs with one ``pace_key`` may go: at most ``at_once`` at a time, starts ``interval_s`` apart.

    Null means what the settings say.
    """

    key = models.CharField(max_length=120, primary_key=True)
    at_once = models.PositiveSmallIntegerField(null=True, blank=True)
    interval_s = models.FloatField(null=True, blank=True)
    next_at = models.DateTimeField(help_text=_("Start of the next free slot."))

    def __str__(self) -> str:
        return self.key


class Lock(models.Model):
    """What one process at a time may do, such as sweeping. Held until ``until``, so that a dead holder frees it."""

    name = models.CharField(max_length=120, primary_key=True)
    holder = models.CharField(max_length=200)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Proof(models.Model):
    """The last no-op that came through a queue. A live worker can have stopped consuming; this shows that one does."""

    queue = models.CharField(max_length=20, choices=Queue, primary_key=True)
    at = models.DateTimeField()
    worker = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.queue


class Scheduled(models.Model):
    """When something that comes round (``jobs.schedules``) was last done, and when it is due again."""

    name = models.CharField(max_length=80, primary_key=True)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True, blank=True, help_text=_("When it last began."))
    last_seconds = models.FloatField(null=True, blank=True)
    last_error = models.TextField(blank=True, help_text=_("Empty when it went well."))

    def __str__(self) -> str:
        return self.name


class Alert(models.Model):
    """One incident that staff are told of: once when it begins, once when it is over.

    ``key`` says what it is about, for example ``queue:bulk``; only one incident is open for a key.
    """

    key = models.CharField(max_length=200)
    text = models.TextField(help_text=_("What staff read, in the language of the settings."))
    texts = models.JSONField(default=dict, blank=True, help_text=_("The same in each language, by its code."))
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    told = models.JSONField(default=list, blank=True, help_text=_("Channels on which its beginning was told."))
    told_over = models.JSONField(default=list, blank=True, help_text=_("Channels on which its end was told."))

    class Meta:
        constraints = [
            models.UniqueConstraint(name="alert_one_open_per_key", fields=["key"], condition=Q(ended_at__isnull=True))
        ]
        indexes = [models.Index(F("began_at").desc(), name="alert_newest")]

    def __str__(self) -> str:
        return self.key


class RunFile(models.Model):
    """A file that a run made, compressed by zlib. It goes when its run does."""

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="file")
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=80)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name


class AuditEntry(models.Model):
    """Something that a person did to runs by hand: who, when, what, to which and to how many."""

    class Action(models.TextChoices):
        CANCEL = "cancel", _("Cancelled")
        AGAIN = "again", _("Run again")
        START = "start", _("Started")
        EXPORT = "export", _("Exported")
        SCHEDULE = "schedule", _("Schedule run now")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    who = models.CharField(max_length=254, help_text=_("The person as known then; stays when the account goes."))
    as_staff = models.BooleanField(default=False, help_text=_("Done to runs that are not of the person's own shop."))
    owner = models.ForeignKey(
        settings.JOBS_OWNER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    action = models.CharField(max_length=10, choices=Action)
    target = models.TextField(blank=True, help_text=_("The filter, or the id of the run, or the name."))
    count = models.PositiveIntegerField(default=1, help_text=_("How many runs it took."))
    note = models.TextField(blank=True, help_text=_("What it could not take, and why."))

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")

    def __str__(self) -> str:
        return f"{self.who} {self.action} {self.target}"

"""A journal that the database itself keeps, by triggers: who held which run when, and each success that was stored.

No worker can leave anything out of it, and none of the engine's code writes it.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from uuid import UUID

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from jobs import process

NAME_LIMIT = 63  # bytes of a connection's name that PostgreSQL keeps
TABLE = (
    "CREATE TABLE chaos_log "
    "(id {key}, run_id {uuid}, position int, attempt int, worker text, writer text, old text, new text)"
)
MOVED = (
    "INSERT INTO chaos_log (run_id, attempt, worker, writer, old, new) "
    "VALUES (NEW.id, NEW.attempt, NEW.worker, {writer}, OLD.status, NEW.status);"
)
STORED = (
    "INSERT INTO chaos_log (run_id, position, attempt, worker, writer, old, new) "
    "SELECT NEW.run_id, NEW.position, attempt, worker, {writer}, OLD.status, NEW.status "
    "FROM jobs_run WHERE id = NEW.run_id;"
)
TRIGGERS = (
    (
        "moved",
        "AFTER UPDATE OF status, worker, attempt ON jobs_run FOR EACH ROW "
        "WHEN (OLD.status <> NEW.status OR OLD.worker <> NEW.worker OR OLD.attempt <> NEW.attempt)",
        MOVED,
    ),
    ("stored", "AFTER UPDATE OF result ON jobs_step FOR EACH ROW WHEN (NEW.status = 'SUCCEEDED')", STORED),
)


def sign_connections() -> None:
    """Let every connection of this process bear the name under which it works, so that the journal knows who wrote."""
    connection_created.connect(_sign, dispatch_uid="chaos")


def _sign(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('application_name', %s, false)", [process.name()[:NAME_LIMIT]])


def begin() -> None:
    """Keep the journal from now on, in the default database. SQLite cannot tell who wrote."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(TABLE.format(key="bigserial PRIMARY KEY", uuid="uuid"))
            for name, when, what in TRIGGERS:
                body = f"BEGIN {what.format(writer="current_setting('application_name')")} RETURN NULL; END"
                cursor.execute(f"CREATE FUNCTION chaos_{name}() RETURNS trigger LANGUAGE plpgsql AS '{_quoted(body)}'")
                cursor.execute(f"CREATE TRIGGER chaos_{name} {when} EXECUTE FUNCTION chaos_{name}()")
            return
        cursor.execute(TABLE.format(key="INTEGER PRIMARY KEY AUTOINCREMENT", uuid="text"))
        for name, when, what in TRIGGERS:
            cursor.execute(f"CREATE TRIGGER chaos_{name} {when} BEGIN {what.format(writer="''")} END")


def _quoted(text: str) -> str:
    return text.replace("'", "''")


@dataclass
class Story:
    """What the journal says of one run."""

    moves: list[tuple[str, str, int]] = field(default_factory=list)  # old status, new status, attempt
    stored: list[int] = field(default_factory=list)  # positions of the steps whose success was stored
    strangers: set[str] = field(default_factory=set)  # who stored one without holding the run

    @property
    def taken_back(self) -> int:
        """How often it went from a worker straight back into the queue. Nobody is stopped politely here."""
        return sum((old, new) == ("RUNNING", "QUEUED") for old, new, _ in self.moves)

    def faults(self, steps: int) -> list[str]:
        """What should not have happened to a run that succeeded with ``steps`` steps."""
        claims = [attempt for _, new, attempt in self.moves if new == "RUNNING"]
        ends = [new for _, new, _ in self.moves if new in {"SUCCEEDED", "FAILED", "CANCELLED"}]
        chain = all(before[1] == after[0] for before, after in pairwise(self.moves))
        checks = {
            "was taken by two at once": chain and claims == list(range(1, len(claims) + 1)),
            "ended more than once, or went on after its end": len(ends) == 1 and self.moves[-1][1] == ends[0],
            "had a step's result stored twice, or never": sorted(self.stored) == list(range(steps)),
            f"was written by {self.strangers}, who had lost it": not self.strangers,
        }
        return [fault for fault, holds in checks.items() if not holds]


def stories() -> dict[UUID, Story]:
    """The journal, run by run, in the order in which it was written: a run's row is locked by who writes of it."""
    found: defaultdict[UUID, Story] = defaultdict(Story)
    with connection.cursor() as cursor:
        cursor.execute("SELECT run_id, position, attempt, worker, writer, old, new FROM chaos_log ORDER BY id")
        for run_id, position, attempt, worker, writer, old, new in cursor.fetchall():
            story = found[run_id if isinstance(run_id, UUID) else UUID(run_id)]
            if position is None:
                story.moves.append((old, new, attempt))
                continue
            story.stored.append(position)
            if writer and writer != worker[:NAME_LIMIT]:
                story.strangers.add(writer)
    return found

"""What starts the monitor's own runs."""

from typing import ClassVar, Literal
from uuid import UUID

from jobs.payloads import Payload

type BulkAction = Literal["cancel", "again"]
type FileKind = Literal["csv", "json"]


class BulkRequested(Payload):
    """Cancel or run again all runs that ``filters`` (a query string) mean, made no later than ``until``.

    Whose runs is not said here: those of the owner of the run that does it, and everybody's when it has none.
    """

    event: ClassVar[str] = "runs/bulk.requested"
    action: BulkAction
    filters: str
    until: UUID


class ExportRequested(Payload):
    """Write the runs that ``filters`` mean into a file."""

    event: ClassVar[str] = "runs/export.requested"
    kind: FileKind
    filters: str
    until: UUID

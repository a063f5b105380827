"""The monitor's own runs: what is done to many runs, and files of the list."""

from django.utils.translation import gettext_lazy as _

from jobs import flows
from jobs.flows import Flow, Step
from jobs.models import Queue
from jobs.monitor import bulk, exports
from jobs.monitor.payloads import BulkRequested, ExportRequested
from jobs.retry import NEVER

BULK = Flow(
    "runs/bulk",
    on=BulkRequested,
    title=_("Change of many runs"),
    queue=Queue.DEFAULT,
    deadline_s=1800,
    steps=(Step(bulk.work, title=_("Going through the runs"), retry=NEVER),),
)
EXPORT = Flow(
    "runs/export",
    on=ExportRequested,
    title=_("Export of runs"),
    queue=Queue.DEFAULT,
    deadline_s=1800,
    steps=(Step(exports.write, title=_("Writing the file"), retry=NEVER),),
)


def register() -> None:
    """Called once when the apps are ready."""
    flows.register(BULK, EXPORT)

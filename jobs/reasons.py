"""The sentence that people read for an error code. Ours stand here; a flow words its own by ``Flow.say``."""

from django.utils.translation import gettext_lazy as _

from jobs import errors, flows
from jobs.models import Run

SENTENCES = {
    errors.CANCELLED: _("It was cancelled."),
    errors.TIMED_OUT: _("It took longer than it may, so it was stopped."),
    errors.WORKER_LOST: _(
        "The program stopped in the middle of it several times. It will not be tried again by itself."
    ),
    errors.UNKNOWN_FLOW: _("It waits for a newer version of the program, which is being installed."),
    errors.INTERNAL_ERROR: _("Something unexpected went wrong on our side."),
    errors.DATABASE_UNAVAILABLE: _("Our database could not be reached."),
    "invalid_payload": _("It was started by an older version of the program. Please start it again."),
}


def sentence(run: Run) -> str:
    """Why ``run`` failed or waits, in the reader's language; empty when nothing went wrong."""
    if not run.error_code:
        return ""
    flow = flows.known().get(run.flow)
    own = flow.say(run.error_code) if flow and flow.say else ""
    return str(own or SENTENCES.get(run.error_code) or run.error)

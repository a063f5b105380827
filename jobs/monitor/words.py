"""What people read when something could not be done to a run."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobs.errors import Refused
from jobs.flows import UnknownFlow
from jobs.monitor.bulk import ALREADY_OPEN, ALREADY_OVER
from jobs.payloads import InvalidPayload

REFUSALS = (Refused, UnknownFlow, InvalidPayload)

SENTENCES = {
    "run_is_open": gettext_lazy("It is still going on. Cancel it first, or wait for its end."),
    "no_such_step": gettext_lazy("It cannot be started from there, since an earlier step has no result to keep."),
    "superseded": gettext_lazy("A later run for the same thing has gone well."),
    "unknown_flow": gettext_lazy(
        "This version of Wared does not know this kind of run, perhaps because it was renamed. Nothing is lost."
    ),
    "invalid_payload": gettext_lazy("It was made by an older version of Wared, and what it was given no longer fits."),
    ALREADY_OPEN: gettext_lazy("It is being done already."),
    ALREADY_OVER: gettext_lazy("It was over already."),
}


def of_refusal(code: str) -> str:
    """The sentence for ``code``."""
    return str(SENTENCES.get(code) or _("It cannot be started again (%(code)s).") % {"code": code})

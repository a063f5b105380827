"""Why a step did not end well. An error carries its verdict; the engine reads it by attributes, not by type.

``scraping`` cannot import this module, so its errors only look the same: ``code``, ``retryable``, ``retry_after_s``.
"""

from dataclasses import dataclass

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError

CANCELLED = "cancelled"
TIMED_OUT = "timed_out"
WORKER_LOST = "worker_lost"
UNKNOWN_FLOW = "unknown_flow"
INTERNAL_ERROR = "internal_error"
DATABASE_UNAVAILABLE = "database_unavailable"


class StepError(Exception):
    """A step failed for a reason that has a name. ``code`` is stored, filtered on and sent by the API.

    ``uses_attempt`` false: nothing was tried, the step only waits for its turn.
    """

    code = "step_failed"
    retryable = False
    uses_attempt = True

    def __init__(self, message: str = "", *, retry_after_s: float | None = None) -> None:
        super().__init__(message or self.__doc__)
        self.retry_after_s = retry_after_s


class Stop(Exception):
    """The run must not go on in this worker. Raised by ``StepContext.check``; steps let it pass."""


class Cancelled(Stop):
    """Somebody asked for the run's end."""


class DeadlinePassed(Stop):
    """The run's time is up."""


class LeaseLost(Stop):
    """Another worker or the sweep has taken the run; whatever is written now would be too late."""


@dataclass(frozen=True)
class Verdict:
    """What an exception means for its run. ``retry_after_s`` in seconds, None where the other side did not say.

    ``uses_attempt`` is false where nothing was tried yet, only a turn waited for: then the run's deadline is the limit.
    """

    code: str
    message: str
    retryable: bool = False
    retry_after_s: float | None = None
    uses_attempt: bool = True

    @property
    def is_bug(self) -> bool:
        """Nobody foresaw it, so its traceback is worth keeping."""
        return self.code == INTERNAL_ERROR


def judge(error: BaseException) -> Verdict:
    """The verdict that ``error`` carries; what carries none is a bug of ours and final."""
    message = str(error) or type(error).__name__
    if isinstance(error, OperationalError | InterfaceError):
        return Verdict(DATABASE_UNAVAILABLE, message, retryable=True)
    if isinstance(error, SoftTimeLimitExceeded):
        return Verdict(TIMED_OUT, "The step took longer than a worker may spend on it.")
    code = getattr(error, "code", None)
    if not isinstance(code, str) or not hasattr(error, "retryable"):
        return Verdict(INTERNAL_ERROR, f"{type(error).__name__}: {message}")
    uses_attempt = bool(getattr(error, "uses_attempt", True))
    return Verdict(code, message, bool(error.retryable), getattr(error, "retry_after_s", None), uses_attempt)


class Refused(Exception):
    """A run cannot be started again. ``code`` is stable; the text is for people. A flow's ``on_rerun`` may raise it."""

    code = "refused"

    def __init__(self, message: str = "", *, code: str = "") -> None:
        super().__init__(message or self.__doc__)
        self.code = code or self.code


class RunIsOpen(Refused):
    """It is still going on."""

    code = "run_is_open"


class NoSuchStep(Refused):
    """A step before that one has no result to keep, or there is no such step."""

    code = "no_such_step"


class Superseded(Refused):
    """A later run of the same kind for the same thing has succeeded."""

    code = "superseded"

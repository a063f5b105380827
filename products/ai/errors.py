"""Why a model gave no answer that can be used. Codes are worded in ``products.ai.reasons``."""

from jobs.errors import StepError


class AIError(StepError):
    """A call to the model failed. ``may_cost``: the model may have worked, so the call may stand on the bill."""

    code = "ai_failed"
    may_cost = False


class NotSetUp(AIError):
    """No model is set up for this."""

    code = "ai_not_set_up"


class Unreachable(AIError):
    """No connection, or 5xx."""

    code = "ai_unreachable"
    retryable = True


class BrokenOff(Unreachable):
    """The connection broke while the answer came."""

    may_cost = True


class Busy(AIError):
    """429 for the moment."""

    code = "ai_busy"
    retryable = True


class TooSlow(AIError):
    """No whole answer within AI_TIMEOUT_S, or within the run's time."""

    code = "ai_too_slow"
    retryable = True
    may_cost = True


class KeyRefused(AIError):
    """401 or 403."""

    code = "ai_key_refused"


class QuotaUsed(AIError):
    """429 since the operator's account is used up."""

    code = "ai_quota_used"


class RequestRefused(AIError):
    """Any other 4xx: a wrong model, too long a text."""

    code = "ai_request_refused"


class Declined(AIError):
    """The model, or a filter before it, would not answer."""

    code = "ai_declined"
    may_cost = True


class Unusable(AIError):
    """The answer does not have the form that was asked for, and asking once more did not help."""

    code = "ai_answer_unusable"
    may_cost = True


class BudgetReached(AIError):
    """The month's budget is spent, so nothing was asked."""

    code = "ai_budget_reached"

"""Why something with a store did not work. The words stand in ``merchants.stores.reasons``, by code."""

from jobs.errors import StepError


class StoreError(StepError):
    """Something with a store did not work."""

    code = "store_failed"
    retryable = False


class ReconnectNeeded(StoreError):
    """The store no longer lets us in; its merchant must connect it anew. ``code`` says why."""

    code = "reconnect_needed"

    def __init__(self, code: str = "", message: str = "") -> None:
        super().__init__(message)
        self.code = code or self.code


class StoreClosed(StoreError):
    """The merchant disconnected it, or removed our app there."""

    code = "store_closed"


class RefreshBusy(StoreError):
    """Another worker renews the access and has not come to an end in good time."""

    code = "refresh_busy"
    retryable = True


class StoreUnreachable(StoreError):
    """No answer, or one that says that the store's own service is in trouble."""

    code = "store_unreachable"
    retryable = True


class StoreRefuses(StoreError):
    """The store answered no. ``code`` says what it refused, as far as it is known."""

    code = "store_refuses"

"""Why we are not let into a store. What a store answers to calls stands in ``clients.errors``; words in ``reasons``."""

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


class NotSetUp(StoreError):
    """Whoever runs this installation has not set up our app at this platform, or the platform does not know it."""

    code = "platform_not_set_up"


class ConnectRefused(StoreError):
    """A store could not be connected. ``code`` says why, in ``reasons``."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message)
        self.code = code

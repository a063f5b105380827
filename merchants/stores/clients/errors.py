"""Why a store did not do what was asked. Each carries its verdict, which the engine reads by attributes.

The sentence for people and the next action stand in ``merchants.stores.reasons``, by code. A store that does not let us
in raises ``merchants.stores.errors.ReconnectNeeded``.
"""

from collections.abc import Callable, Mapping
from functools import wraps

from merchants.stores import errors


class StoreCallFailed(errors.StoreError):
    """A store did not do what was asked.

    ``retry_after_s`` in seconds, None where the store did not say. ``fields`` maps a field, as the store calls it, to
    what the store says of it, in the store's own words. ``status_code`` is the HTTP status, if there was an answer.
    """

    def __init__(
        self,
        message: str = "",
        *,
        status_code: int | None = None,
        retry_after_s: float | None = None,
        fields: Mapping[str, list[str]] | None = None,
    ) -> None:
        super().__init__(message, retry_after_s=retry_after_s)
        self.status_code = status_code
        self.fields = dict(fields or {})


class NoAnswer(StoreCallFailed):
    """No answer came: unknown name, refused or broken connection, time-out. A write may have been done all the same."""

    code = "store_unreachable"
    retryable = True


class StoreBroken(StoreCallFailed):
    """The store answered with a fault of its own (5xx) or with nonsense. A write may have been done all the same."""

    code = "store_broken"
    retryable = True


class StoreBusy(StoreCallFailed):
    """The store lets nobody in before ``retry_after_s``: its limit is used up. Nothing was tried.

    Waiting for one's turn is no failure, so it takes none of the step's attempts; the run's deadline bounds it.
    """

    code = "store_busy"
    retryable = True
    uses_attempt = False


class StoreForbids(StoreCallFailed):
    """The token is good and does not allow this: a scope is missing, or the store's plan has no such thing."""

    code = "store_forbids"


class StoreAddressRefused(StoreCallFailed):
    """The store's address is not one that we call, or it sends us elsewhere."""

    code = "store_address_refused"


class FieldsRefused(StoreCallFailed):
    """The store does not take a value; ``fields`` says which and why."""

    code = "store_refuses_fields"


class SkuTaken(FieldsRefused):
    """Another product in the store, not ours, has this SKU already."""

    code = "sku_taken"


class ImageRefused(FieldsRefused):
    """The store does not take this picture: its kind, its size, or one too many."""

    code = "image_refused"


class ProductGone(StoreCallFailed):
    """The store has no such product (any more)."""

    code = "product_gone_in_store"


class NotPossible(StoreCallFailed):
    """This store has no such thing at all, so nothing was asked of it."""

    code = "not_possible_in_store"


def in_its_form[C, T](ask: Callable[[C], T]) -> Callable[[C], T]:
    """For the first question to an address that a person typed: an answer of another form is StoreBroken.

    Anything may answer there, also something that is no such store.
    """

    @wraps(ask)
    def asking(client: C) -> T:
        try:
            return ask(client)
        except (KeyError, IndexError, TypeError, AttributeError) as error:
            raise StoreBroken(f"an answer of another form: {error!r}") from error

    return asking

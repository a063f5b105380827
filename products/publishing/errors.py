"""Why a product does not get into a store, as far as it is our affair. What stores say: ``merchants.stores``."""

from jobs.errors import StepError


class PublishError(StepError):
    """A listing could not be sent. ``code`` is worded in ``products.publishing.reasons``."""

    code = "publish_failed"

    @classmethod
    def of(cls, code: str) -> "PublishError":
        """One that was judged before and is known by its code alone."""
        error = cls(code)
        error.code = code
        return error


class NoRate(PublishError):
    """No rate is known between two currencies: nothing is sold 1:1 by mistake."""

    code = "no_rate"


class RateTooOld(NoRate):
    """The provider's last rate is older than RATES_OLDEST_D."""

    code = "rate_too_old"


class NoPrice(PublishError):
    """The product has no price, no currency, or none above zero."""

    code = "no_price"


class NoStoreCurrency(PublishError):
    """The store's currency is not known."""

    code = "no_store_currency"


class NotReady(PublishError):
    """Something that the store requires is missing; ``str`` names the fields."""

    code = "not_ready_for_store"


class ProductNotThere(PublishError):
    """The product was deleted here, or has not been read."""

    code = "product_not_ready"


class ForeignStore(PublishError):
    """Product, store and run do not belong to one merchant."""

    code = "foreign_store"


class ListingBusy(PublishError):
    """Another run has this listing."""

    code = "listing_busy"


class ListingWaits(ListingBusy):
    """The same, where waiting for its end is right."""

    retryable = True
    uses_attempt = False


class NoImageTaken(PublishError):
    """None of the pictures reached the store, which hides a product without one."""

    code = "no_image_taken"


class StoreShowsOtherwise(PublishError):
    """Read back, the product is not what was sent; ``str`` names the fields."""

    code = "store_shows_otherwise"


class NotInStore(PublishError):
    """There is nothing in the store to take out."""

    code = "not_in_store"

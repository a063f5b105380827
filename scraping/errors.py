"""Why a page did not become a product. The sentence for people lives in ``products.imports.reasons``, by ``code``."""

from scraping.fetched import Attempt, FetchedPage


class ScrapeError(Exception):
    """A page could not become a snapshot. ``code`` is stored, filtered on and sent by the API.

    ``attempts`` are the requests made on the way and ``page`` is what the shop showed instead of the product, if
    anything. ``bytes_read`` counts what came over the wire of an answer that was given up.
    """

    code = "scrape_failed"
    retryable = False

    def __init__(self, detail: str = "", *, status_code: int | None = None, retry_after_s: float | None = None) -> None:
        super().__init__(detail or self.__doc__)
        self.detail = detail
        self.status_code = status_code
        self.retry_after_s = retry_after_s
        self.bytes_read = 0
        self.attempts: list[Attempt] = []
        self.page: FetchedPage | None = None


class BadLink(ScrapeError):
    """The link is wrong in itself. ``reason`` says how, in one of the words of ``scraping.net.addresses``."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail or reason.replace("_", " "))
        self.reason = reason


class InvalidLink(BadLink):
    """Not an address: no host, control characters, user info, too long."""

    code = "invalid_link"


class AddressRefused(BadLink):
    """The link itself names an address, port or scheme that is never fetched."""

    code = "address_refused"


class ShopUnreachable(ScrapeError):
    """Unknown name, refused connection, broken TLS, 5xx, or a name that resolves to a refused address."""

    code = "shop_unreachable"
    retryable = True


class PageTooSlow(ScrapeError):
    """No complete answer before the deadline."""

    code = "page_too_slow"
    retryable = True


class ShopBusy(ScrapeError):
    """429 or 503 with ``Retry-After``; ``retry_after_s`` says when (None: the shop did not say)."""

    code = "shop_busy"
    retryable = True


class PageNotFound(ScrapeError):
    """404, or a page that says so."""

    code = "page_not_found"


class PageUnchanged(ScrapeError):
    """The page is as it was when it was read last: there is nothing to read. Only who asks with ``known`` gets it."""

    code = "page_unchanged"


class PageGone(ScrapeError):
    """410: the shop took the product away for good."""

    code = "page_gone"


class BlockedByShop(ScrapeError):
    """403, 401 or an "access denied" page."""

    code = "blocked_by_shop"


class ChallengePage(ScrapeError):
    """A captcha or browser check stood in front of the page."""

    code = "challenge_page"


class LoginNeeded(ScrapeError):
    """The shop shows the product to signed-in buyers only."""

    code = "login_needed"


class NotAProduct(ScrapeError):
    """The page was read and shows no product for sale."""

    code = "not_a_product"


class SeveralProducts(ScrapeError):
    """A category, search or list page."""

    code = "several_products"


class PageTooLarge(ScrapeError):
    """More bytes than the policy allows, counted after decompression."""

    code = "page_too_large"


class NotHtml(ScrapeError):
    """A PDF, an image, an archive …"""

    code = "not_html"


class NotAnImage(ScrapeError):
    """An image was asked for and the bytes are none of a known kind."""

    code = "not_an_image"


class EmptyPage(ScrapeError):
    """The answer had no content."""

    code = "empty_page"


class TooManyRedirects(ScrapeError):
    """A redirect loop or a chain over the limit."""

    code = "too_many_redirects"


class NothingRead(ScrapeError):
    """Neither a name, nor a price, nor an image was found."""

    code = "nothing_read"


class ProviderError(ScrapeError):
    """A way to get the page could not be used. It says nothing of the page: another way may well succeed."""

    code = "provider_failed"


class ProviderRefused(ProviderError):
    """A paid service refused us: wrong key, no credit, or a page that it never fetches."""

    code = "provider_refused"


class ProviderBusy(ProviderError):
    """A paid service, or the browser, has too much to do; ``retry_after_s`` says when to come again, if it is known."""

    code = "provider_busy"
    retryable = True


class ProviderUnavailable(ProviderError):
    """A paid service did not answer or made a mistake, or the browser broke down."""

    code = "provider_unavailable"
    retryable = True


class ProviderTimeout(ProviderUnavailable):
    """A paid service was asked and did not finish its answer. It may charge for it all the same."""


class BudgetReached(ProviderError):
    """The month's budget for paid services is spent, so none was asked."""

    code = "budget_reached"

"""A link that a program sends, judged like one in the form."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from jobs.api.problems import Problem
from merchants.models import Merchant
from products.imports import limits
from products.imports.reasons import LINK_DETAILS, reason_for
from scraping.errors import BadLink, InvalidLink
from scraping.links import Link, parse_link

INVALID = _("Invalid URL format")


def link_of(text: str, *, field: str = "source_url") -> Link:
    """The link in ``text``. Raises Problem 400: ``invalid_link`` or ``address_refused``, the why among the fields."""
    policy = settings.SCRAPE_POLICY
    try:
        return parse_link(text, ports=policy.ports, allow_private=policy.allow_private)
    except BadLink as error:
        sentence = INVALID if isinstance(error, InvalidLink) else reason_for(error.code).sentence
        why = str(LINK_DETAILS.get(error.reason, reason_for(error.code).sentence))
        raise Problem(400, error.code, sentence, fields={field: why}) from error


def check_limits(merchant: Merchant) -> None:
    """Raises Problem 429 when the merchant may not import one more link now."""
    if refused := limits.check(merchant, 1):
        headers = {"Retry-After": str(refused.wait_s)}
        raise Problem(429, "too_many_links", refused.sentence, headers=headers)

"""How much one merchant may import. Counted in the database, so that all web processes count together."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from merchants.models import Merchant


def refusal(merchant: Merchant, wanted: int) -> str:
    """The sentence that refuses ``wanted`` more links now, or nothing."""
    now = timezone.now()
    if _since(merchant, now - timedelta(minutes=1)) + wanted > settings.IMPORTS_PER_MINUTE:
        return _("That is more than %(limit)d links in a minute. Wait a minute and send the rest.") % {
            "limit": settings.IMPORTS_PER_MINUTE
        }
    if _since(merchant, now - timedelta(days=30)) + wanted > settings.IMPORTS_PER_MONTH:
        return _("That is more than the %(limit)d links of a month.") % {"limit": settings.IMPORTS_PER_MONTH}
    return ""


def _since(merchant: Merchant, moment: object) -> int:
    """Deleted products count too, else deleting would lift the limit."""
    return merchant.products.filter(created_at__gte=moment).count()

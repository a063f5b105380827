"""Why something was not delivered, in the merchant's words, by code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    "endpoint_unreachable": _("Your address could not be reached."),
    "endpoint_slow": _("Your address took too long: answer within 15 seconds, and do the work afterwards."),
    "endpoint_refused": _("This address is not one that we send to."),
    "endpoint_redirects": _("Your address sent us elsewhere. We do not follow; give the final address."),
    "endpoint_says_no": _("Your address did not answer with success."),
    "endpoint_gone": _("Your address says that it is gone for good, so it was switched off."),
    "endpoint_off": _("The address was switched off before it could be delivered."),
    "endpoint_deleted": _("The address was deleted."),
    "no_field_keys": _("This installation has no keys for secrets (FIELD_KEYS). Tell whoever runs it."),
    "secret_unreadable": _("The secret of this address can no longer be read. Make a new one."),
    "mail_failed": _("The mail server did not take the message."),
    "cancelled": _("It was cancelled."),
    "timed_out": _("It could not be delivered within a day."),
}

WHY_OFF: dict[str, str | Promise] = {
    "gone": _("Your address said that it is gone for good, so we stopped. Mend it, send a test, and switch it on."),
    "failing": _("Nothing could be delivered for days, so we stopped. Mend it, send a test, and switch it on."),
}


def sentence(code: str) -> str | Promise:
    """The words for ``code``, or nothing for codes that are not ours."""
    return REASONS.get(code, "")

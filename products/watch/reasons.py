"""What can go wrong with a look, in the merchant's words, as far as imports have no words for it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "forbidden_by_robots": _("The shop asks programs not to read this page, so it is not watched."),
    "another_product": _("The link leads to another product now. What was read before is still here."),
    "mail_failed": _("The mail server did not take the message."),
}

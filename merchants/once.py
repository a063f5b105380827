"""Forms whose answer shows a secret: sent again by a reload of the answer, they make no second one.

The answer cannot be a redirect, as other forms' are: the secret would have to be kept until the next page asks.
"""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

FIELD = "once"  # hidden in the form, another at each showing
_SENT = "sent_once"  # of the session: the last forms that were sent
_KEPT = 20


def is_again(request: HttpRequest) -> bool:
    """Whether this very form has been sent before; if so, that is said on the next page."""
    mark = request.POST.get(FIELD, "")[:40]
    sent = request.session.get(_SENT, [])
    if mark in sent:
        again = _("That was made a moment ago, and its secret is shown only once. Make another if you did not keep it.")
        messages.warning(request, again)
        return True
    if mark:
        request.session[_SENT] = [*sent, mark][-_KEPT:]
    return False

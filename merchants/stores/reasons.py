"""Why something with a store did not work and what to do, in the merchant's words, by code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    # Access
    "reconnect_needed": _("The store no longer lets us in. Connect it again."),
    "refresh_refused": _("The store has ended our access, for example because the app was removed. Connect it again."),
    "refresh_lost": _(
        "Our program was stopped, or the line was cut, in the middle of renewing our access, and the store then ended "
        "it. Nothing is wrong at your side. Connect the store again; nothing there was changed."
    ),
    "access_refused": _("The store no longer knows our key. Make a new one there and connect it again."),
    "access_over": _("Our access to the store has ended and cannot be renewed. Connect it again."),
    "connected_elsewhere": _("The store was connected to another account here by someone who manages it."),
    "secret_unreadable": _("The keys of this store can no longer be read. Connect it again."),
    "store_closed": _("The store is not connected. Connect it first."),
    "refresh_busy": _("Our access to the store is being renewed, and that takes unusually long. We try again."),
    "no_field_keys": _("This installation has no keys for secrets (FIELD_KEYS). Tell whoever runs it."),
    "platform_not_set_up": _("This platform is not set up here, or it does not know our app. Tell whoever runs Wared."),
    # Connecting
    "no_tokens": _("The platform's message gave no access. Install the app there once more."),
    "state_unknown": _("This answer does not belong to a connection that you began here. Begin again."),
    "person_refused": _("You did not allow the access, so nothing was connected. You can begin again at any time."),
    "code_refused": _("The platform no longer takes this answer: it works once, for a few minutes. Begin again."),
    "not_the_store": _("You were signed in to another store there. Sign in to the one that you want to connect again."),
    "keys_refused": _("The store does not know these keys. Copy both once more, without spaces."),
    "no_such_store": _("No store answered at this address. Check it, and open it in your browser."),
    "store_silent": _("The store did not answer in time, so nothing was connected. Try again in a minute."),
    "all_busy": _("As many stores are being connected as can be at once. Try again in a minute."),
    # Calls
    "store_unreachable": _("The store did not answer. We try again by ourselves."),
    "store_broken": _("The store has a fault of its own at the moment. We try again by ourselves."),
    "store_busy": _("The store lets us in only so often. It goes on when it is our turn."),
    "store_forbids": _("The store does not allow us this. Connect it again and allow everything that is asked for."),
    "store_address_refused": _("This address is not one that we call."),
    "store_refuses_fields": _("The store does not take what was sent."),
    "sku_taken": _("Another product in the store has this SKU already. Give this one another SKU."),
    "image_refused": _("The store does not take this picture."),
    "product_gone_in_store": _("The product is no longer in the store."),
    "not_possible_in_store": _("This store cannot do that."),
    # Messages from stores
    "mail_failed": _("The mail server did not take the message."),
    "cancelled": _("It was cancelled."),
    "timed_out": _("It took longer than it may, so it was stopped."),
}


def sentence(code: str) -> str | Promise:
    """The words for ``code``, or nothing for codes that are not ours."""
    return REASONS.get(code, "")

"""What went wrong, in the merchant's words: one sentence, what to do next, and whether trying again can help."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Reason:
    """``sentence`` says what happened, ``advice`` what to do; ``again`` is True when the same link may work later.

    ``by_hand``: the merchant's own browser may well show the page that we do not get.
    """

    sentence: str | Promise
    advice: str | Promise
    again: bool = True
    by_hand: bool = False


ASK_LATER = _("Wait a little and press “Try again”.")
CHECK_LINK = _("Open the link in your browser. If the product is there, copy the address from there and import that.")

REASONS: dict[str, Reason] = {
    # the link
    "invalid_link": Reason(
        _("This is not a web address."), _("Paste the full address of a product page."), again=False
    ),
    "address_refused": Reason(
        _("We do not open this kind of address."), _("Paste a public http or https address of a shop."), again=False
    ),
    # the shop's answer
    "page_not_found": Reason(_("The shop says that this page does not exist."), CHECK_LINK),
    "page_unchanged": Reason(
        _("The page is as it was when it was read last."), _("There is nothing to do."), again=False
    ),
    "page_gone": Reason(
        _("The shop has taken this product away for good."), _("Look for the product in another shop."), again=False
    ),
    "blocked_by_shop": Reason(
        _("The shop refused to show us the page."),
        _("Try again later, or send the page from your browser: shops that refuse programs open for people."),
        by_hand=True,
    ),
    "challenge_page": Reason(
        _("The shop asked us to prove that we are not a robot."),
        _("Try again later, or send the page from your browser once it is open there."),
        by_hand=True,
    ),
    "login_needed": Reason(
        _("The shop shows this product only to signed-in buyers."),
        _("Look for the product on a page that everyone can open, or send the page from your browser."),
        by_hand=True,
    ),
    "forbidden_by_robots": Reason(
        _("The shop asks programs not to read this page, which lists of links obey."),
        _("Import this link by itself, or send the page from your browser."),
        by_hand=True,
    ),
    "shop_unreachable": Reason(_("The shop could not be reached."), ASK_LATER, by_hand=True),
    "shop_busy": Reason(_("The shop is too busy and asked us to come back later."), ASK_LATER),
    "page_too_slow": Reason(_("The shop took too long to answer."), ASK_LATER, by_hand=True),
    "too_many_redirects": Reason(_("The link sends us in circles."), CHECK_LINK),
    # the services that we ask in the shop's place
    "provider_failed": Reason(_("No other way to open this page worked."), ASK_LATER),
    "provider_refused": Reason(_("A service that opens pages for us refused this one."), ASK_LATER),
    "provider_busy": Reason(_("The services that open pages for us have too much to do."), ASK_LATER),
    "provider_unavailable": Reason(_("A service that opens pages for us did not answer."), ASK_LATER),
    "budget_reached": Reason(
        _("This month's budget for paid services is spent, so none was asked."),
        _("Raise the budget in the settings, wait for next month, or send the page from your browser."),
    ),
    # the page
    "page_too_large": Reason(
        _("The page is too large to read."), _("Check that the link leads to one product."), again=False
    ),
    "not_html": Reason(
        _("The link leads to a file, not to a web page."), _("Paste the address of the product's page."), again=False
    ),
    "not_an_image": Reason(_("The address leads to no picture."), _("Choose another picture."), again=False),
    "empty_page": Reason(_("The shop sent an empty page."), ASK_LATER, by_hand=True),
    "not_a_product": Reason(_("There is no product for sale on this page."), CHECK_LINK, by_hand=True),
    "several_products": Reason(
        _("This page lists several products."),
        _("Open the product that you want and paste its own address."),
        again=False,
    ),
    "nothing_read": Reason(
        _("We found neither a name, nor a price, nor a picture on this page."), CHECK_LINK, by_hand=True
    ),
    "scrape_failed": Reason(_("The page could not be read."), ASK_LATER),
    "no_stored_page": Reason(_("There is no stored page of this product."), _("Import the link anew.")),
    "page_unreadable": Reason(_("The stored page could not be read again."), _("Import the link anew.")),
    # the run
    "cancelled": Reason(_("You cancelled this import."), _("Press “Try again” to start it anew.")),
    "timed_out": Reason(_("Reading this page took longer than ten minutes, so we stopped."), ASK_LATER),
    "worker_lost": Reason(
        _("Reading this page stopped our program several times, so we gave up."), _("Tell us: this is our fault.")
    ),
    "unknown_flow": Reason(_("The program was changed while this import waited."), _("Press “Try again”.")),
    "database_unavailable": Reason(_("Our database could not be reached for a while."), ASK_LATER),
    "internal_error": Reason(_("Our program made a mistake on this page."), _("Try again; if it stays, tell us.")),
    # a line of the form
    "formula": Reason(_("This cell holds a formula, not a link."), _("Paste the address itself."), again=False),
    "too_long": Reason(_("This line is too long for a link."), _("Paste the address alone."), again=False),
}

LINK_DETAILS: dict[str, str | Promise] = {
    "scheme": _("Only http and https addresses can be opened."),
    "user_info": _("The address carries a user name or password. Leave it out."),
    "port": _("The address names an unusual port."),
    "too_long": _("The address is longer than 2,048 characters."),
    "control_characters": _("The address contains characters that no address may have."),
    "no_host": _("The address names no shop."),
    "bad_host": _("The shop's name in the address is not written as such names are."),
    "bad_port": _("The port in the address is not a number that a port can have."),
    "private_address": _("The address points into a private network."),
}


def reason_for(code: str) -> Reason:
    """The words for ``code``. An unknown code reads as a failed reading, so that a page never lacks a sentence."""
    return REASONS.get(code, REASONS["scrape_failed"])

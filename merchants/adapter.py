import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from merchants import accounts, mails
from merchants.models import User
from merchants.people import MAIL_ERRORS

log = logging.getLogger(__name__)

RESET = frozenset(
    {"account/email/password_reset_key", "account/email/unknown_account"}
)  # either alike: no one may tell
SENT = "account/messages/email_confirmation_sent.txt"


class AccountAdapter(DefaultAccountAdapter):
    """Named by ACCOUNT_ADAPTER."""

    def is_safe_url(self, url: str | None) -> bool:
        """The package's own check breaks on an address that cannot be split, such as ``http://[``."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Whoever asked for a message that cannot be sent is told so and how to get it, and loses nothing."""
        try:
            super().send_mail(template_prefix, email, context)
        except MAIL_ERRORS as error:
            log.warning("%s could not be mailed: %r", template_prefix, error)
            _tell_unsent(current.request, template_prefix, email)

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMultiAlternatives:
        plain = super().render_mail(template_prefix, email, context, headers)
        message = mails.with_html(plain.subject, plain.body, plain.to, plain.from_email)
        message.extra_headers = plain.extra_headers
        return message

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **options: Any
    ) -> None:
        if message_template != SENT or not getattr(request, "mail_is_unsent", False):
            super().add_message(request, level, message_template, *args, **options)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """A browser in which no language was chosen yet speaks the person's own from here on."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            accounts.speak(response, user.language)
        return response


def _tell_unsent(request: HttpRequest, template_prefix: str, email: str) -> None:
    """Say so on the next page. Raises ImmediateHttpResponse where that page would speak of a message on its way."""
    request.mail_is_unsent = True  # type: ignore[attr-defined]
    if template_prefix in RESET:
        text, page = _("The message to %(email)s could not be sent. Ask for it again in a few minutes."), request.path
    elif request.user.is_authenticated or settings.ACCOUNT_EMAIL_VERIFICATION != "mandatory":
        text = _(
            "The message to %(email)s could not be sent. Ask for it again in a few minutes: in the settings, under "
            "“E-mail addresses”."
        )
        page = ""
    else:
        text = _("The message to %(email)s could not be sent. Sign in in a few minutes, and it is sent again.")
        page = settings.LOGIN_URL
    messages.error(request, text % {"email": email})
    if page:
        raise ImmediateHttpResponse(redirect(page))

"""Who works for a merchant: invite, change, remove. There is always an owner."""

import logging
from datetime import timedelta
from smtplib import SMTPException

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from merchants import mails
from merchants.models import Invitation, InvitationMail, Membership, Merchant, User

log = logging.getLogger(__name__)

INVITATION_LASTS = timedelta(days=7)
SALT = "merchants.invitation"
MAILS_A_DAY = 30  # of one merchant: anybody may sign up, and the message bears the name that they chose
MAIL_AGAIN_AFTER = timedelta(minutes=10)  # to one address, whoever invites it
MAIL_ERRORS = (SMTPException, OSError)  # the mail server is away, or does not take the message


class LastOwner(Exception):
    """The only owner cannot be removed or become less: nobody could manage the account any more."""


class TooManyMails(Exception):
    """The merchant has sent MAILS_A_DAY within 24 hours."""


class MailedJustNow(Exception):
    """A message went to this address less than MAIL_AGAIN_AFTER ago."""


class NotTold(Exception):
    """The e-mail could not be sent. ``place`` is what the person has all the same; an invitation is not kept."""

    def __init__(self, place: Membership | None = None) -> None:
        super().__init__(place)
        self.place = place


def invite(*, merchant: Merchant, email: str, role: str, request: HttpRequest) -> Membership | Invitation:
    """Add whom we know, invite whom we do not; either learns of it by e-mail.

    Raises NotTold, and TooManyMails and MailedJustNow, which change nothing.
    """
    mail = _count_mail(merchant, email)
    try:
        return _invite(merchant, email, role, request)
    except NotTold:
        mail.delete()
        raise


def _count_mail(merchant: Merchant, email: str) -> InvitationMail:
    """Raises TooManyMails, MailedJustNow. The merchant's row is locked: of two at once, the second sees the first."""
    now = timezone.now()
    with transaction.atomic():
        Merchant.objects.select_for_update().get(pk=merchant.pk)
        merchant.invitation_mails.filter(at__lte=now - timedelta(days=1)).delete()
        if merchant.invitation_mails.count() >= MAILS_A_DAY:
            raise TooManyMails
        if InvitationMail.objects.filter(email=email, at__gt=now - MAIL_AGAIN_AFTER).exists():
            raise MailedJustNow
        return InvitationMail.objects.create(merchant=merchant, email=email, at=now)


def _invite(merchant: Merchant, email: str, role: str, request: HttpRequest) -> Membership | Invitation:
    """Raises NotTold. A person counts as known only with a proven address: anybody can sign up with somebody else's."""
    known = User.objects.filter(email=email, emailaddress__verified=True, emailaddress__email__iexact=email).first()
    if known:
        return _add(merchant, known, role, link=request.build_absolute_uri("/"))
    before = merchant.invitations.filter(email=email).first()
    now = {"role": role, "sent_at": timezone.now()}
    invitation, _ = Invitation.objects.update_or_create(merchant=merchant, email=email, defaults=now)
    link = request.build_absolute_uri(reverse("merchants:invitation", args=[token_of(invitation)]))
    try:
        tell(email, "invitation", translation.get_language(), merchant=merchant, role=invitation, link=link)
    except MAIL_ERRORS as error:
        log.warning("An invitation could not be mailed: %r", error)
        _take_back(invitation, before)
        raise NotTold from error
    return invitation


def _add(merchant: Merchant, user: User, role: str, *, link: str) -> Membership:
    """Raises NotTold; the place is theirs all the same."""
    membership, _ = Membership.objects.get_or_create(merchant=merchant, user=user, defaults={"role": role})
    try:
        tell(user.email, "added", user.language, merchant=merchant, role=membership, link=link)
    except MAIL_ERRORS as error:
        log.warning("A person's new place could not be mailed: %r", error)
        raise NotTold(membership) from error
    return membership


def _take_back(invitation: Invitation, before: Invitation | None) -> None:
    """Leave things as they were ``before``: the link of an earlier message works on."""
    if before is None:
        invitation.delete()
    else:
        before.save(update_fields=["role", "sent_at"])


def tell(email: str, name: str, language: str, **context: object) -> None:
    """Send ``merchants/email/<name>.txt`` (its first line is the subject) in the reader's language.

    Raises one of MAIL_ERRORS.
    """
    with translation.override(language):
        subject, _, body = render_to_string(f"merchants/email/{name}.txt", context).strip().partition("\n")
        message = mails.with_html(subject, body.strip() + "\n", [email])
    message.send()


def token_of(invitation: Invitation) -> str:
    """What the link carries. Sending it again makes the older link worthless."""
    return signing.dumps([str(invitation.pk), invitation.sent_at.timestamp()], salt=SALT)


def invitation_of(token: str) -> Invitation | None:
    """The invitation behind a link; None when it is forged, older than 7 days, taken, withdrawn or sent anew."""
    try:
        pk, sent = signing.loads(token, salt=SALT, max_age=INVITATION_LASTS)
    except signing.BadSignature:
        return None
    invitation = Invitation.objects.select_related("merchant").filter(pk=pk).first()
    return invitation if invitation and invitation.sent_at.timestamp() == sent else None


@transaction.atomic
def accept(invitation: Invitation, user: User) -> Membership:
    """Give the invited person the place. The link was mailed to the address, which proves the address too."""
    email, _ = EmailAddress.objects.get_or_create(
        user=user, email=invitation.email, defaults={"primary": not EmailAddress.objects.filter(user=user).exists()}
    )
    email.set_verified()
    membership, _ = Membership.objects.get_or_create(
        merchant=invitation.merchant, user=user, defaults={"role": invitation.role}
    )
    invitation.delete()
    return membership


@transaction.atomic
def change_role(membership: Membership, role: str) -> None:
    """Raises LastOwner."""
    if role != Membership.Role.OWNER:
        keep_an_owner(membership)
    membership.role = role
    membership.save(update_fields=["role"])


@transaction.atomic
def remove(membership: Membership) -> None:
    """Raises LastOwner."""
    keep_an_owner(membership)
    membership.delete()


def keep_an_owner(membership: Membership) -> None:
    """Raises LastOwner unless another owner stays. Locks the owners: two who leave at once must not both pass."""
    owners = Membership.objects.select_for_update().filter(
        merchant_id=membership.merchant_id, role=Membership.Role.OWNER
    )
    if not [owner for owner in owners if owner.pk != membership.pk]:
        raise LastOwner

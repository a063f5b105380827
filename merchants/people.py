"""Who works for a merchant: invite, change, remove. There is always an owner."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from merchants.models import Invitation, Membership, Merchant, User

INVITATION_LASTS = timedelta(days=7)
SALT = "merchants.invitation"


class LastOwner(Exception):
    """The only owner cannot be removed or become less: nobody could manage the account any more."""


def invite(*, merchant: Merchant, email: str, role: str, request: HttpRequest) -> Membership | Invitation:
    """Add whom we know, invite whom we do not; either learns of it by e-mail.

    A person counts as known only with a proven address: anybody can sign up with somebody else's.
    """
    known = User.objects.filter(email=email, emailaddress__verified=True, emailaddress__email__iexact=email).first()
    if known:
        membership, _ = Membership.objects.get_or_create(merchant=merchant, user=known, defaults={"role": role})
        tell(email, "added", known.language, merchant=merchant, role=membership, link=request.build_absolute_uri("/"))
        return membership
    now = {"role": role, "sent_at": timezone.now()}
    invitation, _ = Invitation.objects.update_or_create(merchant=merchant, email=email, defaults=now)
    link = request.build_absolute_uri(reverse("merchants:invitation", args=[token_of(invitation)]))
    tell(email, "invitation", translation.get_language(), merchant=merchant, role=invitation, link=link)
    return invitation


def tell(email: str, name: str, language: str, **context: object) -> None:
    """Send ``merchants/email/<name>.txt`` (its first line is the subject) in the reader's language."""
    with translation.override(language):
        subject, _, body = render_to_string(f"merchants/email/{name}.txt", context).strip().partition("\n")
    send_mail(subject, body.strip() + "\n", None, [email])


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

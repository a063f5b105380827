"""The demo merchant and its login. The password is random, kept in a private file, and the same at every start."""

import secrets
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from config.local import write_private_once
from merchants import accounts
from merchants.models import Merchant, User

SLUG = "demo"
EMAIL = "demo@wared.example"
STAFF_EMAIL = "staff@wared.example"


class DemoTaken(Exception):
    """A merchant with the short name ``demo`` is there and belongs to somebody else."""


@dataclass(frozen=True)
class DemoLogin:
    merchant: Merchant
    email: str
    password: str


@transaction.atomic
def make_demo_login() -> DemoLogin:
    """The demo merchant with its owner, made or found. Raises DemoTaken."""
    password = kept_password()
    owner = person(EMAIL, password)
    merchant = Merchant.objects.filter(slug=SLUG).first() or accounts.open_account(name="Demo", owner=owner)
    if not merchant.memberships.filter(user=owner).exists():
        raise DemoTaken(
            f"No demo login: a merchant with the short name {SLUG!r} is there and belongs to somebody else."
        )
    return DemoLogin(merchant, EMAIL, password)


@transaction.atomic
def make_staff_login() -> str:
    """A login for the admin pages, with the demo login's password. Gives its e-mail address."""
    person(STAFF_EMAIL, kept_password(), is_staff=True, is_superuser=True)
    return STAFF_EMAIL


def person(email: str, password: str, **fields: bool) -> User:
    """The user with this address, password and fields, made or brought up to date, the address proven."""
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, password, **fields)
    if not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


def kept_password() -> str:
    """The password in this machine's private file, made at the first call."""
    path = settings.VAR_DIR / "demo-password"
    write_private_once(path, secrets.token_urlsafe(9))
    return str(path.read_text())

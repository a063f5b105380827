"""Making merchants, and a person's places at them."""

from itertools import count

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils.text import slugify

from merchants.models import Membership, Merchant, User
from merchants.zones import usual_zone

A_YEAR_S = 365 * 24 * 3600
SLUG_LENGTH = 42  # leaves room for "-1234567" within the column's 50
SLUG_TRIES = 5  # two shops of one name in the same instant: the later one looks again


def open_account(*, name: str, owner: User) -> Merchant:
    """A new merchant with its first owner, both or neither. Raises IntegrityError after 5 taken slugs."""
    for _ in range(SLUG_TRIES - 1):
        try:
            return _open_account(name, free_slug(name), owner)
        except IntegrityError:
            continue
    return _open_account(name, free_slug(name), owner)


def _open_account(name: str, slug: str, owner: User) -> Merchant:
    with transaction.atomic():
        merchant = Merchant.objects.create(name=name, slug=slug, time_zone=usual_zone(owner.language))
        Membership.objects.create(merchant=merchant, user=owner, role=Membership.Role.OWNER)
    return merchant


def free_slug(name: str) -> str:
    """A short name that no merchant has yet; Arabic and other scripts stay as they are."""
    base = slugify(name, allow_unicode=True)[:SLUG_LENGTH].strip("-_") or "shop"
    taken = set(Merchant.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    return next(slug for number in count(2) if (slug := f"{base}-{number}") not in taken)


def speak(response: HttpResponse, language: str) -> None:
    """Let this browser's pages be in ``language`` from the next one on."""
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR_S, samesite="Lax")

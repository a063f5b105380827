"""API keys: who stands behind the text of one."""

import hmac
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from merchants.models import ApiKey

REMEMBER_USE_EVERY = timedelta(minutes=1)  # a busy program must not cost a write for every request


def authenticate(text: str) -> ApiKey | None:
    """The key, with its merchant, whose text this is; None when it is unknown, revoked or expired. Notes its use.

    The search is by SHA-256, so its timing tells nothing about any stored key.
    """
    digest = ApiKey.digest_of(text)
    key = ApiKey.objects.select_related("merchant").filter(digest=digest, revoked_at=None).first()
    if key is None or key.is_expired or not hmac.compare_digest(key.digest, digest):
        return None
    note_use(key)
    return key


def note_use(key: ApiKey) -> None:
    now = timezone.now()
    due = now - REMEMBER_USE_EVERY
    if key.last_used_at and key.last_used_at > due:
        return
    mine = ApiKey.objects.filter(Q(last_used_at=None) | Q(last_used_at__lte=due), pk=key.pk)
    if mine.update(last_used_at=now):
        key.last_used_at = now

"""Secrets of others that we must be able to read again: sealed with ``FIELD_KEYS``, which are not in the database.

The first key seals, all of them open: put a new one in front, run ``manage.py rotate_field_keys``, drop the old one.
"""

from base64 import urlsafe_b64decode
from functools import cache
from typing import Any, Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import models

KEY_BYTES = 32


class NoFieldKeys(Exception):
    """FIELD_KEYS is not set, so no secret can be kept."""

    code = "no_field_keys"
    retryable = False


class SecretUnreadable(Exception):
    """The secret was sealed with a key that is no longer in FIELD_KEYS."""

    code = "secret_unreadable"
    retryable = False


class Sealed(str):
    """A sealed secret: what the database holds. It shows nothing by itself; ``open`` gives the secret."""

    __slots__ = ()

    @classmethod
    def of(cls, secret: str) -> Self:
        """Raises NoFieldKeys."""
        return cls(_keys().encrypt(secret.encode()).decode())

    def open(self) -> str:
        """Raises NoFieldKeys, SecretUnreadable."""
        try:
            return _keys().decrypt(self.encode()).decode()
        except InvalidToken as error:
            raise SecretUnreadable from error

    def resealed(self) -> "Sealed":
        """The same secret under the newest key. Raises NoFieldKeys, SecretUnreadable."""
        try:
            return Sealed(_keys().rotate(self.encode()).decode())
        except InvalidToken as error:
            raise SecretUnreadable from error


class SealedTextField(models.TextField):
    """Holds a ``Sealed`` or nothing. ``rotate_field_keys`` finds every column of this kind."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def get_prep_value(self, value: Any) -> str:
        return str(value)  # the plain type: not every driver takes a kind of its own


def is_ready() -> bool:
    """Whether secrets can be kept here."""
    return bool(settings.FIELD_KEYS)


def _keys() -> MultiFernet:
    if not settings.FIELD_KEYS:
        raise NoFieldKeys
    return _ring(tuple(settings.FIELD_KEYS))


@cache
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_padded(key)) for key in keys])


def _padded(key: str) -> str:
    """``key`` as Fernet wants it: ``secrets.token_urlsafe(32)`` leaves the padding out."""
    return key.strip().rstrip("=") + "="


@register
def check_field_keys(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Each key is 32 bytes in URL-safe base64. A wrong one must stop the start, not the first merchant."""
    if not settings.FIELD_KEYS:
        return [Warning("FIELD_KEYS is not set: merchants cannot add webhooks or stores.", id="merchants.W001")]
    return [
        Error(f"Key {number} of FIELD_KEYS is not 32 bytes in URL-safe base64.", id="merchants.E001")
        for number, key in enumerate(settings.FIELD_KEYS, start=1)
        if not _is_key(key)
    ]


def _is_key(key: str) -> bool:
    try:
        return len(urlsafe_b64decode(_padded(key))) == KEY_BYTES
    except ValueError:
        return False

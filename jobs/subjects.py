"""Where a run's subject is shown. A subject is ``KIND:ID``; the app that owns a kind registers its address here."""

from collections.abc import Callable

from django.urls import NoReverseMatch

type Address = Callable[[str], str]

_addresses: dict[str, Address] = {}


def register(kind: str, address: Address) -> None:
    """``address`` gives the page of the subject with an id; called when the apps are ready."""
    _addresses[kind] = address


def kinds() -> list[str]:
    """All registered kinds."""
    return list(_addresses)


def address_of(subject: str) -> str:
    """The page of ``subject``; empty when nobody owns its kind or the id is none."""
    kind, _, key = subject.partition(":")
    try:
        return _addresses[kind](key) if kind in _addresses and key else ""
    except NoReverseMatch:
        return ""

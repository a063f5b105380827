"""The kinds of notices: their words, where they lead, and how they are told of unless a person chooses otherwise."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

type Text = str | Promise
type Data = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """``say(data, count)`` is the sentence in the reader's language; ``lead(data, count)`` an address in the program.

    ``role`` is the least that a person must be to be told. ``mail``: by e-mail too, unless chosen otherwise.
    ``mails_itself``: another part writes those e-mails, and asks ``choosing`` who wants them.
    """

    name: str
    title: Text
    icon: str
    say: Callable[[Data, int], str]
    lead: Callable[[Data, int], str]
    role: str = "viewer"
    mail: bool = False
    mails_itself: bool = False
    tone: str = ""


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Make kinds known; called once when the apps are ready."""
    for kind in kinds:
        _kinds[kind.name] = kind


def known() -> dict[str, Kind]:
    """All kinds by name, in the order of their registration."""
    return dict(_kinds)


def get(name: str) -> Kind | None:
    """None for a kind that this deploy does not know; its notices are left out."""
    return _kinds.get(name)

"""Which events may come from outside, and on what terms. The apps that own the events say so, when they are ready."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db import models

from jobs.payloads import Payload
from jobs.service import Emitted

type Send = Callable[[], Emitted]
type Door = Callable[[Payload, models.Model, Send], Emitted]


@dataclass(frozen=True)
class _Rule:
    names: re.Pattern[str]
    door: Door
    scope: str


_rules: list[_Rule] = []


def admit(names: str, door: Door, *, scope: str = "write") -> None:
    """Let events whose name matches the pattern ``names`` in through ``door(payload, owner, send)``.

    ``scope`` is what a key needs for them, beside that of the operation.

    The door raises Problem for what is not the owner's, and calls ``send`` once for what is. The first rule counts.
    """
    _rules.append(_Rule(re.compile(names), door, scope))


def door_for(name: str) -> Door | None:
    """The door for events of that name; None for those that are ours alone."""
    return next((rule.door for rule in _rules if rule.names.fullmatch(name)), None)


def scope_for(name: str) -> str:
    """The scope that a key needs to send events of that name."""
    return next((rule.scope for rule in _rules if rule.names.fullmatch(name)), "write")

"""Which events may come from outside, and on what terms. The apps that own the events say so, when they are ready."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from jobs.api.access import ApiRequest, Scope
from jobs.api.problems import Problem
from jobs.payloads import Payload
from jobs.service import Emitted

type Send = Callable[[], Emitted]
type Door = Callable[[Payload, models.Model, Send], Emitted]


@dataclass(frozen=True)
class _Rule:
    names: re.Pattern[str]
    door: Door


_rules: list[_Rule] = []
_guarded: list[tuple[re.Pattern[str], Scope]] = []


def guard(names: str, scope: Scope) -> None:
    """Ask of keys for ``scope`` too, where they start what is started by events whose name matches ``names``."""
    _guarded.append((re.compile(names), scope))


def admit(names: str, door: Door) -> None:
    """Let events whose name matches the pattern ``names`` in through ``door(payload, owner, send)``.

    The door raises Problem for what is not the owner's, and calls ``send`` once for what is. The first rule counts.
    """
    _rules.append(_Rule(re.compile(names), door))


def door_for(name: str) -> Door | None:
    """The door for events of that name; None for those that are ours alone."""
    return next((rule.door for rule in _rules if rule.names.fullmatch(name)), None)


def check_scope(request: ApiRequest, name: str) -> None:
    """Raises Problem 403: neither an event nor a job run again opens to a key what its own operation would not."""
    needed = next((scope for names, scope in _guarded if names.fullmatch(name)), None)
    if needed and request.api_key is not None and not request.api_key.allows(needed):
        raise Problem(403, "missing_scope", _("This key does not have the scope that this needs."))

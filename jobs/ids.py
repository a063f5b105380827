"""Identifiers that leave the system."""

from datetime import datetime
from uuid import UUID

import uuid6


def uuid7() -> UUID:
    """A new UUID of version 7: ordered by time, so that indexes stay compact. The standard library has it from 3.14."""
    return UUID(int=uuid6.uuid7().int)


def as_uuid(text: str) -> UUID | None:
    """``text``, which a stranger may have written, as an id; None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def first_at(moment: datetime) -> UUID:
    """The lowest id that ``uuid7`` can have made at ``moment``: what is not lower is not older."""
    return UUID(int=max(0, int(moment.timestamp() * 1000)) << 80)

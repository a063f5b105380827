"""What a line of the log is about: run, merchant, domain, step. Noted where it is known, added to every line within."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_facts: ContextVar[dict[str, str] | None] = ContextVar("jobs_about", default=None)


@contextmanager
def about(**facts: object) -> Iterator[None]:
    """Everything logged within is about these, and what was noted before. Empty ones are left out."""
    token = _facts.set({**known(), **_said(facts)})
    try:
        yield
    finally:
        _facts.reset(token)


def note(**facts: object) -> None:
    """Add to the innermost ``about``, for what is learned on the way; nothing where there is none."""
    held = _facts.get()
    if held is not None:
        held.update(_said(facts))


def known() -> dict[str, str]:
    """What the log is about now."""
    return dict(_facts.get() or {})


def _said(facts: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in facts.items() if value not in (None, "")}


class About(logging.Filter):
    """Puts it on each record as ``about``, where it is made: handlers may work in other threads."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.about = known()
        return True

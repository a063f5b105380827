"""Errors to Sentry, when SENTRY_DSN is set. The package is optional: ``uv sync --extra sentry``."""

from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint


def begin(dsn: str) -> None:
    """Send errors that are logged to ``dsn``. Raises ImproperlyConfigured without the package.

    No local variables, bodies or people: tokens, pages and merchants' data do not leave.
    """
    try:
        import sentry_sdk  # noqa: PLC0415 - optional
    except ImportError as error:
        raise ImproperlyConfigured("SENTRY_DSN is set, but the package is not there: uv sync --extra sentry") from error
    sentry_sdk.init(
        dsn=dsn,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        before_send=_with_facts,
    )


def _with_facts(event: "Event", hint: "Hint") -> "Event":
    """Run, merchant and domain as tags, by which errors can be searched."""
    from jobs.about import known  # noqa: PLC0415 - the settings call this before there are apps

    tags = event.setdefault("tags", {})
    if isinstance(tags, dict):
        tags.update(known())
    return event

"""Short-lived passes to the stream of one job, for pages elsewhere: an EventSource cannot send headers."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing

SALT = "jobs.stream"


class BadToken(Exception):
    """Not ours, too old, or for another job."""


def lifetime() -> timedelta:
    return timedelta(seconds=settings.JOBS_STREAM_TOKEN_S)


def make(run_id: UUID) -> str:
    """A pass to the stream of this job, good for ``lifetime()``."""
    return signing.dumps(str(run_id), salt=SALT)


def check(token: str, run_id: str) -> None:
    """Raises BadToken unless ``token`` was made for this job and has not run out."""
    try:
        named = signing.loads(token, salt=SALT, max_age=lifetime())
    except signing.BadSignature as error:
        raise BadToken from error
    if named != run_id:
        raise BadToken

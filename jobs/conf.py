"""Settings of this app with their defaults; times in seconds. The reasons stand in docs/background-jobs.md."""

from typing import cast

from django.conf import settings


def redispatch_s() -> float:
    """A queued run whose ticket is older than this gets another one."""
    return cast(float, getattr(settings, "JOBS_REDISPATCH_S", 30.0))


def pace_at_once() -> int:
    """Runs with one pace key at the same time, unless its row says otherwise. 0 switches pacing off."""
    return cast(int, getattr(settings, "JOBS_PACE_AT_ONCE", 4))


def pace_interval_s() -> float:
    """Least time between two starts with one pace key, unless its row says otherwise."""
    return cast(float, getattr(settings, "JOBS_PACE_INTERVAL_S", 0.25))


def api_view_s() -> float:
    """So long after its end the API shows a job: status, result and stream."""
    return cast(float, getattr(settings, "JOBS_API_VIEW_S", 86_400.0))

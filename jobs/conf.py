"""Settings that more than one module reads; times in seconds. The reasons stand in docs/background-jobs.md."""

from typing import cast

from django.conf import settings


def redispatch_s() -> float:
    """A queued run whose ticket is older than this gets another one."""
    return cast(float, settings.JOBS_REDISPATCH_S)


def pace_at_once(key: str) -> int:
    """Runs with this pace key at the same time, unless its row says otherwise. 0 switches pacing off."""
    return cast(int, settings.JOBS_PACES.get(key, {}).get("at_once", settings.JOBS_PACE_AT_ONCE))


def pace_interval_s(key: str) -> float:
    """Least time between two starts with this pace key, unless its row says otherwise."""
    return cast(float, settings.JOBS_PACES.get(key, {}).get("interval_s", settings.JOBS_PACE_INTERVAL_S))


def api_view_s() -> float:
    """So long after its end the API shows a job: status, result and stream."""
    return cast(float, getattr(settings, "JOBS_API_VIEW_S", 86_400.0))

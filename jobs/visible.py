"""Which runs the API shows as jobs, and for how long."""

from datetime import timedelta
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from jobs import conf
from jobs.models import Run


def shown_runs() -> QuerySet[Run]:
    """The runs that the API still shows to whoever may see them: open ones, and ended ones for JOBS_API_VIEW_S.

    Counted from ``ended_at``, whether the clean-up has run or not.
    """
    oldest = timezone.now() - timedelta(seconds=conf.api_view_s())
    return Run.objects.filter(Q(ended_at=None) | Q(ended_at__gt=oldest))


def visible_runs(owner: models.Model) -> QuerySet[Run]:
    """The runs of ``owner`` that the API still shows."""
    return shown_runs().filter(owner_id=owner.pk)


def visible_run(owner: models.Model, job_id: str) -> Run | None:
    """The job of that id; None for unknown, foreign, expired and malformed ids alike."""
    try:
        return visible_runs(owner).filter(pk=UUID(job_id)).first()
    except ValueError:
        return None

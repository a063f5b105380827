"""Questions that are asked all the time go straight to an index, however many runs have ended."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from jobs.models import Run, Status
from merchants.models import Merchant

pytestmark = pytest.mark.django_db

NOW = timezone.now()
QUEUED = Run.objects.filter(queue="default", status=Status.QUEUED)


STATES = [*[Status.SUCCEEDED] * 6, Status.QUEUED, Status.RUNNING, Status.WAITING, Status.FAILED]
MANY = 2_000


def fill() -> None:
    """Runs of every kind, and what PostgreSQL's planner knows of them: of an empty table it takes any index."""
    owners = Merchant.objects.bulk_create(Merchant(name=f"Shop {n}", slug=f"shop-{n}") for n in range(20))
    Run.objects.bulk_create(run(n, owners[n % 20]) for n in range(MANY))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE jobs_run")
        for way in ("seqscan", "sort", "bitmapscan"):  # still cheaper for so few rows than for millions
            cursor.execute(f"SET LOCAL enable_{way} = off")


def run(number: int, owner: Merchant) -> Run:
    status = STATES[number % len(STATES)]
    is_open = status not in (Status.SUCCEEDED, Status.FAILED)
    moment = NOW - timedelta(minutes=number)
    return Run(
        flow=f"flow-{number % 7}",
        owner=owner,
        subject=f"subject-{number}",
        queue="default",
        status=status,
        turn=moment,
        pace_key=f"shop-{number % 50}",
        ended_at=None if is_open else moment,
        deadline_at=moment + timedelta(hours=number),
        next_attempt_at=moment if status == Status.WAITING else None,
        lease_until=moment if status == Status.RUNNING else None,
    )


@pytest.mark.parametrize(
    ("question", "index"),
    [
        (QUEUED.order_by("-priority", "turn", "pk")[:1], "run_claim"),
        (QUEUED.filter(owner_id=uuid4()).order_by("-turn")[:1], "run_last_turn"),
        (Run.objects.filter(status=Status.RUNNING, lease_until__lt=NOW).order_by("pk")[:500], "run_"),
        (Run.objects.filter(status=Status.WAITING, next_attempt_at__lte=NOW).order_by("next_attempt_at"), "run_due"),
        (Run.objects.filter(ended_at__isnull=True, deadline_at__lt=NOW), "run_overdue"),
        (Run.objects.filter(ended_at__isnull=True, cancel_requested_at__isnull=False), "run_cancel_asked"),
        (Run.objects.filter(subject__in=["s"], ended_at__isnull=True), "_subject"),
        (Run.objects.filter(subject="s").order_by("-created_at")[:1], "run_newest_of_subject"),
        (Run.objects.filter(flow="f", status=Status.SUCCEEDED).order_by("-ended_at")[:50], "run_newest_done"),
        (Run.objects.filter(pace_key="k", slot_at__isnull=False), "run_slot"),
        (
            Run.objects.filter(pace_key="k", status=Status.WAITING, waiting_for="pace").order_by(
                "-priority", "turn", "pk"
            )[:1],
            "run_parked",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_question_is_answered_from_its_index_in_its_order(question: QuerySet[Run], index: str):
    if connection.vendor == "postgresql":
        fill()
    elif index == "run_due":
        pytest.skip("SQLite sorts the waiting runs, which it finds by their status: it has no statistics")
    plan = question.explain()

    assert index in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan

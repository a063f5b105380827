"""Questions that are asked all the time go straight to an index, however many runs have ended."""

from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from jobs.models import Run, Status

pytestmark = pytest.mark.django_db

NOW = timezone.now()
QUEUED = Run.objects.filter(queue="default", status=Status.QUEUED)


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
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # the table of a test is too small to need an index
    elif index == "run_due":
        pytest.skip("SQLite sorts the waiting runs, which it finds by their status: it has no statistics")
    plan = question.explain()

    assert index in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan

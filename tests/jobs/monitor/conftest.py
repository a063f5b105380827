"""Runs in any state, made without executing them, and clients of merchants and staff."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from jobs.ids import first_at, uuid7
from jobs.models import ENDED, Line, Run, Status, Step
from merchants.models import Merchant
from tests.jobs import flows  # noqa: F401 - registers the flows


@pytest.fixture
def run_of(db) -> Callable[..., Run]:
    """Make a run of a merchant; ``made`` sets when, in its id too."""

    def make(owner: Merchant | None, *, flow: str = "test/walk", made: datetime | None = None, **fields: Any) -> Run:
        now = made or timezone.now()
        given = {"status": Status.SUCCEEDED, "turn": now, "payload": {"subject": "", "note": ""}} | fields
        if given["status"] != Status.QUEUED:
            given.setdefault("started_at", now)
        if given["status"] in ENDED:
            given.setdefault("ended_at", now + timedelta(seconds=2))
        if given["status"] == Status.RUNNING:
            given.setdefault("lease_until", now + timedelta(hours=1))
        pk = first_at(made) if made else uuid7()
        run = Run.objects.create(pk=pk, flow=flow, owner=owner, **given)
        if made:
            Run.objects.filter(pk=pk).update(created_at=made)
        return run

    return make


@pytest.fixture
def failed(run_of) -> Callable[..., Run]:
    """A failed run, with one step that failed after a retry."""

    def make(owner: Merchant | None, code: str = "no_hope", **fields: Any) -> Run:
        run = run_of(owner, status=Status.FAILED, error_code=code, error="It will never work.", **fields)
        entry = {
            "number": 1,
            "at": run.started_at.isoformat(),
            "worker": "w@1",
            "code": code,
            "message": "No.",
            "wait_s": 7,
        }
        Step.objects.create(
            run=run,
            position=0,
            name="first",
            status=Status.FAILED,
            attempts=2,
            started_at=run.started_at,
            ended_at=run.ended_at,
            failures=[entry],
            error_code=code,
            traceback="Traceback: secret place",
        )
        Line.objects.create(run=run, number=1, kind="start", message="Started")
        return run

    return make


@pytest.fixture
def client(client_of, user) -> Client:
    """Signed in as the owner of ``merchant``."""
    return client_of(user)


@pytest.fixture
def staff(make_user, client_of, db) -> Client:
    """Signed in as staff who has no shop."""
    person = make_user("staff@example.com")
    person.is_staff = True
    person.save()
    return client_of(person)

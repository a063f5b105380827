"""What the tests of jobs share. ``work`` does one ticket's worth in this thread; time is moved, never slept."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from jobs import dispatch, engine, process
from jobs import flows as declared
from jobs.flows import Flow
from jobs.models import Event, Run
from tests.jobs import flows


@pytest.fixture(autouse=True)
def fresh_process():
    """No calls counted, not stopping, no broker failure remembered."""
    flows.calls.clear()
    process.go()
    dispatch._paused_until = 0.0
    dispatch._spared.clear()
    yield
    process.go()


@pytest.fixture
def work() -> Callable[..., Run]:
    """Work off one ticket for a run, as ``worker``; the run as it is then."""

    def one_ticket(run: Run, worker: str = "worker-1") -> Run:
        engine.execute(run.pk, worker)
        return Run.objects.get(pk=run.pk)

    return one_ticket


@pytest.fixture
def ends_of() -> Callable[[Run], list[str]]:
    """The statuses with which ``on_end`` of the test flows was called for a run."""

    def statuses(run: Run) -> list[str]:
        ended = Event.objects.filter(name="test/ended").order_by("created_at")
        return [event.data["status"] for event in ended if event.data["run"] == str(run.pk)]

    return statuses


def make_due(run_id: UUID) -> None:
    """Let the time that a waiting run waits for have come."""
    Run.objects.filter(pk=run_id).update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def let_lease_lapse(run_id: UUID) -> None:
    """As if the run's worker had been dead for a while."""
    Run.objects.filter(pk=run_id).update(lease_until=timezone.now() - timedelta(seconds=1))


@pytest.fixture
def redeclare(monkeypatch) -> Callable[..., None]:
    """Declare a flow anew, as a deploy does."""

    def replace(flow: Flow, **fields: Any) -> None:
        known = {name: getattr(flow, name) for name in Flow.__dataclass_fields__ if name != "_"}
        monkeypatch.setitem(declared._registry, flow.name, Flow(**{**known, **fields}))

    return replace

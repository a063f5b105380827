"""Flows that only the tests know. Importing this registers them, in the tests' process and in worker subprocesses."""

import os
import signal
import threading
from collections import defaultdict
from pathlib import Path
from typing import Any, ClassVar

from django.db.models import QuerySet

from jobs import flows
from jobs.context import StepContext
from jobs.errors import StepError
from jobs.flows import FanOut, Flow, Step
from jobs.models import Event, Run, Status
from jobs.payloads import Payload
from jobs.retry import NEVER, Retry

AT_ONCE_AGAIN = Retry(attempts=3, first_wait=0, longest_wait=0)  # retries without waiting, for tests
LATER = Retry(attempts=3, first_wait=3600, longest_wait=3600)  # waits that no test lives to see end


class Walk(Payload):
    event: ClassVar[str] = "test/walk.requested"
    subject: str = ""
    note: str = ""


class Stumble(Payload):
    """A step fails ``times`` times as ``how`` says, then succeeds."""

    event: ClassVar[str] = "test/stumble.requested"
    times: int = 1
    how: str = "busy"
    retry_after_s: float | None = None


class Tour(Payload):
    """A fan-out over ``stops``; a stop named ``bad`` fails."""

    event: ClassVar[str] = "test/tour.requested"
    stops: list[str]


class Stop(Payload):
    event: ClassVar[str] = "test/stop.requested"
    name: str


class Paced(Payload):
    event: ClassVar[str] = "test/paced.requested"
    shop: str


class Busy(StepError):
    """The other side is busy."""

    code = "busy"
    retryable = True


class InLine(StepError):
    """Others were first."""

    code = "in_line"
    retryable = True
    uses_attempt = False


class NoHope(StepError):
    """It will never work."""

    code = "no_hope"


class AllBad(StepError):
    """No stop could be made."""

    code = "all_bad"


class Foreign(Exception):
    """An error of a library that does not know ``jobs`` but carries the same attributes."""

    code = "foreign"
    retryable = True
    retry_after_s = None


calls: defaultdict[str, int] = defaultdict(int)  # how often each step was executed in this process


def first(context: StepContext[Walk]) -> dict[str, Any]:
    calls["first"] += 1
    context.update("first is at work", seen=context.payload.note)
    return {"value": 1}


def second(context: StepContext[Walk]) -> dict[str, Any]:
    calls["second"] += 1
    return {"value": context.results["first"]["value"] + 1}


def third(context: StepContext[Walk]) -> dict[str, Any]:
    calls["third"] += 1
    return {"value": context.results["second"]["value"] + 1}


def leave_a_trace(run: Run) -> None:
    """One event per end, written in the transaction of the end: tests count them."""
    Event.objects.create(name="test/ended", data={"run": str(run.pk), "status": run.status, "code": run.error_code})


ERRORS = {
    "busy": Busy,
    "no_hope": NoHope,
    "foreign": Foreign,
    "bug": ZeroDivisionError,
}


def stumble(context: StepContext[Stumble]) -> dict[str, Any]:
    calls["stumble"] += 1
    asked = context.payload
    if context.attempt <= asked.times:
        kind = ERRORS[asked.how]
        raise kind("not now", retry_after_s=asked.retry_after_s) if issubclass(kind, StepError) else kind("not now")
    return {"attempt": context.attempt}


def visit_all(context: StepContext[Tour]) -> list[Payload]:
    calls["visit_all"] += 1
    return [Stop(name=name) for name in context.payload.stops]


def sum_up(context: StepContext[Tour], children: QuerySet[Run]) -> dict[str, Any]:
    good = children.filter(status=Status.SUCCEEDED).count()
    if not good and context.payload.stops:
        raise AllBad
    return {"good": good, "bad": children.count() - good}


def visit(context: StepContext[Stop]) -> dict[str, Any]:
    if context.payload.name == "bad":
        raise NoHope
    return {"visited": context.payload.name}


def pay(context: StepContext[Paced]) -> dict[str, Any]:
    return {}


WALK = Flow(
    "test/walk",
    on=Walk,
    title="Walk",
    subject=lambda payload: payload.subject,
    steps=(Step(first, title="First", weight=2), Step(second, title="Second"), Step(third, title="Third")),
    on_end=leave_a_trace,
)
STUMBLE = Flow(
    "test/stumble",
    on=Stumble,
    title="Stumble",
    steps=(Step(stumble, title="Stumble", retry=AT_ONCE_AGAIN),),
    on_end=leave_a_trace,
)
TOUR = Flow(
    "test/tour",
    on=Tour,
    title="Tour",
    deadline_s=None,
    queue="bulk",
    steps=(FanOut(visit_all, sum_up, title="Visit", flow="test/stop", counting="%(done)s of %(total)s stops"),),
    on_end=leave_a_trace,
)
STOP = Flow(
    "test/stop",
    on=Stop,
    title="Stop",
    subject=lambda payload: f"stop:{payload.name}",
    steps=(Step(visit, title="Visit", retry=NEVER),),
    on_end=leave_a_trace,
)
PACED = Flow("test/paced", on=Paced, title="Paced", pace=lambda payload: payload.shop, steps=(Step(pay, title="Pay"),))

flows.register(WALK, STUMBLE, TOUR, STOP, PACED)


def third_of_one(context: StepContext[Walk]) -> dict[str, Any]:
    """What a later deploy puts in the place of ``second`` and ``third``."""
    return {"value": context.results["first"]["value"] + 100}


class Crash(Payload):
    event: ClassVar[str] = "test/crash.requested"


class Gate(Payload):
    """The first step lasts until a file is at ``path``."""

    event: ClassVar[str] = "test/gate.requested"
    path: str


def crash(context: StepContext[Crash]) -> dict[str, Any]:
    """What a segmentation fault or the kernel's memory killer does."""
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def stand_at_gate(context: StepContext[Gate]) -> dict[str, Any]:
    context.update("Standing at the gate")
    while not Path(context.payload.path).exists():
        context.check()
        threading.Event().wait(0.02)
    return {}


def go_through(context: StepContext[Gate]) -> dict[str, Any]:
    return {}


flows.register(
    Flow("test/crash", on=Crash, title="Crash", steps=(Step(crash, title="Crash"),), on_end=leave_a_trace),
    Flow(
        "test/gate",
        on=Gate,
        title="Gate",
        steps=(Step(stand_at_gate, title="Stand"), Step(go_through, title="Go")),
    ),
)

"""The flow of the chaos with one side effect outside. Importing this makes it known, here and in workers."""

from typing import Any, ClassVar

import requests

from bench import _chaos_log as journal
from jobs import flows
from jobs.context import StepContext
from jobs.errors import StepError
from jobs.flows import Flow, Step
from jobs.models import Event, Run
from jobs.payloads import Payload
from jobs.retry import STORE_API

FLOW = "chaos/order"
ENDED = "chaos/order.ended"
ANSWER_S = 10.0


class OrderRequested(Payload):
    """Make the order ``key`` at ``receiver``, once."""

    event: ClassVar[str] = "chaos/order.requested"
    key: str
    receiver: str


class ReceiverAway(StepError):
    """The receiver gave no answer; whether it took the order is not known."""

    code = "receiver_away"
    retryable = True


def pack(context: StepContext[OrderRequested]) -> dict[str, Any]:
    context.update("Packing")
    return {"parcel": f"parcel {context.payload.key}"}


def order(context: StepContext[OrderRequested]) -> dict[str, Any]:
    """Look before making it; the key makes one of two that look at the same moment."""
    asked = context.payload
    try:
        found = requests.get(asked.receiver, params={"key": asked.key}, timeout=ANSWER_S)
        if found.status_code == 200:
            return {**found.json(), "found": True}
        context.update("Ordering")
        made = requests.post(asked.receiver, headers={"Idempotency-Key": asked.key}, timeout=ANSWER_S)
    except requests.RequestException as error:
        raise ReceiverAway(str(error)) from error
    return {**made.json(), "found": False}


def note(context: StepContext[OrderRequested]) -> dict[str, Any]:
    return {"parcel": context.results["pack"]["parcel"], "receipt": context.results["order"]["receipt"]}


def ended(run: Run) -> None:
    Event.objects.create(name=ENDED, data={"run": str(run.pk), "status": run.status})


flows.register(
    Flow(
        FLOW,
        on=OrderRequested,
        title="Order",
        subject=lambda payload: f"order:{payload.key}",
        steps=(
            Step(pack, title="Pack"),
            Step(order, title="Order", retry=STORE_API),
            Step(note, title="Note"),
        ),
        on_end=ended,
    )
)
journal.sign_connections()

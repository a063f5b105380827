"""Flows: declared tuples of steps, known by name. A step is a plain function from a context to a JSON object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jobs import payloads
from jobs.models import Queue, Run
from jobs.payloads import Payload
from jobs.retry import NEVER, Retry

if TYPE_CHECKING:
    from jobs.context import StepContext

type Text = str | Promise
type StepFunction = Callable[[StepContext[Any]], Mapping[str, Any]]


COUNTING = _("%(done)s of %(total)s done")


class UnknownFlow(Exception):
    """This deploy declares no flow of that name."""

    code = "unknown_flow"


class FlowExists(Exception):
    """Two flows were registered under one name."""


@dataclass(frozen=True)
class Step:
    """One step. ``run`` may be executed more than once (workers die at any point), so it must be safe to repeat."""

    run: StepFunction
    _: KW_ONLY
    title: Text
    retry: Retry = NEVER
    weight: int = 1

    @property
    def name(self) -> str:
        return self.run.__name__


@dataclass(frozen=True)
class FanOut:
    """A step whose work is done by other runs, one for each payload that ``spawn`` gives.

    The parent waits meanwhile and holds no worker. ``flow`` names the children's flow, which also says their subject;
    where a run for that subject is open already, it is waited for instead of a second one. ``spawn`` is asked again
    when its worker died; what has been spawned is left out then. ``opened(runs)`` is called with some new children at a
    time, in the transaction that writes them. Then ``gather(context, children)`` gives the step's result, or raises
    when the children's ends make a failure of it. ``counting`` words the progress, with ``%(done)s`` and ``%(total)s``.
    """

    spawn: Callable[[StepContext[Any]], Iterable[Payload]]
    gather: Callable[[StepContext[Any], QuerySet[Run]], Mapping[str, Any]]
    _: KW_ONLY
    title: Text
    flow: str
    retry: Retry = NEVER
    weight: int = 1
    counting: Text = COUNTING
    opened: Callable[[Sequence[Run]], None] | None = None

    @property
    def name(self) -> str:
        return self.spawn.__name__


def no_subject(payload: Any) -> str:
    """The subject of flows that may run any number of times at once."""
    return ""


@dataclass(frozen=True)
class Flow:
    """What happens when a payload of type ``on`` is emitted.

    ``deadline_s``: seconds from the first start to the end, waits included; None for parents of fan-outs.
    ``subject``: what it works on; only one run of a flow is open for a subject (``is_owners``: for each owner, whose id
    joins the subject, for payloads that do not name one). ``pace``: runs with the same key share
    a pace (a shop's domain). ``on_end(run)`` is called inside the transaction that ends a run, however it ends;
    ``on_rerun(run)`` inside the one that starts it again. ``say(code)`` gives people's sentence for its own codes.
    ``starts_by_hand(owner)`` gives the payload of a run that a "Start" button begins for ``owner``, or None when there
    is nothing to start for them; flows without it have no such button. ``starts_at()`` gives the address of the page
    where a person says what is to be started, for flows that cannot begin without being told.
    """

    name: str
    _: KW_ONLY
    on: type[Payload]
    steps: tuple[Step | FanOut, ...]
    title: Text
    deadline_s: float | None = 600
    queue: Queue = Queue.DEFAULT
    subject: Callable[[Any], str] = no_subject
    pace: Callable[[Any], str] = no_subject
    on_end: Callable[[Run], None] | None = None
    on_rerun: Callable[[Run], None] | None = None
    say: Callable[[str], Text] | None = None
    starts_by_hand: Callable[[Any], Payload | None] | None = None
    starts_at: Callable[[], str] | None = None
    is_owners: bool = False

    def subject_for(self, payload: Payload, owner_id: Any) -> str:
        """The subject of a run for ``owner_id``; empty where any number may be open."""
        subject = self.subject(payload)
        return f"{subject}:{owner_id}" if subject and self.is_owners else subject

    def __post_init__(self) -> None:
        names = [step.name for step in self.steps]
        if not names or len(set(names)) < len(names):
            raise ValueError(f"{self.name}: a flow needs steps, each with a name of its own")
        if sum(isinstance(step, FanOut) for step in self.steps) > 1:
            raise ValueError(f"{self.name}: a flow may have one fan-out")


_registry: dict[str, Flow] = {}


def register(*flows: Flow) -> None:
    """Make flows known by name, and their payloads as events. Raises FlowExists."""
    for flow in flows:
        if _registry.setdefault(flow.name, flow) is not flow:
            raise FlowExists(flow.name)
        payloads.declare(flow.on)


def get(name: str) -> Flow:
    """The flow of that name. Raises UnknownFlow."""
    try:
        return _registry[name]
    except KeyError:
        raise UnknownFlow(f"This deploy knows no flow {name!r}.") from None


def known() -> dict[str, Flow]:
    """All flows, by name."""
    return dict(_registry)


def started_by(kind: type[Payload]) -> list[Flow]:
    """The flows that a payload of exactly this type starts."""
    return [flow for flow in _registry.values() if flow.on is kind]

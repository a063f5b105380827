"""What the engine's API takes and gives. The names are stable."""

from datetime import datetime
from typing import Annotated, Any, Literal, cast
from uuid import UUID

from ninja import Path, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from jobs import payloads
from jobs.api import outside

type JobState = Literal["queued", "started", "finished", "failed"]
type RunState = Literal["QUEUED", "RUNNING", "WAITING", "SUCCEEDED", "FAILED", "CANCELLED"]

JobId = Annotated[str, Path(), WithJsonSchema({"type": "string", "format": "uuid"})]
Cursor = Annotated[str, Query(description="`next_cursor` of the page before.", max_length=300)]
Limit = Annotated[int, Query(description="How many at most.", ge=1, le=100)]


EVENT_STREAM: dict[str, Any] = {
    "text/event-stream": {
        "schema": {
            "type": "object",
            "required": ["data"],
            "properties": {
                "id": {"type": "string", "description": "Number of the frame, to resume after."},
                "data": {
                    "type": "string",
                    "description": "JSON: `event`, `message`, and what belongs to the event.",
                },
            },
        }
    }
}


class Body(BaseModel):
    """What is sent to us: nothing undeclared gets through."""

    model_config = ConfigDict(extra="forbid")


class Polling(BaseModel):
    """How often to ask for the status, and when to give up."""

    intervalMs: int = 2000
    maxAttempts: int = 150


class Accepted(BaseModel):
    """Work that was taken on. Follow it by `stream_url`, or ask `status_url` as `polling` says."""

    job_id: UUID
    status: JobState
    stream_url: str = Field(examples=["/api/v1/jobs/0199c4f0-7f4e-7c39-8a2b-6f1f2f9f0c11/stream"])
    status_url: str = Field(examples=["/api/v1/jobs/0199c4f0-7f4e-7c39-8a2b-6f1f2f9f0c11/status"])
    message: str = Field(examples=["Queued. Place in the queue: 3."])
    polling: Polling = Polling()


class JobStep(BaseModel):
    name: str
    title: str
    status: RunState
    attempts: int
    started_at: datetime | None
    ended_at: datetime | None
    error_code: str | None


class JobStatus(BaseModel):
    """How far a job is."""

    job_id: UUID
    status: JobState
    flow: str
    created_at: datetime
    enqueued_at: datetime | None = Field(description="When it was last handed to the workers.")
    started_at: datetime | None
    ended_at: datetime | None
    progress: int | None = Field(ge=0, le=100, description="Percent, by the weights of the steps.")
    completed_steps: int
    total_steps: int
    steps: list[JobStep]
    position_in_queue: int | None = Field(description="From 1, while queued. 1,000 stands for more as well.")
    worker_name: str | None = Field(description="While started.")
    next_attempt_at: datetime | None = Field(description="While it waits for a retry.")
    cancel_requested: bool = Field(description="It was asked to stop and will at the next step.")
    error: str | None = Field(description="What went wrong, a sentence.")
    error_code: str | None


class JobResult(BaseModel):
    """`result` is null until the job is finished; `error` stands here when it failed."""

    job_id: UUID
    status: JobState
    result: dict[str, Any] | None
    error: str | None = None
    error_code: str | None = None


class JobItem(BaseModel):
    job_id: UUID
    status: JobState
    flow: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    error: str | None
    error_code: str | None
    status_url: str


class JobPage(BaseModel):
    jobs: list[JobItem]
    next_cursor: str | None = Field(description="Null on the last page.")


def _step(value: object) -> int | str:
    """A place as JSON writes it (2 or 2.0, but not true), or a name."""
    if isinstance(value, str) and len(value) <= 80:
        return value
    is_place = isinstance(value, int | float) and not isinstance(value, bool) and value in range(1001)
    if not is_place:
        raise ValueError("Give a step's name, or its place from 0.")
    return int(cast(float, value))


FromStep = Annotated[
    int | str,
    BeforeValidator(_step),
    WithJsonSchema(
        {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 1000}, {"type": "string", "maxLength": 80}]}
    ),
]


class Rerun(Body):
    """Where to begin: the name of a step, or its place counted from 0. The results of the steps before are kept."""

    from_step: FromStep = 0


class RunStep(JobStep):
    """`failures` has an entry for each failed attempt: number, at, worker, code, message, wait_s."""

    error: str | None
    result: dict[str, Any] | None
    failures: list[dict[str, Any]]


class RunItem(BaseModel):
    id: UUID
    flow: str
    title: str
    status: RunState
    queue: str
    subject: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    error: str | None
    error_code: str | None


class RunDetail(RunItem):
    """A run with its steps, what it was given and what it gave. Secrets are masked."""

    event_id: UUID | None
    parent_id: UUID | None
    rerun_of: UUID | None
    worker_name: str | None
    next_attempt_at: datetime | None
    children_total: int
    children_open: int
    input: dict[str, Any]
    output: dict[str, Any] | None
    steps: list[RunStep]


class RunPage(BaseModel):
    runs: list[RunItem]
    next_cursor: str | None


def _each_event(schema: dict[str, Any]) -> None:
    """For each event that may come from outside: its name, and what its data is."""
    known = payloads.declared()
    schema["oneOf"] = [
        {"properties": {"name": {"const": name}, "data": known[name].model_json_schema(by_alias=True)}}
        for name in sorted(known)
        if outside.door_for(name)
    ]


class EventIn(Body):
    """An event. With an `id` it may be sent again: the second time gives the first answer."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_each_event)

    id: UUID | None = None
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    data: dict[str, Any]
    metadata: dict[str, Any] = {}


class EventAnswer(BaseModel):
    event_id: UUID
    run_ids: list[UUID]


class EventItem(BaseModel):
    id: UUID
    name: str
    created_at: datetime
    metadata: dict[str, Any]


class EventRun(BaseModel):
    id: UUID
    status: RunState
    function_id: str
    started_at: datetime | None
    ended_at: datetime | None


class EventRuns(BaseModel):
    runs: list[EventRun]
    eventId: UUID

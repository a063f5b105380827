"""Whether the service lives, and behind ``?deep=1`` whether everything that it needs does."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import BaseModel, Field

from jobs import health as machinery
from jobs.api.problems import ErrorBody

router = Router(tags=["Health"])


class Health(BaseModel):
    status: str = Field(examples=["healthy"])
    service: str = Field(examples=["wared"])


class Checks(BaseModel):
    database: bool
    broker: bool
    workers: int = Field(description="Workers that showed a sign of life within the last minute.")
    queues: dict[str, bool] = Field(description="Whether somebody drains the queue.")


class DeepHealth(Health):
    checks: Checks


class Unhealthy(DeepHealth):
    detail: str
    code: str
    gone: list[str] = Field(description="`database`, `broker`, `workers`, `queue:NAME`", examples=[["workers"]])


@router.get(
    "/health",
    auth=None,
    response={200: Health | DeepHealth, 422: ErrorBody, 503: Unhealthy},
    summary="Whether the service lives",
)
def health(request: HttpRequest, deep: bool = False) -> Status[Health]:
    """No key is needed. `?deep=1` also looks at database, broker and workers, and answers 503 when one is gone.

    That answer may be five seconds old.
    """
    if not deep:
        return Status(200, Health(status="healthy", service="wared"))
    facts = machinery.kept_facts()
    checks = Checks(
        database=facts.database,
        broker=facts.broker,
        workers=len(facts.workers),
        queues={queue.name: queue.is_drained for queue in facts.queues},
    )
    if facts.is_healthy:
        return Status(200, DeepHealth(status="healthy", service="wared", checks=checks))
    sentence = _("Gone: %(names)s.") % {"names": ", ".join(facts.gone)}
    gone = list(facts.gone)
    return Status(
        503,
        Unhealthy(status="unhealthy", service="wared", checks=checks, detail=sentence, code="unavailable", gone=gone),
    )

"""The stream of one job as Server-Sent Events, and passes to it for pages elsewhere."""

from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from ninja.security.base import AuthBase
from pydantic import AwareDatetime

from jobs.api import shown
from jobs.api.access import ApiRequest, may
from jobs.api.problems import Problem, answers
from jobs.api.schemas import EVENT_STREAM, JobId
from jobs.models import Run
from jobs.stream import tokens, viewers
from jobs.stream.frames import CONTENT_TYPE, HEADERS
from jobs.visible import shown_runs, visible_run

router = Router(tags=["Jobs"])

BAD_TOKEN = ("bad_token", _("This token is wrong, too old, or for another job. Ask for a new one."))
NOT_FOUND = ("job_not_found", _("Job not found or expired"))
ELSEWHERE = ("served_elsewhere", _("Streams of open jobs are served by the “streams” process; see docs/deploying.md."))
OPEN_TO_ALL = {"Access-Control-Allow-Origin": "*"}  # the token itself is the permission, and no cookies are sent
OPENAPI: dict[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": "Last-Event-ID",
            "schema": {"type": "string"},
            "description": "Go on after the frame with this `id`. Anything else than a frame's id: from the start.",
        }
    ],
    "responses": {
        200: {
            "description": "Frames: `id: N`, then `data:` with `event` (start, reading, update, complete, error), "
            "`message` and more. The stream ends after `complete` or `error`.",
            "content": EVENT_STREAM,
        },
        204: {"description": "Nothing comes after `Last-Event-ID`: the job has ended, and you have seen it all."},
    },
}


class StreamToken(AuthBase):
    """``?token=``: a pass to the stream of one job. A wrong one is refused, even beside a good session."""

    openapi_type = "apiKey"
    openapi_in = "query"
    openapi_name = "token"
    openapi_description = "A pass to this stream alone, from `POST /jobs/{job_id}/token`."

    def __call__(self, request: HttpRequest) -> Any:
        token = request.GET.get("token")
        if token is None:
            return None
        job_id = str(request.resolver_match.kwargs["job_id"]) if request.resolver_match else ""
        try:
            tokens.check(token, job_id)
        except tokens.BadToken as error:
            raise Problem(401, *BAD_TOKEN, headers=OPEN_TO_ALL) from error
        return token


class TokenBody(Schema):
    """A pass to one job's stream."""

    token: str
    expires_at: AwareDatetime
    stream_url: str


@router.get(
    "/jobs/{job_id}/stream",
    auth=[StreamToken(), *may("read")],
    response=answers({}, 404, 421),
    openapi_extra=OPENAPI,
    summary="Watch a job",
)
async def stream(request: ApiRequest, job_id: JobId) -> HttpResponseBase:
    """Server-Sent Events: all that has happened so far, then what happens, until the job has ended."""
    run = await sync_to_async(_run)(request, job_id)
    response = _answer(request, run)
    headers = HEADERS | (OPEN_TO_ALL if "token" in request.GET else {})
    for name, value in headers.items():
        response.headers[name] = value
    return response


def _run(request: ApiRequest, job_id: str) -> Run:
    """The job, for its owner or for whoever has a token for it. Raises 404."""
    run = _by_id(job_id) if "token" in request.GET else visible_run(request.owner, job_id)
    if run is None:
        raise Problem(404, *NOT_FOUND)
    return run


def _by_id(job_id: str) -> Run | None:
    return shown_runs().filter(pk=UUID(job_id)).first()


def _answer(request: HttpRequest, run: Run) -> HttpResponseBase:
    after, language = _resume_after(request, run), get_language() or ""
    if run.ended_at and after == run.last_line:
        return HttpResponse(status=204, content_type=CONTENT_TYPE)  # tells an EventSource not to come again
    if isinstance(request, ASGIRequest):
        return StreamingHttpResponse(viewers.watch(run.pk, after, language), content_type=CONTENT_TYPE)
    if run.ended_at:
        return StreamingHttpResponse(viewers.replay(run.pk, after, language), content_type=CONTENT_TYPE)
    raise Problem(421, *ELSEWHERE)  # here it would hold a thread for as long as somebody watches


def _resume_after(request: HttpRequest, run: Run) -> int:
    """The number to go on after; 0, from the start, for what is no number or one that this job has not reached."""
    given = request.headers.get("Last-Event-ID", "")
    if not (given.isascii() and given.isdecimal() and len(given) < 10):
        return 0
    return int(given) if int(given) <= run.last_line else 0


@router.post(
    "/jobs/{job_id}/token",
    auth=may("read"),
    response=answers({200: TokenBody}, 404),
    summary="Let a page elsewhere watch a job",
)
def token(request: ApiRequest, job_id: JobId) -> TokenBody:
    """A short-lived pass to the stream of this job alone: an EventSource cannot send headers, and a key must not be in
    a page. Append it to the stream's address, as `stream_url` here does."""
    run = _run(request, job_id)
    text = tokens.make(run.pk)
    return TokenBody(
        token=text,
        expires_at=timezone.now() + tokens.lifetime(),
        stream_url=f"{shown.job_path(run, 'stream')}?token={text}",
    )

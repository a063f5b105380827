"""The one shape in which the API says that something did not work: ``{"detail", "code", "fields"?}``."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

type Text = str | Promise


class ErrorBody(BaseModel):
    """Every answer of 400 and above."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"detail": "Job not found or expired", "code": "job_not_found"}}
    )

    detail: str = Field(description="What happened, a sentence for people, in the language of `Accept-Language`.")
    code: str = Field(description="What happened, for programs. It does not change.")
    fields: dict[str, str] = Field(default_factory=dict, description="Left out unless single fields are wrong.")


class Problem(Exception):
    """The request ends with an error. Raise it anywhere below an operation."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: Text,
        *,
        fields: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.detail = detail
        self.fields = fields
        self.headers = headers


# Code and sentence of a status for which nobody said more.
USUAL: dict[int, tuple[str, Text]] = {
    400: ("bad_request", _("The request cannot be understood.")),
    401: ("not_authenticated", _("Give a valid API key: “Authorization: Bearer KEY”.")),
    403: ("forbidden", _("You may not do this.")),
    404: ("not_found", _("There is nothing at this address.")),
    405: ("method_not_allowed", _("This address does not know that method.")),
    409: ("conflict", _("This does not fit the present state.")),
    413: ("body_too_large", _("The body is too large.")),
    415: ("unsupported_media_type", _("Send the body as application/json.")),
    422: ("invalid_input", _("Some fields are wrong.")),
    429: ("too_many_requests", _("Too many requests. Wait a little.")),
    500: ("internal_error", _("Something unexpected went wrong on our side.")),
    503: ("unavailable", _("The service is not available now.")),
}


def problem(status: int, *, fields: Mapping[str, str] | None = None) -> Problem:
    """The usual problem of ``status``."""
    code, detail = USUAL.get(status, USUAL[500 if status >= 500 else 400])
    return Problem(status, code, detail, fields=fields)


def invalid(**fields: Text) -> Problem:
    """422: these fields are wrong, each for the reason given."""
    return problem(422, fields={name: str(reason) for name, reason in fields.items()})


def answer(found: Problem) -> JsonResponse:
    """``found`` as a response."""
    body: dict[str, Any] = {"detail": str(found.detail), "code": found.code}
    if found.fields:
        body["fields"] = dict(found.fields)
    headers = dict(found.headers or {})
    if found.status == 401:
        headers.setdefault("WWW-Authenticate", 'Bearer realm="Wared"')
    return JsonResponse(body, status=found.status, headers=headers, json_dumps_params={"ensure_ascii": False})


def answers(good: Mapping[int, Any], *more: int) -> dict[int, Any]:
    """The ``response=`` of an operation: its good answers, and the errors that it may give.

    Those of every operation behind a key are always among them.
    """
    statuses: Iterable[int] = sorted({401, 403, 422, 429, *more} - set(good))
    return {**good, **dict.fromkeys(statuses, ErrorBody)}


WITH_BODY = (400, 413, 415)  # what every operation with a body may answer besides

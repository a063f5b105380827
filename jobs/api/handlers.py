"""Whatever is raised below an operation, as an answer in the one shape."""

import json
import logging
import re
from math import isfinite
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, RawPostDataException, UnreadablePostError
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from jobs.api.problems import Problem, answer, problem

log = logging.getLogger(__name__)

DEEPEST = 60  # levels of a body; what is nested deeper was made to hurt
UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # NUL and halves of characters, which PostgreSQL does not take
TOO_DEEP = _("The body is nested too deeply.")
TOO_LARGE = _("A number is too large.")
NOT_JSON = ("invalid_json", _("The body is not valid JSON."))


def install(api: NinjaAPI) -> None:
    """Make ``api`` answer every exception in the one shape."""
    api.add_exception_handler(Problem, _problem)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(Http404, lambda request, error: answer(problem(404)))
    api.add_exception_handler(PermissionDenied, lambda request, error: answer(problem(403)))
    api.add_exception_handler(RequestDataTooBig, lambda request, error: answer(problem(413)))
    api.add_exception_handler(RawPostDataException, lambda request, error: answer(problem(415)))
    api.add_exception_handler(SuspiciousOperation, lambda request, error: answer(problem(400)))
    api.add_exception_handler(UnreadablePostError, lambda request, error: answer(problem(400)))
    api.add_exception_handler(Exception, _unexpected)


class JsonParser(Parser):
    """Reads bodies, and keeps out what is JSON to Python but to no database.

    Raises ValueError; Problem 413 for a body that hid its length, 422 for depths and numbers that cannot be stored.
    """

    def parse_body(self, request: HttpRequest) -> Any:
        if len(request.body) > settings.JOBS_API_BODY_LIMIT_BYTES:
            raise problem(413)
        return _cleaned(json.loads(request.body, parse_constant=_refuse_constant))


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _cleaned(value: Any, depth: int = 0) -> Any:
    """``value`` with a mark in the place of each character that cannot be stored, as in the form."""
    if depth > DEEPEST:
        raise Problem(422, "invalid_input", TOO_DEEP)
    if isinstance(value, dict):
        return {_cleaned(name): _cleaned(item, depth + 1) for name, item in value.items()}
    if isinstance(value, list):
        return [_cleaned(item, depth + 1) for item in value]
    if isinstance(value, str):
        return UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, float) and not isfinite(value):
        raise Problem(422, "invalid_input", TOO_LARGE)
    return value


def _problem(request: HttpRequest, error: Problem | type[Problem]) -> HttpResponse:
    """``error`` is always an instance; ninja's types say that it may be a class."""
    return answer(cast(Problem, error))


def _invalid(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    """422; ``fields`` names each wrong field by its place in the body, the query or the path."""
    return answer(
        problem(422, fields={_place(item["loc"]): item["msg"] for item in cast(ValidationError, error).errors})
    )


def _place(loc: tuple[str | int, ...]) -> str:
    """``("body", "payload", "source_url")`` as ``source_url``: the source and our own parameter's name say nothing."""
    source, *rest = map(str, loc)
    shown = rest[1:] if source == "body" else rest
    return ".".join(shown) or source


def _http_error(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    """What ninja itself refuses: no key, or a body that is not JSON."""
    if isinstance(cause := cast(HttpError, error).__cause__, Problem):  # said by our parser
        return answer(cause)
    status = cast(HttpError, error).status_code
    return answer(Problem(400, *NOT_JSON) if status == 400 else problem(status))


def _unexpected(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """A bug: in the log with its traceback, and told to whoever watches Django's signal."""
    got_request_exception.send(sender=None, request=request)
    log.error("%s %s failed", request.method, request.path, exc_info=cast(Exception, error))
    return answer(problem(500))

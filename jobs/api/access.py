"""Who may call an operation. How callers prove themselves is the owner model's business: ``JOBS_API_AUTH`` names it."""

from collections.abc import Callable
from typing import Any, Literal, cast

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.module_loading import import_string

type Scope = Literal["read", "write", "publish"]
type Auth = list[Callable[[HttpRequest], Any]]


class ApiRequest(HttpRequest):
    """A request past ``may``: its owner is known."""

    owner: models.Model
    api_key: Any


def may(scope: Scope) -> Auth:
    """The ``auth=`` of an operation whose callers need ``scope``."""
    return cast(Auth, import_string(settings.JOBS_API_AUTH)(scope))

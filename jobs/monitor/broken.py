"""A query that failed says so: it never reads as "no results"."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpResponse
from django.shortcuts import render

from jobs.monitor.access import RunsRequest, View

PARTS = ("runs", "story")  # ids of the fragments that ask for themselves

log = logging.getLogger(__name__)


def says_when_it_fails[**P](template: str) -> Callable[[View[P]], View[P]]:
    """Show ``template`` with a notice in place of what could not be read. It must need no further query."""

    def decorate(view: Callable[Concatenate[RunsRequest, P], HttpResponse]) -> View[P]:
        @wraps(view)
        def guarded(request: RunsRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except (DatabaseError, InterfaceError):
                log.exception("The monitor could not read what it shows at %s", request.path)
                connection.close_if_unusable_or_obsolete()
                return _notice(request, template)

        return guarded

    return decorate


def _notice(request: RunsRequest, template: str) -> HttpResponse:
    """A fragment is answered with 200, since htmx would throw the notice of a 503 away; it goes on polling."""
    part = bool(request.htmx) and not request.htmx.history_restore_request
    asked = request.get_full_path()
    part_id = request.htmx.target if request.htmx.target in PARTS else PARTS[0]
    context: dict[str, object] = {"again_url": asked, "page_url": asked, "part_id": part_id}
    context["unread_count"] = 0  # the head of the page would ask for it
    name = "jobs/parts/broken.html" if part else template
    return render(request, name, context, status=200 if part else 503)

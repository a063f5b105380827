"""The two ways in which the application is served."""

import asyncio
import io
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from config import asgi, wsgi


def where(request: HttpRequest) -> HttpResponse:
    """The thread's own object for the database connection tells threads apart."""
    return HttpResponse(str(id(connections["default"])))


urlpatterns = [path("where", where)]


def scope(path: str) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 50000),
    }


async def get(path: str) -> tuple[int, bytes]:
    visitor = ApplicationCommunicator(asgi.application, scope(path))
    await visitor.send_input({"type": "http.request", "body": b""})
    start, body = await visitor.receive_output(5), await visitor.receive_output(5)
    return start["status"], body["body"]


async def many(count: int) -> list[tuple[int, bytes]]:
    return await asyncio.gather(*(get("/where") for _ in range(count)))


@pytest.mark.django_db  # a request looks after the connections that earlier ones left
@override_settings(ROOT_URLCONF=__name__)
def test_all_requests_of_one_asgi_process_share_one_thread_and_its_connection() -> None:
    answers = asyncio.run(many(20))

    assert {status for status, _ in answers} == {200}
    assert len({body for _, body in answers}) == 1


def test_a_web_socket_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="websocket"):
        asyncio.run(asgi.application({"type": "websocket"}, None, None))


@pytest.mark.django_db
def test_pages_are_served_by_wsgi_as_well() -> None:
    status: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/nowhere",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
    }

    b"".join(wsgi.application(environ, lambda line, headers: status.append(line)))

    assert status == ["404 Not Found"]

"""Lines of the log: what they are about, as text and as JSON; and errors that go to Sentry."""

import dataclasses
import gzip
import io
import json
import logging
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.urls import resolve

from config import logs
from config.local import BASE_DIR
from jobs import engine, flows
from jobs.about import About, about, known, note
from jobs.flows import Step
from jobs.middleware import MetricsMiddleware
from jobs.service import emit
from tests.config.running import environment
from tests.jobs.flows import PACED, Paced
from tests.support.http import Asked, Site


@pytest.fixture
def written():
    """A logger that writes with a formatter; gives what it wrote."""

    def write(formatter: logging.Formatter, say) -> str:
        handler = logging.StreamHandler(io.StringIO())
        handler.setFormatter(formatter)
        handler.addFilter(About())
        handler.addFilter(logs.WithoutSecrets())
        root = logging.getLogger()
        root.addHandler(handler)
        try:
            say()
        finally:
            root.removeHandler(handler)
        return handler.stream.getvalue()

    return write


def unpacked(asked: Asked) -> bytes:
    """What Sentry's client sent: it takes brotli where that is installed."""
    if asked.headers.get("content-encoding") == "br":
        return pytest.importorskip("brotli").decompress(asked.body)
    return gzip.decompress(asked.body)


def failing() -> None:
    with about(run="r1", merchant=None, domain="shop.test"):
        note(step="fetch")
        try:
            raise ValueError("دلة")
        except ValueError:
            logging.getLogger("some.place").exception("It broke")


def test_a_json_line_says_what_it_is_about(written):
    line = json.loads(written(logs.JsonLine(), failing))

    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "some.place", "It broke")
    assert (line["run"], line["domain"], line["step"]) == ("r1", "shop.test", "fetch")
    assert "merchant" not in line
    assert line["error"].endswith("ValueError: دلة")
    assert known() == {}


def test_a_text_line_says_it_in_brackets(written):
    assert "It broke [run=r1 domain=shop.test step=fetch]\n" in written(logs.TextLine(), failing)


@pytest.mark.django_db
def test_what_a_step_logs_names_its_run_merchant_and_domain(written, merchant, monkeypatch):
    def pay(context):
        logging.getLogger("some.place").warning("paying")
        return {}

    flow = dataclasses.replace(PACED, steps=(Step(pay, title="Pay"),))
    monkeypatch.setitem(flows._registry, flow.name, flow)
    run = emit(Paced(shop="shop.test"), owner=merchant).run

    line = json.loads(written(logs.JsonLine(), lambda: engine.execute(run.pk, "worker-1")))

    assert (line["run"], line["merchant"], line["domain"]) == (str(run.pk), str(merchant.pk), "shop.test")
    assert (line["flow"], line["step"]) == ("test/paced", "pay")


def test_a_format_that_does_not_exist_stops_the_start():
    with pytest.raises(ImproperlyConfigured, match="LOG_FORMAT is 'xml'"):
        logs.formatter("xml")


def test_errors_reach_sentry_with_what_they_are_about_and_without_local_variables(tmp_path):
    site = Site()
    site.route("/api/7/envelope/", lambda answer: answer.write(b"{}", Content_Type="application/json"))
    program = (
        "import django, logging; django.setup(); from jobs.about import about\n"
        "def fail(password):\n    raise ValueError('no luck')\n"
        "with about(run='r1', merchant='m1'):\n"
        "    try:\n        fail('s3' + 'cret')\n"
        "    except ValueError:\n        logging.getLogger('x').exception('It broke')\n"
        "import sentry_sdk; sentry_sdk.flush(10)"
    )
    dsn = f"http://key@127.0.0.1:{site.port}/7"
    given = {"SECRET_KEY": "x", "SENTRY_DSN": dsn, "DJANGO_SETTINGS_MODULE": "config.settings"}
    try:
        subprocess.run(
            [sys.executable, "-c", program], cwd=BASE_DIR, env=environment(tmp_path, **given), check=True, timeout=120
        )
    finally:
        site.close()

    (asked,) = [asked for asked in site.asked if asked.path == "/api/7/envelope/"]
    body = unpacked(asked)
    assert b"no luck" in body
    assert b'"merchant":"m1"' in body.replace(b'": "', b'":"')
    assert b"s3cret" not in body


def test_no_secret_of_an_address_gets_into_the_log(client, db, written):
    line = written(logs.TextLine(), lambda: client.get("/feeds/known-to-google-alone.csv"))

    assert "Not Found: /feeds/….csv" in line
    assert "known-to-google-alone" not in line


def test_lines_of_a_request_are_about_its_route(rf):
    request, seen = rf.get("/feeds/known-to-google-alone.csv"), []
    request.resolver_match = resolve(request.path)

    def answer(request: HttpRequest) -> HttpResponse:
        middleware.process_view(request)
        seen.append(known())
        return HttpResponse()

    middleware = MetricsMiddleware(answer)
    middleware(request)

    assert seen == [{"route": "feeds/<str:secret>.<slug:ending>"}]

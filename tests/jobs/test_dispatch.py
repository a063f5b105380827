"""A broker that is down, silent or emptied delays runs; it never holds up or breaks a web request."""

import socket
import time

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from jobs import dispatch, process
from jobs.models import Run
from jobs.service import emit, emit_many
from tests.jobs.flows import Walk
from tests.support import worker

pytestmark = pytest.mark.django_db(transaction=True)


def submit(request) -> HttpResponse:
    """What a form's view does."""
    emit(Walk(), queue="interactive")
    return HttpResponse(status=302)


@pytest.fixture(params=["redis", "amqp"])
def scheme(request):
    return {"redis": "redis://127.0.0.1:{}/0", "amqp": "amqp://guest:guest@127.0.0.1:{}//"}[request.param]


ENOUGH_S = 10.0  # on a busy machine; the libraries alone would take half a minute


def post() -> float:
    """Seconds that posting the form takes."""
    began = time.monotonic()
    assert submit(RequestFactory().post("/import")).status_code == 302
    return time.monotonic() - began


def test_a_form_posts_quickly_while_the_broker_refuses(scheme):
    with worker.using_broker(scheme.format(worker.free_port())):
        assert post() < ENOUGH_S

    assert Run.objects.get().enqueued_at is None


def test_a_form_posts_quickly_while_the_broker_is_silent(scheme):
    silent = socket.create_server(("127.0.0.1", 0))  # takes the connection and never says a word
    with silent, worker.using_broker(scheme.format(silent.getsockname()[1])):
        assert post() < ENOUGH_S

    assert Run.objects.get().enqueued_at is None


def test_after_a_failure_the_broker_is_left_alone_for_a_while(scheme, caplog):
    with worker.using_broker(scheme.format(worker.free_port())):
        emit_many([Walk() for _ in range(20)])
        post()

    assert [record.name for record in caplog.records].count("jobs.dispatch") == 1
    assert not Run.objects.filter(enqueued_at__isnull=False).exists()


def test_nothing_is_sent_where_nobody_would_hear_it():
    assert dispatch.is_memory()
    assert not process.is_consuming()

    assert emit(Walk()).run.enqueued_at is None


def test_tickets_reach_the_queue_of_the_run():
    with worker.redis_broker() as address, worker.using_broker(address):
        run = emit(Walk(), queue="bulk").run
        queued = worker.messages(address)

    assert queued == {"bulk": 1}
    assert run.enqueued_at is not None


def test_a_publisher_goes_on_after_its_broker_was_emptied():
    with worker.redis_broker() as address, worker.using_broker(address):
        emit(Walk(), queue="bulk")
        worker.empty(address)
        emit(Walk(), queue="bulk")
        queued = worker.messages(address)

    assert queued == {"bulk": 1}

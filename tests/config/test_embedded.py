"""Two workers in one process must not share what Celery keeps once for a process."""

import pytest
from celery import current_app
from kombu.asynchronous import set_event_loop

from config.embedded import OwnLoop
from tests.support import worker

pytestmark = pytest.mark.django_db


def test_each_worker_of_one_process_has_an_event_loop_of_its_own(tmp_path):
    with worker.redis_broker() as broker, worker.using_broker(broker):
        app = current_app._get_current_object()
        try:
            one, other = (
                OwnLoop(app=app, hostname=name, pool="threads", queues=["default"]) for name in ("a@x", "b@x")
            )
            assert one.hub is not None
            assert one.hub is not other.hub
        finally:
            set_event_loop(None)

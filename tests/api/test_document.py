"""The OpenAPI document against the application: schemathesis asks every operation what it says it takes, and more."""

from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig

from config.wsgi import application
from jobs.models import Run, Status
from jobs.service import emit
from products.api import live
from scraping.errors import PageNotFound
from tests.api.test_health import all_well
from tests.jobs.flows import Walk
from tests.products.conftest import product_of  # noqa: F401 - a fixture

PROJECT = ProjectConfig(generation=GenerationConfig(deterministic=True))
CONFIG = SchemathesisConfig(seed=1, projects=ProjectsConfig(default=PROJECT))
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, config=CONFIG)


@pytest.fixture
def open_connection():
    """A real request ends with its connection, and the test's transaction would end with it; as Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def ids(merchant, product_of, monkeypatch) -> dict[str, str]:  # noqa: F811
    """Something of the caller's behind every id; the machinery is well; pages are not fetched."""
    all_well()
    ended, queued = (emit(Walk(note=note), owner=merchant) for note in "ab")
    Run.objects.filter(pk=ended.run.pk).update(status=Status.SUCCEEDED, result={}, ended_at=ended.run.created_at)

    def gone(self: live._Reading) -> None:
        raise PageNotFound

    monkeypatch.setattr(live._Reading, "_page", gone)
    return {
        "job_id": str(queued.run.pk),
        "run_id": str(ended.run.pk),
        "event_id": str(ended.event.pk),
        "product_id": str(product_of(merchant).pk),
    }


@schema.parametrize()
@settings(
    max_examples=4,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@pytest.mark.django_db
def test_every_operation_keeps_its_word(case: Any, open_connection, ids, merchant, key_of, settings):
    settings.API_PER_MINUTE = 0
    for name, given in (case.path_parameters or {}).items():
        if _is_even(given):
            is_stream = case.path.endswith("/stream")  # of open jobs, they are served under ASGI only
            case.path_parameters[name] = ids["run_id" if is_stream else name]

    case.call_and_validate(headers={"Authorization": f"Bearer {key_of(merchant)}"})


def _is_even(text: object) -> bool:
    """Half of the well-formed ids are put in the place of the caller's own."""
    try:
        return UUID(str(text)).int % 2 == 0
    except ValueError:
        return False

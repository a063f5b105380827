"""A model on loopback, set up as the operator would."""

from collections.abc import Iterator

import pytest

from tests.support.model import Model, model_endpoint


@pytest.fixture
def model(settings) -> Iterator[Model]:
    with model_endpoint() as endpoint:
        settings.AI = endpoint.endpoint()
        yield endpoint

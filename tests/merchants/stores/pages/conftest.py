"""People at Settings, Stores, and what they press there and at the platform."""

from urllib.parse import urlsplit

import pytest
import requests

from jobs.models import OPEN, Run
from jobs.wait import work_off


@pytest.fixture
def client(client_of, user):
    return client_of(user)


@pytest.fixture
def viewer(make_user, merchant, client_of):
    return client_of(make_user("viewer@example.com", merchant, "viewer"))


@pytest.fixture
def editor(make_user, merchant, client_of):
    return client_of(make_user("editor@example.com", merchant, "editor"))


@pytest.fixture
def work_all():
    def work() -> None:
        while ids := list(Run.objects.filter(status__in=OPEN).values_list("pk", flat=True)):
            work_off(ids, threads=1)

    return work


def sign_in_there(client, address="/settings/stores/connect/salla") -> str:
    """Press "connect", allow it at the platform, and give the address to which the platform sends the person."""
    to = client.get(address)
    assert to.status_code == 302
    return requests.get(to["Location"], allow_redirects=False, timeout=5).headers["Location"]


def connect(client, address="/settings/stores/connect/salla"):
    back = urlsplit(sign_in_there(client, address))
    return client.get(f"{back.path}?{back.query}", follow=True)

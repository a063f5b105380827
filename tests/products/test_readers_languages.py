"""Two readers see the same import, each in their own language: on the run's page, and on its stream."""

import json
import re
from dataclasses import replace

import pytest

from config.demo_shop.server import serve
from jobs import engine
from jobs.models import Run
from products.imports import service
from scraping.links import parse_link
from tests.jobs.conftest import make_due

pytestmark = pytest.mark.django_db(transaction=True)

LINES = {
    "en": [
        "Started",
        "Reading {url}",
        "Asking {host} for the page",
        r"Trying again in \d+ s",
        "Reading {url}",
        "Asking {host} for the page",
        r"Trying again in \d+ s",
        "Reading {url}",
        "Asking {host} for the page",
        "Found the product",
        "Done",
    ],
    "ar": [
        "بدء",
        "قراءة ⁨{url}⁩",
        "نطلب الصفحة من ⁨{host}⁩",
        "نعيد المحاولة (الآن|بعد .+)",
        "قراءة ⁨{url}⁩",
        "نطلب الصفحة من ⁨{host}⁩",
        "نعيد المحاولة (الآن|بعد .+)",
        "قراءة ⁨{url}⁩",
        "نطلب الصفحة من ⁨{host}⁩",
        "وُجد المنتج",
        "اكتمل",
    ],
}


@pytest.fixture
def shop():
    with serve() as shop:
        yield shop


@pytest.fixture
def run(shop, merchant, settings) -> Run:
    """An import of a page that comes at the third try."""
    address = f"{shop.server_name}:{shop.server_port}"
    settings.SCRAPE_POLICY = replace(settings.SCRAPE_POLICY, allow_private=frozenset({address}))
    link = parse_link(shop.url("flaky"), allow_private=settings.SCRAPE_POLICY.allow_private)
    service.start(merchant=merchant, link=link)
    run = Run.objects.get()
    for _ in range(3):
        engine.execute(run.pk, "worker")
        make_due(run.pk)
        run.refresh_from_db()
        if not run.is_open:
            break
    return run


@pytest.fixture(params=LINES)
def reader(request, user, client_of):
    """Somebody of the shop, and the lines that they must see."""
    client = client_of(user)
    client.cookies["django_language"] = request.param
    return client, LINES[request.param]


def test_the_page_of_a_run(reader, run, shop):
    client, expected = reader

    page = client.get(f"/monitor/{run.pk}").text

    shown = re.findall(r'<li><time[^>]*>[^<]*</time><span[^>]*dir="auto">([^<]*)</span>', page)
    assert_said(shown, expected, shop)


def test_the_stream_of_a_job_with_its_fields_as_ever(reader, run, shop):
    client, expected = reader

    answer = client.get(f"/api/v1/jobs/{run.pk}/stream")

    parts = b"".join(answer.streaming_content).decode().strip().split("\n\n")
    frames = [json.loads(part.partition("data: ")[2]) for part in parts]
    assert_said([frame["message"] for frame in frames], expected, shop)
    assert [sorted(frame) for frame in frames[:4]] == [
        ["event", "message"],
        ["event", "message", "url"],
        ["event", "message"],
        ["attempt", "error_code", "event", "message", "next_attempt_at"],
    ]


def assert_said(shown, patterns, shop):
    url = re.escape(shop.url("flaky"))
    expected = [pattern.format(url=url, host=re.escape(shop.server_name)) for pattern in patterns]
    assert len(shown) == len(expected), shown
    assert [text for text, pattern in zip(shown, expected, strict=True) if not re.fullmatch(pattern, text)] == []

"""Settings → Webhooks: who may do what, what is refused, and that nobody sees a stranger's."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobs.models import OPEN, Run
from jobs.wait import work_off
from merchants.models import WebhookDelivery, WebhookEndpoint
from merchants.webhooks import endpoints, sending, signing
from tests.support.http import open_site

LIST = reverse("merchants:webhooks")
ADD = reverse("merchants:add-webhook")
GOOD = {"url": "https://hooks.example.com/wared", "description": "", "events": ["product/scrape.completed"]}


@pytest.fixture
def endpoint(merchant) -> WebhookEndpoint:
    made, _secret = endpoints.make(merchant, url=GOOD["url"], description="Warehouse", events=GOOD["events"])
    return made


@pytest.fixture
def client(client_of, user):
    return client_of(user)


def page_of(endpoint: WebhookEndpoint, name: str = "webhook") -> str:
    return reverse(f"merchants:{name}", args=[endpoint.pk])


def test_a_new_address_shows_its_secret_once(client, merchant):
    answer = client.post(ADD, GOOD)

    assert answer.status_code == 201
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", answer.content.decode())[0]
    endpoint = merchant.webhook_endpoints.get()
    assert endpoint.secret.open() == secret
    assert "no-store" in answer["Cache-Control"]
    assert secret not in client.get(page_of(endpoint)).content.decode()
    assert client.get(ADD).url == LIST


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "required"),
        ("nonsense", "begins with https"),
        ("ftp://hooks.example.com/", "begins with https"),
        ("http://hooks.example.com/", "Use an https address"),
        ("https://127.0.0.1/hook", "private network"),
        ("https://0x7f.1/hook", "private network"),
        ("https://169.254.169.254/latest/meta-data", "private network"),
        ("https://[::ffff:127.0.0.1]/", "private network"),
        ("https://hooks.example.com:8443/", "usual port"),
        ("https://user:pass@hooks.example.com/", "Leave the user name"),
        ("https://hooks.example.com/a\nb", "characters that no address may have"),
        (f"https://hooks.example.com/{'a' * 2100}", "2,048|2048"),
        ("javascript:alert(1)", "begins with https"),
    ],
)
def test_addresses_that_are_refused(url, words, client, merchant):
    answer = client.post(ADD, GOOD | {"url": url})

    assert answer.status_code == 422
    assert re.search(words, answer.content.decode())
    assert not merchant.webhook_endpoints.exists()


@pytest.mark.parametrize("events", [[], ["product/scrape.requested"], ["webhook/deliver.requested"], ["x"]])
def test_only_events_that_are_offered_can_be_chosen(events, client, merchant):
    assert client.post(ADD, GOOD | {"events": events}).status_code == 422
    assert not merchant.webhook_endpoints.exists()


def test_there_is_room_for_some_addresses_only(client, merchant, monkeypatch):
    monkeypatch.setattr(endpoints, "MOST", 1)
    client.post(ADD, GOOD)

    assert client.post(ADD, GOOD).status_code == 422
    assert merchant.webhook_endpoints.count() == 1
    assert "no room" in client.get(LIST).content.decode()


def test_without_keys_for_secrets_the_page_says_so(client, merchant, settings):
    settings.FIELD_KEYS = []

    assert "FIELD_KEYS" in client.get(LIST).content.decode()
    assert client.post(ADD, GOOD).status_code == 422
    assert not merchant.webhook_endpoints.exists()


def test_an_address_is_changed(client, endpoint):
    answer = client.post(page_of(endpoint, "change-webhook"), GOOD | {"description": "Till", "url": GOOD["url"] + "/2"})

    assert answer.url == page_of(endpoint)
    endpoint.refresh_from_db()
    assert (endpoint.description, endpoint.url) == ("Till", GOOD["url"] + "/2")


def test_a_refused_change_keeps_the_address(client, endpoint):
    answer = client.post(page_of(endpoint, "change-webhook"), GOOD | {"url": "https://10.0.0.1/"})

    assert answer.status_code == 422
    endpoint.refresh_from_db()
    assert endpoint.url == GOOD["url"]


def test_a_new_secret_is_shown_once_and_the_old_one_kept_for_a_day(client, endpoint):
    old = endpoint.secret.open()
    answer = client.post(page_of(endpoint, "rotate-webhook"))

    endpoint.refresh_from_db()
    assert endpoint.secret.open() in answer.content.decode()
    assert endpoint.old_secret.open() == old
    assert client.get(page_of(endpoint, "rotate-webhook")).url == page_of(endpoint)


def test_the_answer_with_a_secret_makes_no_second_one_when_it_is_loaded_again(client, endpoint):
    mark = client.get(page_of(endpoint)).text.partition('name="once" value="')[2].partition('"')[0]
    old = endpoint.secret.open()
    for _ in range(2):
        client.post(page_of(endpoint, "rotate-webhook"), {"once": mark})

    endpoint.refresh_from_db()
    assert endpoint.old_secret.open() == old


def test_of_two_who_change_a_secret_at_once_the_second_is_told(client, endpoint, monkeypatch):
    new_secret = signing.new_secret

    def while_another_does_the_same() -> str:
        monkeypatch.setattr(signing, "new_secret", new_secret)
        shown.append(endpoints.rotate(WebhookEndpoint.objects.get(pk=endpoint.pk)))
        return new_secret()

    shown: list[str] = []
    monkeypatch.setattr(signing, "new_secret", while_another_does_the_same)
    answer = client.post(page_of(endpoint, "rotate-webhook"), follow=True)

    assert "Somebody else has changed this secret" in answer.text
    assert endpoints.signing_secrets(WebhookEndpoint.objects.get(), timezone.now()) == [
        shown[0],
        endpoint.secret.open(),
    ]


def test_switching_off_and_on(client, endpoint):
    client.post(page_of(endpoint, "switch-webhook"))
    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.off_because) == (False, "person")

    client.post(page_of(endpoint, "switch-webhook"), {"on": "yes"})
    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.off_because) == (True, "")


def test_deleting(client, merchant, endpoint):
    assert client.post(page_of(endpoint, "delete-webhook")).url == LIST
    assert not merchant.webhook_endpoints.exists()


def test_the_log_is_watched_while_something_is_on_its_way(client, endpoint, settings):
    settings.JOBS_PACE_AT_ONCE = 0
    with open_site() as site:
        settings.SCRAPE_POLICY = type(settings.SCRAPE_POLICY)(allow_private=frozenset({site.pair}))
        site.page("/hook", b"<script>alert(1)</script>", status=400)
        WebhookEndpoint.objects.update(url=site.url("/hook"))
        client.post(page_of(endpoint, "test-webhook"))

        waiting = client.get(page_of(endpoint), headers={"HX-Request": "true"}).content.decode()
        version = re.search(r"\?v=(\w+)", waiting)[1]
        assert "every 2s" in waiting
        same = client.get(f"{page_of(endpoint)}?v={version}", headers={"HX-Request": "true"})
        assert same.status_code == 204
        work_off(list(Run.objects.filter(status__in=OPEN).values_list("pk", flat=True)), threads=1)

    ended = client.get(f"{page_of(endpoint)}?v={version}", headers={"HX-Request": "true"}).content.decode()
    assert "every 2s" not in ended
    assert "Not delivered" in ended
    shown = client.get(WebhookDelivery.objects.get().get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "did not answer with success" in shown


def test_sending_again_from_the_log(client, endpoint):
    delivery = sending.send_test(endpoint)
    WebhookDelivery.objects.update(status="FAILED")
    Run.objects.all().delete()

    answer = client.post(reverse("merchants:send-webhook-again", args=[endpoint.pk, delivery.pk]))

    assert answer.url == page_of(endpoint)
    delivery.refresh_from_db()
    assert delivery.status == "WAITING"
    assert Run.objects.count() == 1


def test_the_log_has_pages(client, endpoint):
    made = [
        WebhookDelivery(endpoint=endpoint, message_id=uuid4(), event="webhook/test", body="{}", status="DELIVERED")
        for _ in range(30)
    ]
    WebhookDelivery.objects.bulk_create(made)

    first = client.get(page_of(endpoint)).content.decode()
    older = re.search(r'rel="next" href="([^"]+)"', first)[1]
    second = client.get(older).content.decode()

    assert (first.count("/deliveries/"), second.count("/deliveries/")) == (25, 5)
    assert client.get(page_of(endpoint) + "?after=nonsense").status_code == 200


def test_a_stranger_finds_nothing(stranger, endpoint):
    delivery = sending.send_test(endpoint)
    inside = [endpoint.pk, delivery.pk]

    assert stranger.get(page_of(endpoint)).status_code == 404
    for name in ("change-webhook", "rotate-webhook", "switch-webhook", "test-webhook", "delete-webhook"):
        assert stranger.post(page_of(endpoint, name), GOOD).status_code == 404, name
    assert stranger.get(reverse("merchants:webhook-delivery", args=inside)).status_code == 404
    assert stranger.post(reverse("merchants:send-webhook-again", args=inside)).status_code == 404
    assert "Warehouse" not in stranger.get(LIST).content.decode()
    assert WebhookEndpoint.objects.filter(pk=endpoint.pk, is_active=True).exists()


def test_a_delivery_is_found_below_its_own_address_only(client, merchant, endpoint):
    delivery = sending.send_test(endpoint)
    other, _secret = endpoints.make(merchant, url=GOOD["url"], description="", events=[])

    assert client.get(reverse("merchants:webhook-delivery", args=[other.pk, delivery.pk])).status_code == 404


def test_others_than_owners_may_look_and_change_nothing(client_of, make_user, merchant, endpoint):
    editor = client_of(make_user("editor@example.com", merchant, "editor"))

    assert editor.get(LIST).status_code == 200
    assert "Make a new secret" not in editor.get(page_of(endpoint)).content.decode()
    assert editor.post(ADD, GOOD).status_code == 403
    for name in ("change-webhook", "rotate-webhook", "switch-webhook", "test-webhook", "delete-webhook"):
        assert editor.post(page_of(endpoint, name), GOOD).status_code == 403, name


def test_nobody_gets_in_without_a_login(db):
    assert Client().get(LIST).status_code == 302


def test_the_overview_says_how_webhooks_are(client, endpoint):
    assert "1 address is told" in client.get(reverse("merchants:settings")).content.decode()
    WebhookEndpoint.objects.update(is_active=False, off_because="gone")
    assert "Something could not be delivered" in client.get(reverse("merchants:settings")).content.decode()

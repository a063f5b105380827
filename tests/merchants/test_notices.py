"""Notices: who is told, how they grow, the bell, the page, what each person chooses, and the e-mails."""

import re
from datetime import timedelta
from smtplib import SMTPException
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from jobs import service
from merchants.models import Notice, StoreConnection
from merchants.notices import choosing, kinds, mailing, reading
from merchants.notices.kinds import Kind
from merchants.notices.writing import News, tell
from merchants.stores.payloads import StoreNeedsReconnect
from tests.products.conftest import product_of  # noqa: F401 - shared with the products' tests

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known(monkeypatch):
    """Two kinds of this test's own: one for everybody, one for owners that is mailed."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    for name, role, by_mail in (("lamp", "viewer", False), ("bill", "owner", True)):
        kinds.register(
            Kind(
                name=name,
                title=f"A {name}",
                icon="info",
                role=role,
                mail=by_mail,
                say=lambda data, count: f"{data['name']} × {count}",
                lead=lambda data, count: reverse("products:list") + f"?q={data['name']}",
            )
        )


@pytest.fixture
def client(client_of, user):
    return client_of(user)


def news(merchant, kind="lamp", name="Lamp", **more):
    return News(merchant_id=merchant.pk, kind=kind, data={"name": name}, **more)


def bell(client) -> str:
    return (
        client.get("/settings/people")
        .content.decode()
        .partition('bell-count" aria-hidden="true">')[2]
        .partition("<")[0]
    )


def test_everybody_of_the_shop_is_told_and_nobody_else(merchant, make_user, user, client, stranger):
    make_user("viewer@example.com", merchant, "viewer")
    make_user("gone@example.com", merchant, "editor")
    type(user).objects.filter(email="gone@example.com").update(is_active=False)

    assert tell(news(merchant)) == 2
    assert bell(client) == "1"
    assert bell(stranger) == ""
    assert "Lamp × 1" in client.get("/notifications/").content.decode()


def test_some_news_is_for_owners_alone(merchant, make_user, user):
    make_user("editor@example.com", merchant, "editor")

    tell(news(merchant, "bill"))

    assert [notice.user for notice in Notice.objects.all()] == [user]


def test_what_is_alike_grows_until_it_is_read(merchant, user, client):
    tell(news(merchant))
    tell(news(merchant, name="Pot", count=3))
    tell(news(merchant, group="another"))

    first, grown = Notice.objects.order_by("count")
    assert (first.count, grown.count, grown.data) == (1, 4, {"name": "Pot"})
    assert bell(client) == "2"

    reading.mark_read(user, merchant, grown.pk)
    tell(news(merchant, name="Pan"))

    assert Notice.objects.count() == 3
    assert bell(client) == "2"


def test_following_a_notice_is_reading_it(merchant, client, stranger):
    tell(news(merchant))
    notice = Notice.objects.get()

    assert stranger.get(f"/notifications/{notice.pk}").status_code == 404
    assert stranger.post(f"/notifications/{notice.pk}/read").status_code == 404
    assert bell(client) == "1"

    assert client.get(f"/notifications/{notice.pk}")["Location"] == "/products/?q=Lamp"
    assert bell(client) == ""


def test_viewers_may_read_and_choose_too(merchant, make_user, client_of):
    viewer = client_of(make_user("viewer@example.com", merchant, "viewer"))
    tell(news(merchant))

    assert viewer.post(f"/notifications/{Notice.objects.get().pk}/read").status_code == 302
    assert viewer.post("/settings/notifications", {"here": ["lamp"]}).status_code == 302
    assert bell(viewer) == ""


def test_marking_all_leaves_what_came_meanwhile(merchant, client):
    tell(news(merchant))
    until = timezone.now().isoformat()
    tell(news(merchant, group="later"))

    client.post("/notifications/read", {"until": until})

    assert [notice.group for notice in Notice.objects.filter(read_at=None)] == ["later"]


def test_pages_by_key_show_each_notice_once(merchant, client, monkeypatch, user):
    monkeypatch.setattr(reading, "PAGE_SIZE", 2)
    moment = timezone.now()
    for n in range(5):
        tell(news(merchant, group=str(n), name=f"Lamp {n}"))
    Notice.objects.update(at=moment)  # all of the same moment: the tie is decided by id

    seen, address = [], "/notifications/"
    while address:
        page = client.get(address).context["page"]
        seen += [one.sentence for one in page.notices]
        address = f"/notifications/?after={page.next_cursor.replace('+', '%2B')}" if page.next_cursor else ""

    assert sorted(seen) == [f"Lamp {n} × 1" for n in range(5)]
    assert client.get("/notifications/?after=nonsense~0").status_code == 200
    assert client.get("/notifications/?after=9999-12-31T23:59:59-14:00~x").status_code == 200


def test_the_bell_adds_one_query_and_a_full_page_no_more(merchant, client, django_assert_num_queries):
    for n in range(reading.PAGE_SIZE + 1):
        tell(news(merchant, group=str(n)))
    client.get("/notifications/")

    with django_assert_num_queries(5):  # session, person, shop, notices, unread
        client.get("/notifications/")


def test_who_wants_none_is_told_none(merchant, user, client):
    client.post("/settings/notifications", {"here": ["bill", "nonsense"], "mail": []})

    tell(news(merchant))
    tell(news(merchant, "bill"))

    assert [(notice.kind, notice.to_mail) for notice in Notice.objects.all()] == [("bill", False)]
    assert {choice.kind.name for choice in choosing.choices_of(user) if choice.here} == {"bill"}


def test_a_kind_by_e_mail_alone_shows_nowhere(merchant, user, client):
    choosing.choose(user, [], ["lamp"])

    tell(news(merchant))

    assert bell(client) == ""
    assert "Lamp" not in client.get("/notifications/").content.decode()
    assert mailing.send_due(timezone.now() + mailing.SETTLED) == 1


def test_what_happens_in_a_burst_is_one_e_mail_in_the_readers_language(merchant, user, settings):
    settings.PUBLIC_URL = "https://wared.example"
    user.language = "ar"
    user.save()
    tell(news(merchant, "bill", name="Bill"))
    tell(news(merchant, "bill", name="Rent", group="another"))

    assert mailing.send_due() == 0  # more may come
    assert mailing.send_due(timezone.now() + mailing.SETTLED) == 1
    assert mailing.send_due(timezone.now() + mailing.SETTLED) == 0

    (message,) = mail.outbox
    assert message.to == [user.email]
    assert re.search(r"https://wared.example/settings/in/[-0-9a-f]+/[0-9a-f]+/notifications/\n", message.body)
    assert "حدث" in message.subject
    assert "– Bill × 1\n– Rent × 1" in message.body


def test_what_was_read_meanwhile_is_not_mailed(merchant, client):
    tell(news(merchant, "bill"))

    client.post("/notifications/read")

    assert mailing.send_due(timezone.now() + mailing.SETTLED) == 0


def test_a_message_that_did_not_get_out_is_tried_again(merchant, user, monkeypatch):
    tell(news(merchant, "bill"))

    def refuse(*args):
        raise SMTPException("full")

    with monkeypatch.context() as broken:
        broken.setattr("merchants.mails.EmailMultiAlternatives.send", refuse)
        assert mailing.send_due(timezone.now() + mailing.SETTLED) == 0

    assert mailing.send_due(timezone.now() + mailing.SETTLED) == 1


def test_old_notices_go(merchant, user):
    tell(news(merchant))
    tell(news(merchant, group="old"))
    Notice.objects.filter(group="old").update(at=timezone.now() - mailing.KEPT - timedelta(hours=1))

    assert mailing.delete_old() == 1
    assert mailing.delete_old() == 0


def test_a_store_that_shuts_us_out_is_told_of_with_its_page(merchant, client):
    store = StoreConnection.objects.create(
        merchant=merchant,
        platform="salla",
        external_id=str(uuid4()),
        name="Majlis",
        status="reconnect_needed",
        connected_at=timezone.now(),
    )

    service.emit(StoreNeedsReconnect(store_id=store.pk), owner=merchant)

    notice = Notice.objects.get()
    assert "Majlis" in client.get("/notifications/").content.decode()
    assert client.get(f"/notifications/{notice.pk}")["Location"] == f"/settings/stores/{store.pk}"
    assert not notice.to_mail  # its own e-mail is written by a run


def test_who_opens_what_a_notice_is_about_has_read_it(merchant, user, client, product_of):  # noqa: F811
    pot, cup = product_of(merchant, name="Pot"), product_of(merchant, name="Cup")
    for product in (pot, cup):
        about = {"id": str(product.pk), "name": product.name}
        tell(News(merchant_id=merchant.pk, kind="lamp", group=str(product.pk), data=about))
    assert bell(client) == "2"

    client.get(pot.get_absolute_url())

    assert bell(client) == "1"
    (left,) = Notice.objects.filter(user=user, read_at=None)
    assert left.data["name"] == "Cup"


def test_a_notice_of_many_is_read_on_the_page_that_it_leads_to_and_not_at_one_of_them(
    merchant,
    user,
    client,
    product_of,  # noqa: F811
):
    pot = product_of(merchant, name="Pot")
    tell(News(merchant_id=merchant.pk, kind="lamp", data={"id": str(pot.pk), "name": "Pot"}, count=3))

    client.get(pot.get_absolute_url())
    client.get("/products/")
    assert bell(client) == "1"

    client.get("/products/?q=Pot")
    assert bell(client) == ""


def test_a_page_read_by_one_person_stays_unread_for_another(merchant, make_user, client_of, client, product_of):  # noqa: F811
    other = client_of(make_user("viewer@example.com", merchant, "viewer"))
    pot = product_of(merchant, name="Pot")
    tell(News(merchant_id=merchant.pk, kind="lamp", data={"id": str(pot.pk), "name": "Pot"}))

    client.get(pot.get_absolute_url())

    assert (bell(client), bell(other)) == ("", "1")

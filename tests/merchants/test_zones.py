"""A merchant's time zone: where it begins, how it is chosen, and that times are shown in it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs.templatetags.times import exact
from merchants import accounts
from merchants.models import Merchant

MOMENT = datetime(2026, 11, 28, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(("language", "zone"), [("ar", "Asia/Riyadh"), ("en", "UTC")])
def test_a_shop_begins_where_its_owner_most_likely_is(make_user, language, zone):
    owner = make_user("new@example.com")
    owner.language = language

    assert accounts.open_account(name="Pots", owner=owner).time_zone == zone


def test_an_owner_chooses_the_zone_by_its_name_in_their_language(client, user, merchant):
    client.force_login(user)
    page = client.get(reverse("merchants:shop"), headers={"Accept-Language": "ar"}).text
    assert "توقيت المملكة العربية السعودية" in page

    saved = client.post(reverse("merchants:shop"), {"name": merchant.name, "time_zone": "Asia/Riyadh"})

    assert saved.status_code == 302
    merchant.refresh_from_db()
    assert merchant.time_zone == "Asia/Riyadh"
    assert client.post(reverse("merchants:shop"), {"name": "x", "time_zone": "Mars/Olympus"}).status_code == 422


def test_times_are_shown_by_the_shops_clock_and_the_next_ones_by_its_own(client, user, merchant, rf):
    Merchant.objects.filter(pk=merchant.pk).update(time_zone="Asia/Riyadh")
    client.force_login(user)

    client.get(reverse("merchants:settings"))
    assert "1:30" in exact(MOMENT)
    client.logout()
    client.get(reverse("account_login"))

    assert timezone.get_current_timezone_name() == "UTC"
    assert "10:30" in exact(MOMENT)

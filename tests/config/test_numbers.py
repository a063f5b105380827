"""Numbers on pages are grouped in both languages; numbers that programs read are not."""

from decimal import Decimal

import pytest
from django.template import engines
from django.utils import translation
from django.utils.formats import number_format

from merchants.models import Membership
from products.publishing.models import PriceRule
from products.watch.models import WatchRule

pytestmark = pytest.mark.django_db
LARGE = 7654321  # an id that would be torn apart by separators


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_number_of_a_template_is_grouped(language):
    page = engines["django"].from_string(
        "{% load i18n %}{{ n }} {{ size|filesizeformat }} {% blocktranslate %}{{ n }} tokens{% endblocktranslate %}"
    )

    with translation.override(language):
        words = page.render({"n": 1234567, "size": 1_900_000})

        assert words.count("1,234,567") == 2
        assert "1.8" in words
        assert number_format(Decimal("1234.5")) == "1,234.5"


def test_ids_in_addresses_and_fields_stay_whole(client_of, user, merchant, make_user):
    PriceRule.objects.create(pk=LARGE, merchant=merchant)
    WatchRule.objects.create(pk=LARGE, merchant=merchant, kind="gone")
    Membership.objects.filter(user=make_user("viewer@example.com", merchant, "viewer")).update(id=LARGE)
    client = client_of(user)

    for page in ("prices", f"prices?rule={LARGE}", "watch", f"watch?rule={LARGE}", "people"):
        html = client.get(f"/settings/{page}").content.decode()

        assert str(LARGE) in html, page
        assert f"{LARGE:,}" not in html, page

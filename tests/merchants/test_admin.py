import pytest

from merchants.models import ApiKey, User
from tests.conftest import PASSWORD


@pytest.fixture
def staff(client_of, db):
    return client_of(User.objects.create_superuser("staff@example.com", PASSWORD))


@pytest.mark.parametrize("model", ["user", "merchant", "membership", "apikey", "invitation"])
def test_every_list_opens_and_searches(staff, user, merchant, model):
    assert staff.get(f"/admin/merchants/{model}/").status_code == 200
    assert staff.get(f"/admin/merchants/{model}/", {"q": "dar"}).status_code == 200


def test_no_secret_of_a_key_is_shown(staff, merchant):
    key, text = ApiKey.make(merchant, "Labels", ["read"])

    page = staff.get(f"/admin/merchants/apikey/{key.pk}/change/")

    assert page.status_code == 200 and key.prefix in page.text
    assert key.digest not in page.text and text not in page.text


def test_keys_are_not_made_here_but_revoked(staff, merchant):
    key, _ = ApiKey.make(merchant, "Labels", ["read"])

    assert staff.get("/admin/merchants/apikey/add/").status_code == 403
    staff.post("/admin/merchants/apikey/", {"action": "revoke_keys", "_selected_action": [key.pk]})

    key.refresh_from_db()
    assert key.revoked_at


def test_a_person_is_made_with_an_address_in_small_letters(staff):
    data = {"email": "New@Example.com", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    inline = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}

    staff.post("/admin/merchants/user/add/", data | inline)

    assert User.objects.get(email="new@example.com").check_password(PASSWORD)


def test_pages_of_a_person_and_a_merchant_open(staff, user, merchant):
    pages = [f"user/{user.pk}", f"merchant/{merchant.pk}", f"membership/{user.memberships.get().pk}"]

    assert [staff.get(f"/admin/merchants/{page}/change/").status_code for page in pages] == [200, 200, 200]


def test_merchants_people_do_not_come_in(client_of, user):
    assert client_of(user).get("/admin/merchants/apikey/").status_code == 302

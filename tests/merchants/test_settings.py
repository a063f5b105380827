"""The settings pages: who sees what, and bad input."""

import pytest
from django.core.management import call_command

from merchants.keys import authenticate
from merchants.models import ApiKey, Membership, Merchant

PAGES = ["", "shop", "people", "keys", "account", "new"]
POSTS = ["people/invite", "keys/make", "switch"]


@pytest.fixture
def owner(client_of, user):
    return client_of(user)


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_without_an_account_is_asked_to_sign_in(client, db, page):
    assert client.get(f"/settings/{page}").url == f"/accounts/login/?next=/settings/{page}"


@pytest.mark.parametrize("page", POSTS)
def test_nothing_is_posted_without_an_account(client, db, page):
    assert client.post(f"/settings/{page}").url == "/accounts/login/?next=/"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_opens_for_an_owner_in_both_languages(owner, page, language):
    answer = owner.get(f"/settings/{page}", headers={"Accept-Language": language})

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text and ('dir="rtl"' in answer.text) == (language == "ar")


@pytest.mark.parametrize(("page", "back"), [("people/invite", "people"), ("keys/make", "keys")])
def test_the_address_of_an_answer_leads_back_to_its_page(owner, page, back):
    assert owner.get(f"/settings/{page}").url == f"/settings/{back}"


def test_switching_takes_a_post(owner):
    assert owner.get("/settings/switch").status_code == 405


def test_changing_the_language_on_the_answer_to_a_form_leads_back_to_the_form(owner):
    here = "http://testserver/settings/people"
    answer = owner.post("/settings/people/invite", {"email": "nonsense"}, headers={"Referer": here})

    assert f'name="next" value="{here}"' in answer.text
    assert owner.post("/i18n/setlang/", {"language": "ar", "next": here}).url == here


@pytest.mark.parametrize("page", ["", "people", "keys", "account"])
def test_a_viewer_may_look_but_gets_no_forms_of_owners(client_of, make_user, merchant, page):
    answer = client_of(make_user("v@example.com", merchant, "viewer")).get(f"/settings/{page}")

    assert answer.status_code == 200
    assert "/settings/people/invite" not in answer.text and "/settings/keys/make" not in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_pages_carry_no_inline_style_or_script_which_the_policy_would_block(owner, page):
    text = owner.get(f"/settings/{page}").text

    assert " style=" not in text and "<script>" not in text and " onclick" not in text


def test_a_new_key_is_shown_in_the_answer_and_never_again(owner, merchant):
    answer = owner.post("/settings/keys/make", {"name": "Labels", "scopes": ["read"]})

    key = ApiKey.objects.get()
    text = answer.text.partition('<code id="new-key">')[2].partition("<")[0]
    assert answer.status_code == 201 and authenticate(text) == key
    assert (key.merchant, key.name, key.scopes) == (merchant, "Labels", ["read"])
    assert "no-store" in answer["Cache-Control"]
    assert text not in owner.get("/settings/keys").text


def test_the_answer_with_a_key_makes_no_second_one_when_it_is_loaded_again(owner):
    mark = owner.get("/settings/keys").text.partition('name="once" value="')[2].partition('"')[0]
    sent = {"name": "Labels", "scopes": ["read"], "once": mark}
    owner.post("/settings/keys/make", sent)

    again = owner.post("/settings/keys/make", sent, follow=True)

    assert ApiKey.objects.count() == 1
    assert again.redirect_chain and "its secret is shown only once" in again.text


@pytest.mark.parametrize(
    "data", [{}, {"name": ""}, {"name": "x" * 81}, {"name": "a\0b"}, {"scopes": []}, {"scopes": ["everything"]}]
)
def test_a_wrong_key_form_makes_no_key(owner, data):
    answer = owner.post("/settings/keys/make", {"name": "Labels", "scopes": ["read"]} | data if data else {})

    assert answer.status_code == 422 and 'class="errors"' in answer.text
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_only_owners_make_and_revoke_keys(client_of, make_user, merchant, role):
    key, text = ApiKey.make(merchant, "Labels", ["read"])
    client = client_of(make_user("x@example.com", merchant, role))

    assert client.post("/settings/keys/make", {"name": "Mine", "scopes": ["write"]}).status_code == 403
    assert client.post(f"/settings/keys/{key.pk}/revoke").status_code == 403
    assert ApiKey.objects.count() == 1 and authenticate(text)


def test_a_revoked_key_stays_in_the_list_and_opens_nothing(owner, merchant):
    key, text = ApiKey.make(merchant, "Labels", ["read"])

    answer = owner.post(f"/settings/keys/{key.pk}/revoke", follow=True)

    assert "Revoked" in answer.text and "Labels" in answer.text
    assert authenticate(text) is None
    assert owner.post(f"/settings/keys/{key.pk}/revoke").status_code == 404


def test_a_strangers_key_is_not_found(stranger, merchant):
    key, text = ApiKey.make(merchant, "Labels", ["read"])

    assert stranger.post(f"/settings/keys/{key.pk}/revoke").status_code == 404
    assert authenticate(text) and "Labels" not in stranger.get("/settings/keys").text


def test_switching_works_among_ones_own_merchants(owner, user, other_merchant):
    Membership.objects.create(merchant=other_merchant, user=user, role="viewer")

    owner.post("/settings/switch", {"merchant": str(other_merchant.pk)})

    assert "Nour Lamps" in owner.get("/settings/").context["request"].merchant.name


@pytest.mark.parametrize("chosen", ["", "nonsense", "01890000-0000-7000-8000-000000000000", "x" * 5000])
def test_switching_to_nobody_is_not_found(owner, merchant, chosen):
    assert owner.post("/settings/switch", {"merchant": chosen}).status_code == 404
    assert owner.get("/settings/").context["request"].merchant == merchant


def test_switching_to_somebody_elses_merchant_is_not_found(owner, merchant, other_merchant):
    assert owner.post("/settings/switch", {"merchant": str(other_merchant.pk)}).status_code == 404
    assert owner.get("/settings/").context["request"].merchant == merchant


def test_a_person_without_a_merchant_makes_one_and_goes_on(client_of, make_user):
    client = client_of(make_user("alone@example.com"))
    assert client.get("/settings/").url == "/settings/new"

    assert client.post("/settings/new", {"shop_name": "متجر نور"}).url == "/"

    assert client.get("/settings/").context["request"].merchant.slug == "متجر-نور"


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "a\0b"])
def test_a_shop_needs_a_name(owner, name):
    assert owner.post("/settings/new", {"shop_name": name}).status_code == 422
    assert owner.post("/settings/shop", {"name": name}).status_code == 422
    assert Merchant.objects.get().name == "Dar Al Qahwa"


def test_an_owner_renames_the_shop_and_its_short_name_stays(owner, merchant):
    owner.post("/settings/shop", {"name": "Dar Al Shai", "time_zone": "Asia/Riyadh"})

    merchant.refresh_from_db()
    assert (merchant.name, merchant.slug) == ("Dar Al Shai", "dar-al-qahwa")


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_only_owners_rename_the_shop(client_of, make_user, merchant, role):
    client = client_of(make_user("x@example.com", merchant, role))

    assert client.post("/settings/shop", {"name": "Mine"}).status_code == 403
    merchant.refresh_from_db()
    assert merchant.name == "Dar Al Qahwa"


def test_the_account_keeps_name_and_language_and_speaks_it_at_once(owner, user):
    answer = owner.post("/settings/account", {"first_name": "سارة", "last_name": "", "language": "ar"}, follow=True)

    user.refresh_from_db()
    assert (user.first_name, user.language, user.short_name) == ("سارة", "ar", "سارة")
    assert '<html lang="ar"' in answer.text


@pytest.mark.parametrize("data", [{"language": "xx"}, {"language": ""}, {"first_name": "x" * 151}])
def test_a_wrong_account_form_changes_nothing(owner, user, data):
    answer = owner.post("/settings/account", {"first_name": "Sara", "last_name": "", "language": "en"} | data)

    user.refresh_from_db()
    assert answer.status_code == 422 and user.first_name == ""


def test_there_is_no_migration_missing(db):
    call_command("makemigrations", "merchants", check=True, dry_run=True)

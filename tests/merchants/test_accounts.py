"""Sign-up, sign-in, passwords and addresses, as django-allauth serves them here."""

import re
import runpy

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError

from config.local import BASE_DIR
from merchants import accounts
from merchants.models import Membership, Merchant, User
from tests.conftest import PASSWORD
from tests.support.worker import free_port

pytestmark = pytest.mark.django_db
SIGNUP = {"shop_name": "Dar Al Qahwa", "email": "Sara@Example.com", "password1": PASSWORD, "password2": PASSWORD}


def test_signing_up_makes_person_merchant_and_owner(client):
    answer = client.post("/accounts/signup/", SIGNUP)

    assert (answer.status_code, answer.url) == (302, "/")
    place = Membership.objects.select_related("user", "merchant").get()
    assert (place.user.email, place.merchant.slug, place.role) == ("sara@example.com", "dar-al-qahwa", "owner")
    assert client.get("/settings/").status_code == 200


def test_a_name_that_nobody_can_see_is_refused(client):
    answer = client.post("/accounts/signup/", SIGNUP | {"shop_name": "\u200b\u200f\u2060"})

    assert "Give a name that can be seen." in answer.text
    assert not Merchant.objects.exists()


def test_who_signs_up_in_arabic_is_spoken_to_in_arabic(client):
    client.post("/accounts/signup/", SIGNUP, headers={"accept-language": "ar"})

    assert User.objects.get().language == "ar"


def test_a_new_browser_speaks_the_persons_language_after_sign_in(client, user):
    User.objects.update(language="ar")

    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})

    assert client.cookies["django_language"].value == "ar"


def test_a_language_chosen_in_this_browser_stays(client, user):
    client.cookies["django_language"] = "en"
    User.objects.update(language="ar")

    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})

    assert client.cookies["django_language"].value == "en"


@pytest.mark.parametrize("way", ["http://[", "//elsewhere.test", "https://elsewhere.test", "javascript:alert(1)"])
def test_a_way_back_of_nonsense_leads_to_the_start(client, client_of, user, merchant, way):
    assert client.get("/accounts/login/", {"next": way}).status_code == 200
    assert client_of(user).get("/accounts/login/", {"next": way}).url == "/"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("قهوة الدار", "قهوة-الدار"),
        ("Café Ünal!", "café-ünal"),
        ("日本の店", "日本の店"),
        ("!!!", "shop"),
        ("ـ" * 3, "ـ" * 3),
        ("x" * 120, "x" * 42),
    ],
)
def test_a_slug_speaks_the_shops_language(make_user, name, slug):
    assert accounts.open_account(name=name, owner=make_user("a@example.com")).slug == slug


def test_shops_of_one_name_get_slugs_of_their_own(make_user):
    owner = make_user("a@example.com")

    slugs = [accounts.open_account(name="Noor", owner=owner).slug for _ in range(3)]

    assert slugs == ["noor", "noor-2", "noor-3"]


def test_a_slug_taken_in_the_same_instant_is_given_up_for_the_next(make_user, monkeypatch):
    owner = make_user("a@example.com")
    Merchant.objects.create(name="Noor", slug="noor")
    answers = iter(["noor", "noor-2"])
    monkeypatch.setattr(accounts, "free_slug", lambda name: next(answers))

    assert accounts.open_account(name="Noor", owner=owner).slug == "noor-2"


def test_when_the_merchant_cannot_be_made_there_is_no_person_either(client, monkeypatch):
    def refuse(**_):
        raise IntegrityError

    monkeypatch.setattr(accounts, "open_account", refuse)
    with pytest.raises(IntegrityError):
        client.post("/accounts/signup/", SIGNUP)

    assert not User.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"shop_name": ""},
        {"shop_name": "   "},
        {"shop_name": "x" * 121},
        {"shop_name": "nul\0byte"},
        {"email": ""},
        {"email": "nonsense"},
        {"email": "x" * 250 + "@example.com"},
        {"password1": "", "password2": ""},
        {"password1": "12345678", "password2": "12345678"},
        {"password1": "password", "password2": "password"},
        {"password2": "something else"},
    ],
)
def test_a_wrong_form_makes_nobody_and_says_where(client, wrong):
    answer = client.post("/accounts/signup/", SIGNUP | wrong)

    assert answer.status_code == 200 and 'class="errors"' in answer.text
    assert not User.objects.exists() and not Merchant.objects.exists()


def test_an_address_that_is_taken_makes_no_second_person(client, user):
    client.post("/accounts/signup/", SIGNUP | {"email": "OWNER@example.com"})

    assert User.objects.count() == 1 and Merchant.objects.count() == 1


def test_a_second_click_makes_no_second_person(client, user, monkeypatch):
    """Both clicks saw a free address: the database decides, and the later one is told what a taken address is told."""
    monkeypatch.setattr(
        "allauth.account.internal.flows.manage_email.email_already_exists", lambda email: (email, False)
    )

    answer = client.post("/accounts/signup/", SIGNUP | {"email": "owner@example.com"})

    assert answer.status_code == 200 and "already registered" in answer.text
    assert User.objects.count() == 1 and Merchant.objects.count() == 1


def sign_in(client, email="owner@example.com", password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": email, "password": password, **more})


@pytest.mark.parametrize("email", ["owner@example.com", "OWNER@Example.COM", " owner@example.com "])
def test_signing_in_by_e_mail_in_any_case(client, user, email):
    assert sign_in(client, email).status_code == 302
    assert client.get("/settings/").status_code == 200


@pytest.mark.parametrize(
    ("email", "password"),
    [("owner@example.com", "wrong"), ("nobody@example.com", PASSWORD), ("", ""), ("x" * 9999, "y" * 9999)],
)
def test_a_wrong_sign_in_opens_nothing(client, user, email, password):
    assert sign_in(client, email, password).status_code == 200
    assert client.get("/settings/").status_code == 302


def test_after_five_wrong_passwords_even_the_right_one_waits(client, user):
    for _ in range(5):
        sign_in(client, password="wrong")

    answer = sign_in(client)

    assert answer.status_code == 200 and "Too many" in answer.text
    assert client.get("/settings/").status_code == 302


def test_a_flood_of_sign_ins_is_answered_429_in_our_own_page(client, user):
    statuses = [client.get("/accounts/login/").status_code for _ in range(3)]
    answers = [sign_in(client, f"{number}@example.com") for number in range(31)]

    assert statuses == [200, 200, 200]
    assert answers[-1].status_code == 429 and "Too many attempts" in answers[-1].text


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(client, user, away):
    assert sign_in(client, next=away).url == "/"


def test_signing_out_takes_a_post(client_of, user):
    client = client_of(user)

    assert client.get("/accounts/logout/").status_code == 200 and client.get("/settings/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/settings/").status_code == 302


def test_a_forgotten_password_is_set_anew_by_the_link_in_a_message(client, user):
    client.post("/accounts/password/reset/", {"email": "owner@example.com"})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body).group(1)
    form = client.get(link)
    client.post(form.url, {"password1": "another calm workshop", "password2": "another calm workshop"})

    assert sign_in(client, password="another calm workshop").status_code == 302
    assert "no longer works" in client.get(link, follow=True).text


def test_asking_for_an_unknown_address_looks_the_same(client, user):
    known = client.post("/accounts/password/reset/", {"email": "owner@example.com"})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.com"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert "no account with this address" in mail.outbox[1].body


def test_a_password_is_changed_only_with_the_old_one(client_of, user):
    client = client_of(user)
    new = {"password1": "another calm workshop", "password2": "another calm workshop"}

    assert client.post("/accounts/password/change/", {"oldpassword": "wrong", **new}).status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new})
    user.refresh_from_db()
    assert user.check_password(new["password1"])


@pytest.mark.parametrize(
    "page", ["login/code/", "login/code/confirm/", "phone/verify/", "reauthenticate/", "3rdparty/"]
)
def test_pages_that_serve_no_purpose_here_do_not_exist(client, page):
    assert client.get(f"/accounts/{page}").status_code == 404


def test_an_inactive_person_does_not_come_in(client, user):
    User.objects.update(is_active=False)

    sign_in(client)
    assert client.get("/settings/").status_code == 302


@pytest.fixture
def addresses(client_of, user):
    """The page of a person's addresses; gives its status for what was sent."""
    client = client_of(user)
    client.get("/accounts/email/")

    def send(action, email):
        client.post("/accounts/email/", {f"action_{action}": "", "email": email})
        return list(EmailAddress.objects.order_by("pk").values_list("email", "primary", "verified"))

    return send


def test_a_second_address_becomes_the_main_one_once_it_is_confirmed(client, addresses, user):
    mine = ("owner@example.com", False, False)
    assert addresses("add", "second@example.com") == [mine, ("second@example.com", False, False)]
    link = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body).group(1)
    assert "second@example.com" in client.get(link).text
    client.post(link)

    assert addresses("primary", "second@example.com") == [mine, ("second@example.com", True, True)]
    user.refresh_from_db()
    assert user.email == "second@example.com"


@pytest.mark.parametrize("email", ["", "nonsense", "x" * 250 + "@example.com", "OWNER@example.com"])
def test_a_wrong_address_is_not_added(addresses, email):
    assert addresses("add", email) == [("owner@example.com", False, False)]


@pytest.mark.parametrize("action", ["primary", "send", "remove"])
def test_somebody_elses_address_is_not_touched(addresses, make_user, action):
    other = make_user("other@example.com")
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)

    assert ("other@example.com", True, True) in addresses(action, "other@example.com")
    assert not mail.outbox


@pytest.fixture
def no_mail(settings):
    """A mail server that nobody reaches."""
    options = {"host": "127.0.0.1", "port": free_port(), "timeout": 1}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


def test_signing_up_works_while_the_mail_server_is_away(client, no_mail):
    answer = client.post("/accounts/signup/", SIGNUP, follow=True)

    assert answer.redirect_chain[0] == ("/", 302)
    assert "sara@example.com could not be sent" in answer.text and "under “E-mail addresses”" in answer.text
    assert "Confirmation email sent" not in answer.text


def test_who_must_confirm_first_is_led_to_sign_in_while_no_message_goes_out(client, no_mail, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    new = client.post("/accounts/signup/", SIGNUP, follow=True)
    cache.clear()  # an address is written to once in three minutes
    taken = client.post("/accounts/signup/", SIGNUP, follow=True)

    assert User.objects.count() == 1
    for answer in (new, taken):
        assert answer.redirect_chain == [("/accounts/login/", 302)]
        assert "Sign in in a few minutes" in answer.text


@pytest.mark.parametrize("email", ["owner@example.com", "nobody@example.com"])
def test_a_reset_that_cannot_be_mailed_stays_on_its_form(client, user, no_mail, email):
    answer = client.post("/accounts/password/reset/", {"email": email}, follow=True)

    assert answer.redirect_chain == [("/accounts/password/reset/", 302)]
    assert f"The message to {email} could not be sent." in answer.text


def test_an_address_is_added_while_its_link_cannot_be_mailed(client_of, user, no_mail):
    client = client_of(user)
    answer = client.post("/accounts/email/", {"action_add": "", "email": "second@example.com"}, follow=True)

    assert "second@example.com could not be sent" in answer.text
    assert EmailAddress.objects.filter(email="second@example.com").exists()


def test_a_mail_server_that_says_nothing_is_given_up(monkeypatch):
    monkeypatch.setenv("EMAIL_URL", "smtp+tls://wared:secret@mail.example:587")

    mailer = runpy.run_path(str(BASE_DIR / "config/settings.py"))["MAILERS"]["default"]

    assert mailer["OPTIONS"] == {
        "host": "mail.example",
        "port": 587,
        "username": "wared",
        "password": "secret",
        "use_tls": True,
        "timeout": 10,
    }


def test_mail_can_be_written_into_a_folder(monkeypatch, settings, tmp_path):
    monkeypatch.setenv("EMAIL_URL", f"filemail:///{tmp_path}")
    settings.MAILERS = runpy.run_path(str(BASE_DIR / "config/settings.py"))["MAILERS"]

    mail.send_mail("Hello", "You are in.", None, ["sara@example.com"])

    (written,) = tmp_path.iterdir()
    assert "You are in." in written.read_text()

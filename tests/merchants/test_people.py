import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail, signing
from django.db.models import F
from django.test import Client
from django.utils import timezone

from merchants import people
from merchants.forms import JoinForm
from merchants.models import Invitation, InvitationMail, Membership, User
from tests.conftest import PASSWORD
from tests.support.worker import free_port


@pytest.fixture
def owner(client_of, user):
    return client_of(user)


@pytest.fixture
def invite(owner):
    """Invite as the owner; gives the path of the link that went out, if one did."""

    def invited(email="new@example.com", role="editor"):
        owner.post("/settings/people/invite", {"email": email, "role": role})
        found = re.search(r"http://testserver(/settings/invitations/\S+)", mail.outbox[-1].body)
        return found and found.group(1)

    return invited


@pytest.fixture
def later():
    """As if the messages so far had been sent yesterday, or ``minutes`` ago."""

    def pass_by(minutes=24 * 60):
        InvitationMail.objects.update(at=F("at") - timedelta(minutes=minutes))

    return pass_by


def proven(user):
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def join(client, link):
    return client.post(link, {"new_password1": PASSWORD, "new_password2": PASSWORD})


def test_a_newcomer_joins_by_the_link_with_the_role_offered(invite, client, merchant):
    answer = join(client, invite("New@Example.com", "viewer"))

    assert answer.status_code == 302
    place = Membership.objects.get(user__email="new@example.com")
    assert (place.merchant, place.role) == (merchant, "viewer")
    assert EmailAddress.objects.get(user=place.user).verified
    assert client.get("/settings/people").status_code == 200
    assert not Invitation.objects.exists()


def test_a_person_with_a_proven_address_is_added_at_once_and_told(invite, make_user, merchant):
    friend = proven(make_user("friend@example.com"))

    link = invite("friend@example.com")

    assert link is None and mail.outbox[-1].subject == "You now work for Dar Al Qahwa"
    assert Membership.objects.get(user=friend).role == "editor"


def test_an_account_with_an_unproven_address_gets_a_link_and_nothing_else(invite, make_user, client_of, merchant):
    """Anybody can sign up with somebody else's address; only whoever reads its mail may come in."""
    squatter = make_user("friend@example.com")

    link = invite("friend@example.com")

    assert not Membership.objects.filter(user=squatter).exists()
    assert client_of(squatter).get(link).status_code == 200
    client_of(squatter).post(link)
    assert Membership.objects.get(user=squatter).merchant == merchant


def test_a_link_that_was_passed_on_admits_nobody_else(invite, stranger, merchant):
    link = invite()

    answer = stranger.post(link)

    assert answer.status_code == 200 and "stranger@example.com" in answer.text
    assert merchant.memberships.count() == 1 and Invitation.objects.exists()


def test_an_address_with_an_account_must_sign_in_first(invite, make_user, client):
    make_user("friend@example.com")

    answer = client.get(invite("friend@example.com"))

    assert "Sign in" in answer.text and "new_password1" not in answer.text
    assert join(client, invite("friend@example.com")).status_code == 200
    assert Membership.objects.filter(user__email="friend@example.com").count() == 0


def test_a_link_works_once(invite, client, merchant):
    link = invite()
    join(client, link)
    client.post("/accounts/logout/")

    assert client.get(link).status_code == 404


def test_a_second_click_before_the_first_is_done_asks_to_sign_in(invite, client, merchant, monkeypatch):
    link, is_valid = invite(), JoinForm.is_valid

    def valid_while_the_first_click_joins(form) -> bool:
        monkeypatch.setattr(JoinForm, "is_valid", is_valid)
        join(Client(), link)
        return is_valid(form)

    monkeypatch.setattr(JoinForm, "is_valid", valid_while_the_first_click_joins)
    answer = join(client, link)

    assert answer.status_code == 200 and "Sign in" in answer.text
    assert merchant.memberships.filter(user__email="new@example.com").count() == 1


def test_a_removed_person_cannot_come_back_by_the_old_link(invite, owner, client, merchant):
    link = invite()
    join(client, link)
    owner.post(f"/settings/people/{Membership.objects.get(user__email='new@example.com').pk}/remove")

    assert client.post(link).status_code == 404
    assert merchant.memberships.count() == 1


def test_a_link_is_too_old_after_seven_days(invite, client, time_machine):
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    link = invite()
    time_machine.move_to(start + timedelta(days=7, seconds=-1), tick=False)
    assert client.get(link).status_code == 200
    time_machine.move_to(start + timedelta(days=7, seconds=1), tick=False)
    assert client.get(link).status_code == 404


def test_a_withdrawn_invitation_is_over(invite, owner, client):
    link = invite()
    owner.post(f"/settings/invitations/{Invitation.objects.get().pk}/withdraw")

    assert client.get(link).status_code == 404


def test_sending_it_again_kills_the_older_link(invite, client, later):
    older = invite()
    later()
    newer = invite()

    assert client.get(older).status_code == 404 and client.get(newer).status_code == 200
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("token", ["bad", "a:b:c", "WyJ4IiwxXQ:1xV02t:forged", "x" * 3000])
def test_a_forged_link_opens_nothing(client, db, token):
    assert client.get(f"/settings/invitations/{token}").status_code == 404


def test_what_we_signed_for_another_purpose_opens_nothing(invite, client):
    invite()
    offer = Invitation.objects.get()
    token = signing.dumps([str(offer.pk), offer.sent_at.timestamp()], salt="another")

    assert client.get(f"/settings/invitations/{token}").status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"email": ""},
        {"email": "nonsense"},
        {"email": "a@b.example", "role": "emperor"},
        {"email": "a@b.example", "role": ""},
        {"email": "x" * 300 + "@b.example"},
        {"email": "a@b.example\nBcc: c@d.example"},
    ],
)
def test_a_wrong_invitation_is_refused_and_says_why(owner, data):
    answer = owner.post("/settings/people/invite", {"role": "editor"} | data)

    assert answer.status_code == 422 and 'class="errors"' in answer.text
    assert not Invitation.objects.exists() and not mail.outbox


def test_who_is_here_is_not_invited_again(owner):
    answer = owner.post("/settings/people/invite", {"email": "OWNER@example.com", "role": "editor"})

    assert answer.status_code == 422 and "works here already" in answer.text


def test_a_weak_password_makes_nobody(invite, client):
    answer = client.post(invite(), {"new_password1": "12345678", "new_password2": "12345678"})

    assert answer.status_code == 422
    assert not User.objects.filter(email="new@example.com").exists() and Invitation.objects.exists()


@pytest.fixture
def editor(make_user, merchant):
    return make_user("editor@example.com", merchant, "editor").memberships.get()


def test_an_owner_changes_roles(owner, editor):
    owner.post(f"/settings/people/{editor.pk}/role", {"role": "viewer"})

    editor.refresh_from_db()
    assert editor.role == "viewer"


@pytest.mark.parametrize("role", ["", "emperor", "x" * 500])
def test_an_unknown_role_changes_nothing(owner, editor, role):
    answer = owner.post(f"/settings/people/{editor.pk}/role", {"role": role}, follow=True)

    editor.refresh_from_db()
    assert editor.role == "editor" and "no such role" in answer.text


def test_the_last_owner_stays_and_stays_owner(owner, user):
    place = user.memberships.get()

    removed = owner.post(f"/settings/people/{place.pk}/remove", follow=True)
    demoted = owner.post(f"/settings/people/{place.pk}/role", {"role": "viewer"}, follow=True)

    place.refresh_from_db()
    assert place.role == "owner"
    assert "needs an owner" in removed.text and "needs an owner" in demoted.text


def test_one_of_two_owners_may_leave(owner, user, editor):
    people.change_role(editor, "owner")

    owner.post(f"/settings/people/{user.memberships.get().pk}/remove")

    assert owner.get("/settings/people").url == "/settings/new"


@pytest.mark.parametrize("role", ["editor", "viewer"])
@pytest.mark.parametrize(
    "path", ["people/invite", "people/{pk}/role", "people/{pk}/remove", "invitations/{id}/withdraw"]
)
def test_only_owners_manage_people(client_of, make_user, merchant, user, role, path):
    client = client_of(make_user("x@example.com", merchant, role))
    offer = Invitation.objects.create(merchant=merchant, email="new@example.com", sent_at=timezone.now())
    address = f"/settings/{path.format(pk=user.memberships.get().pk, id=offer.pk)}"

    assert client.post(address, {"email": "a@b.example", "role": "viewer"}).status_code == 403
    assert merchant.memberships.count() == 2 and Invitation.objects.count() == 1
    assert user.memberships.get().role == "owner"


def test_a_stranger_finds_nobody_of_another_merchant(stranger, editor, merchant):
    offer = Invitation.objects.create(merchant=merchant, email="new@example.com", sent_at=timezone.now())
    paths = [f"people/{editor.pk}/role", f"people/{editor.pk}/remove", f"invitations/{offer.pk}/withdraw"]

    statuses = [stranger.post(f"/settings/{path}", {"role": "owner"}).status_code for path in paths]

    assert statuses == [404, 404, 404]
    editor.refresh_from_db()
    assert editor.role == "editor" and Invitation.objects.filter(pk=offer.pk).exists()
    assert "editor@example.com" not in stranger.get("/settings/people").text


@pytest.fixture
def no_mail(settings):
    """A mail server that nobody reaches."""
    options = {"host": "127.0.0.1", "port": free_port(), "timeout": 1}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


def test_one_address_is_written_to_once_in_ten_minutes(owner, invite, merchant, later, stranger):
    invite()
    owner.post(f"/settings/invitations/{merchant.invitations.get().pk}/withdraw")

    for client in (owner, stranger):
        answer = client.post("/settings/people/invite", NEWCOMER)
        assert answer.status_code == 429
        assert "went to new@example.com a moment ago. Another one can be sent after 10 minutes." in answer.text
    assert len(mail.outbox) == 1

    later(minutes=10)
    assert owner.post("/settings/people/invite", NEWCOMER).status_code == 302
    assert len(mail.outbox) == 2


def test_a_merchant_invites_some_people_a_day(owner, stranger, monkeypatch, later):
    monkeypatch.setattr(people, "MAILS_A_DAY", 3)
    for number in range(3):
        owner.post("/settings/people/invite", {"email": f"{number}@example.com", "role": "viewer"})
    for offer in Invitation.objects.all():
        owner.post(f"/settings/invitations/{offer.pk}/withdraw")

    answer = owner.post("/settings/people/invite", NEWCOMER)

    assert answer.status_code == 429 and "3 invitations went out within 24 hours" in answer.text
    assert len(mail.outbox) == 3 and not Invitation.objects.exists()
    assert stranger.post("/settings/people/invite", NEWCOMER).status_code == 302
    later()
    assert owner.post("/settings/people/invite", NEWCOMER).status_code == 302


def test_a_message_that_did_not_go_out_is_not_counted(owner, no_mail):
    for _ in range(2):
        assert owner.post("/settings/people/invite", NEWCOMER).status_code == 503
    assert not InvitationMail.objects.exists()


NEWCOMER = {"email": "new@example.com", "role": "viewer"}


def test_an_invitation_that_cannot_be_mailed_is_not_kept(owner, no_mail):
    answer = owner.post("/settings/people/invite", NEWCOMER)

    assert answer.status_code == 503
    assert "The invitation to new@example.com could not be sent. Try again in a few minutes." in answer.text
    assert 'value="new@example.com"' in answer.text
    assert not Invitation.objects.exists()


def test_the_link_of_an_earlier_message_works_on_when_the_later_one_cannot_be_mailed(
    invite, owner, client, request, later
):
    link = invite(role="editor")
    later()
    request.getfixturevalue("no_mail")
    owner.post("/settings/people/invite", NEWCOMER)

    assert join(client, link).status_code == 302
    assert Membership.objects.get(user__email="new@example.com").role == "editor"


def test_a_person_we_know_is_added_although_nobody_can_tell_them(owner, make_user, no_mail):
    friend = proven(make_user("friend@example.com"))

    answer = owner.post("/settings/people/invite", {"email": friend.email, "role": "editor"}, follow=True)

    assert "friend@example.com now works with you. The message that says so could not be sent" in answer.text
    assert Membership.objects.get(user=friend).role == "editor"

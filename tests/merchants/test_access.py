import asyncio

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import AsyncClient
from django_htmx.middleware import HtmxMiddleware

from merchants.access import merchant_required, role_required
from merchants.middleware import MerchantMiddleware
from merchants.models import Membership


@merchant_required
def any_member(request):
    return HttpResponse(f"{request.method} for {request.merchant.slug}")


@role_required("owner")
def owners_only(request):
    return HttpResponse("secret")


@pytest.fixture
def call(rf):
    """Ask a view as the given person; headers as of htmx when wanted."""

    def called(view, user, method="get", **headers):
        request = getattr(rf, method)("/products/?q=pot", headers=headers)
        request.user, request.session = user, {}
        return HtmxMiddleware(MerchantMiddleware(view))(request)

    return called


def test_a_stranger_is_asked_to_sign_in_and_comes_back(call):
    answer = call(any_member, AnonymousUser())

    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/products/%3Fq%3Dpot")


@pytest.mark.parametrize(
    ("page", "back"),
    [
        ("http://testserver/products/?q=pot", "/products/%3Fq%3Dpot"),
        ("http://elsewhere.test/products/", "/"),
        ("http://testserver//elsewhere.test/", "/"),
        ("http://[", "/"),
        ("", "/"),
    ],
)
def test_after_a_strangers_post_the_way_back_is_the_page_of_the_form(call, page, back):
    answer = call(any_member, AnonymousUser(), "post", Referer=page)

    assert answer.url == f"/accounts/login/?next={back}"


def test_a_form_that_came_after_the_session_had_ended_is_told_of(client, db):
    page = client.post("/products/bulk", {"action": "delete"}, follow=True, headers={"Referer": "http://testserver/"})

    assert "You had been signed out, so nothing was changed." in page.text


def test_a_fragment_of_a_stranger_sends_the_whole_page_to_the_login(call):
    here = {"HX-Request": "true", "HX-Current-URL": "http://testserver/import"}
    answer = call(any_member, AnonymousUser(), **here)

    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/accounts/login/?next=/import")


@pytest.mark.parametrize("here", ["http://[", "http://elsewhere.test/x", "javascript:alert(1)", ""])
def test_a_fragment_that_says_nonsense_of_its_page_comes_back_to_the_start(call, here):
    answer = call(any_member, AnonymousUser(), **{"HX-Request": "true", "HX-Current-URL": here})

    assert answer["HX-Redirect"] == "/accounts/login/?next=/"


def test_a_person_without_a_merchant_is_led_to_make_one(call, make_user):
    assert call(any_member, make_user("alone@example.com")).url == "/settings/new"


@pytest.mark.parametrize("role", ["owner", "editor", "viewer"])
def test_every_member_may_read(call, make_user, merchant, role):
    assert call(any_member, make_user("x@example.com", merchant, role)).text == "GET for dar-al-qahwa"


@pytest.mark.parametrize("role", ["owner", "editor"])
def test_editors_and_owners_may_write(call, make_user, merchant, role):
    assert call(any_member, make_user("x@example.com", merchant, role), "post").text == "POST for dar-al-qahwa"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_viewer_may_write_nothing_even_where_the_view_forgets_it(call, make_user, merchant, method):
    with pytest.raises(PermissionDenied):
        call(any_member, make_user("x@example.com", merchant, "viewer"), method)


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_an_owners_page_is_refused_to_others_for_reading_too(call, make_user, merchant, role):
    with pytest.raises(PermissionDenied):
        call(owners_only, make_user("x@example.com", merchant, role))


def test_an_unknown_role_stops_the_start():
    with pytest.raises(ValueError, match="emperor"):
        role_required("emperor")(any_member)


def test_roles_rank():
    ranks = {role: [Membership(role=role).may(other) for other in Membership.Role.values] for role in Membership.Role}

    assert ranks == {"owner": [True, True, True], "editor": [False, True, True], "viewer": [False, False, True]}


@pytest.mark.django_db(transaction=True)
def test_the_same_pages_are_served_under_asgi(user, merchant):
    async def visit():
        client = AsyncClient()
        stranger = await client.get("/settings/people")
        await client.aforce_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return stranger, await client.get("/settings/people")

    stranger, member = asyncio.run(visit())

    assert (stranger.status_code, member.status_code) == (302, 200)
    assert merchant.name in member.text

import asyncio

import pytest
from asgiref.sync import iscoroutinefunction, sync_to_async
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import AsyncRequestFactory

from merchants.middleware import SESSION_KEY, MerchantMiddleware
from merchants.models import Membership


@pytest.fixture
def ask(rf):
    """A request of the given person after the middleware."""

    def asked(user, session=None):
        request = rf.get("/")
        request.user, request.session = user, session if session is not None else {}
        MerchantMiddleware(lambda request: HttpResponse())(request)
        return request

    return asked


def test_a_stranger_has_no_merchant_and_it_is_truly_none(ask):
    request = ask(AnonymousUser())

    assert request.merchant is None and request.owner is None and request.membership is None


def test_nobody_asks_nothing_is_queried(ask, user, django_assert_num_queries):
    with django_assert_num_queries(0):
        ask(user)


def test_merchant_owner_role_and_places_cost_one_query(ask, user, merchant, other_merchant, django_assert_num_queries):
    Membership.objects.create(merchant=other_merchant, user=user, role="viewer")
    request = ask(user)

    with django_assert_num_queries(1):
        found = (
            request.merchant,
            request.owner,
            request.membership.role,
            [str(p.merchant) for p in request.memberships],
        )

    assert found == (merchant, merchant, "owner", ["Dar Al Qahwa", "Nour Lamps"])


def test_the_chosen_merchant_is_the_one(ask, user, other_merchant):
    Membership.objects.create(merchant=other_merchant, user=user, role="viewer")

    assert ask(user, {SESSION_KEY: str(other_merchant.pk)}).merchant == other_merchant


@pytest.mark.parametrize("nonsense", ["", "nonsense", None, 7])
def test_nonsense_in_the_session_means_the_oldest_place(ask, user, merchant, nonsense):
    assert ask(user, {SESSION_KEY: nonsense}).merchant == merchant


def test_a_merchant_that_the_person_left_is_not_chosen(ask, user, merchant, other_merchant):
    assert ask(user, {SESSION_KEY: str(other_merchant.pk)}).merchant == merchant


@pytest.mark.django_db(transaction=True)
def test_under_asgi_it_is_a_coroutine_and_the_owner_is_found_in_a_thread(user, merchant):
    async def view(request):
        owner = await sync_to_async(lambda: request.owner)()
        return HttpResponse(str(owner.pk))

    request = AsyncRequestFactory().get("/")
    request.user, request.session = user, {}
    middleware = MerchantMiddleware(view)

    assert iscoroutinefunction(middleware)
    assert asyncio.run(middleware(request)).text == str(merchant.pk)

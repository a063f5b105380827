"""Wared as it is served, with two more addresses that answer a constant: what ``bench polling`` compares with."""

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.cache import never_cache

import bench._app  # noqa: F401 - apps must be loaded first
from config.asgi import StraightASGIHandler
from merchants.access import MerchantRequest, login_required


@never_cache
def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse("constant")


@login_required
@never_cache
def constant_for_people(request: MerchantRequest) -> HttpResponse:
    """The same for whoever is signed in: session and user are read."""
    return HttpResponse("constant")


urlpatterns = [
    path("constant", constant),
    path("constant-for-people", constant_for_people),
    path("", include("config.urls")),
]
settings.ROOT_URLCONF = __name__
wsgi = WSGIHandler()
asgi = StraightASGIHandler()

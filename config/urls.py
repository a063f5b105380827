from django.contrib import admin
from django.urls import include, path

from config.api import api

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("merchants.account_urls")),
    path("settings/", include("merchants.urls")),
    path("webhooks/", include("merchants.stores.urls")),
    path("api/v1/", api.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("jobs.urls")),
    path("", include("products.urls")),
]

from django.contrib import admin
from django.urls import include, path

from config.api import api

admin.site.site_header = admin.site.site_title = "Wared"

handler400 = "config.wrong.bad_request"

urlpatterns = [
    path("", include("products.urls")),  # first, as its pages poll and the way to an address takes time
    path("admin/", admin.site.urls),
    path("accounts/", include("merchants.account_urls")),
    path("settings/", include("merchants.urls")),
    path("notifications/", include("merchants.notices.urls")),
    path("webhooks/", include("merchants.stores.urls")),
    path("api/v1/", api.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("jobs.urls")),
]

from django.urls import path

from merchants.views import notices

app_name = "notices"
urlpatterns = [
    path("", notices.notices_page, name="list"),
    path("read", notices.read_all, name="read-all"),
    path("<uuid:pk>", notices.open_notice, name="open"),
    path("<uuid:pk>/read", notices.read_notice, name="read"),
]

"""Addresses that platforms are given; they do not change."""

from django.urls import path, re_path

from merchants.stores.views import reception

app_name = "store-webhooks"
urlpatterns = [
    path("salla/", reception.salla, name="salla"),
    re_path(r"^salla$", reception.salla),
]

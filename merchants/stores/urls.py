"""Addresses that platforms are given; they do not change."""

from django.urls import path, re_path

from merchants.stores.views import reception

app_name = "store-webhooks"
urlpatterns = [
    path("salla/", reception.salla, name="salla"),
    re_path(r"^salla$", reception.salla),
    path("shopify/<uuid:pk>/", reception.shopify, name="shopify"),
    path("woocommerce/<uuid:pk>/", reception.woocommerce, name="woocommerce"),
    path("zid/<uuid:pk>/<str:event>/<str:token>/", reception.zid, name="zid"),
    path("zid/<str:token>/", reception.zid_app, name="zid-app"),
]

from django.urls import path

from merchants.stores.views import joining, pages
from merchants.views import account, invitations, keys, notices, overview, people, webhooks

app_name = "merchants"
urlpatterns = [
    path("", overview.overview, name="settings"),
    path("shop", overview.shop, name="shop"),
    path("people", people.people_page, name="people"),
    path("people/invite", people.invite, name="invite"),
    path("people/<int:pk>/role", people.change_role, name="change-role"),
    path("people/<int:pk>/remove", people.remove, name="remove"),
    path("invitations/<uuid:pk>/withdraw", people.withdraw, name="withdraw"),
    path("invitations/<str:token>", invitations.invitation, name="invitation"),
    path("keys", keys.keys_page, name="keys"),
    path("keys/make", keys.make, name="make-key"),
    path("keys/<int:pk>/revoke", keys.revoke, name="revoke"),
    path("webhooks", webhooks.webhooks_page, name="webhooks"),
    path("webhooks/add", webhooks.add, name="add-webhook"),
    path("webhooks/<uuid:pk>", webhooks.webhook, name="webhook"),
    path("webhooks/<uuid:pk>/change", webhooks.change, name="change-webhook"),
    path("webhooks/<uuid:pk>/rotate", webhooks.rotate, name="rotate-webhook"),
    path("webhooks/<uuid:pk>/switch", webhooks.switch, name="switch-webhook"),
    path("webhooks/<uuid:pk>/test", webhooks.test, name="test-webhook"),
    path("webhooks/<uuid:pk>/delete", webhooks.delete, name="delete-webhook"),
    path("webhooks/<uuid:pk>/deliveries/<uuid:delivery_pk>", webhooks.delivery, name="webhook-delivery"),
    path("webhooks/<uuid:pk>/deliveries/<uuid:delivery_pk>/again", webhooks.again, name="send-webhook-again"),
    path("stores", pages.stores_page, name="stores"),
    path("stores/connect/<str:platform>", joining.connect, name="connect-store"),
    path("stores/callback/<str:platform>", joining.callback, name="store-callback"),
    path("stores/claim/<str:token>", joining.claim, name="claim-store"),
    path("stores/waiting/<uuid:pk>/take", joining.take, name="take-store"),
    path("stores/<uuid:pk>", pages.store, name="store"),
    path("stores/<uuid:pk>/test", pages.test, name="test-store"),
    path("stores/<uuid:pk>/disconnect", pages.disconnect, name="disconnect-store"),
    path("stores/<uuid:pk>/after-uninstall", pages.retain, name="retain-store"),
    path("stores/<uuid:pk>/delete", pages.forget, name="forget-store"),
    path("notifications", notices.choices, name="notice-choices"),
    path("account", account.account, name="account"),
    path("switch", account.switch, name="switch"),
    path("in/<uuid:pk>/<str:mark>/<path:page>", account.go, name="go"),
    path("new", account.new_merchant, name="new"),
]

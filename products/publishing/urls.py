"""The addresses of publishing, part of those of ``products``."""

from django.urls import path

from products.publishing.views import listing, many, prices

LISTING = "products/<uuid:pk>/publish/<uuid:store>"

urlpatterns = [
    path("products/publish", many.confirm, name="publish-many"),
    path("products/publish/send", many.send, name="send-many"),
    path("products/publish/<uuid:pk>", many.report, name="publish-report"),
    path("products/publish/<uuid:pk>/cancel", many.cancel, name="cancel-publish-many"),
    path("products/<uuid:pk>/publish", listing.section, name="publish-section"),
    path(LISTING, listing.listing_page, name="listing"),
    path(f"{LISTING}/save", listing.save, name="save-listing"),
    *(
        path(f"{LISTING}/{action}", listing.act, {"action": action}, name=f"{action}-listing")
        for action in listing.ACTIONS
    ),
    path("settings/prices", prices.prices_page, name="prices"),
    path("settings/prices/rule", prices.save_rule, name="save-price-rule"),
    path("settings/prices/rule/<int:pk>/delete", prices.delete_rule, name="delete-price-rule"),
    path("settings/prices/rate", prices.save_rate, name="save-rate"),
    path("settings/prices/rate/<int:pk>/delete", prices.delete_rate, name="delete-rate"),
]

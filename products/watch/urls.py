"""The addresses of watching, part of those of ``products``."""

from django.urls import path

from products.watch import views

urlpatterns = [
    path("settings/watch", views.watch_page, name="watch"),
    path("settings/watch/schedule", views.save_schedule, name="save-watch-schedule"),
    path("settings/watch/rule", views.save_rule, name="save-watch-rule"),
    path("settings/watch/rule/<int:pk>/delete", views.delete_rule, name="delete-watch-rule"),
    path("settings/watch/preferences", views.save_preferences, name="save-watch-preferences"),
    path("products/<uuid:pk>/watch", views.watch_product, name="watch-product"),
    path("alerts", views.alerts_page, name="alerts"),
    path("alerts/seen", views.see_alerts, name="see-alerts"),
]

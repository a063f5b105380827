"""The addresses of texts and proposals, part of those of ``products``."""

from django.urls import path

from products.enhancement.views import proposals, texts, wishes

FIELD = "products/<uuid:pk>/texts/<str:language>/<slug:field>"

urlpatterns = [
    path("products/proposals", proposals.open_proposals, name="proposals"),
    path("products/proposals/decide", proposals.decide, name="decide-proposals"),
    path("products/<uuid:pk>/texts", texts.texts_page, name="texts"),
    path("products/<uuid:pk>/texts/write", texts.write, name="write-texts"),
    path("products/<uuid:pk>/texts/cancel", texts.cancel, name="cancel-texts"),
    path("products/<uuid:pk>/texts/section", texts.section, name="texts-section"),
    path("products/<uuid:pk>/texts/traced", texts.accept_traced, name="accept-traced"),
    path("products/<uuid:pk>/texts/reject", texts.reject_all, name="reject-texts"),
    path(f"{FIELD}/save", texts.save_field, name="save-text"),
    path(f"{FIELD}/reject", texts.reject_field, name="reject-text"),
    path("settings/writing", wishes.writing_page, name="writing"),
]

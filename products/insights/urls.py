"""The addresses of insights, part of those of ``products``."""

from django.urls import path

from products.insights import views

urlpatterns = [
    path("insights/", views.insights_page, name="insights"),
    path("insights/compare", views.compare, name="compare"),
    path("insights/analyse", views.analyse, name="analyse"),
    path("insights/runs/<uuid:pk>", views.analysis_run, name="analysis-run"),
    path("insights/runs/<uuid:pk>/cancel", views.cancel_analysis, name="cancel-analysis"),
    path("insights/<uuid:pk>", views.analysis_page, name="analysis"),
    path("insights/<uuid:pk>.csv", views.analysis_csv, name="analysis-csv"),
]

from django.urls import path

from jobs import exposition
from jobs.monitor import order_views, run_views, saved_views, views

app_name = "jobs"
urlpatterns = [
    path("metrics", exposition.page, name="metrics"),
    path("monitor", views.monitor, name="monitor"),
    path("monitor/failures", views.failed, name="failures"),
    path("monitor/times", views.times, name="times"),
    path("monitor/system", views.system, name="system"),
    path("monitor/system/now", order_views.run_now, name="run-now"),
    path("monitor/audit", views.audit_log, name="audit"),
    path("monitor/bulk", order_views.bulk_order, name="bulk"),
    path("filters/keep", saved_views.keep, name="keep-filter"),
    path("filters/<uuid:pk>/forget", saved_views.forget, name="forget-filter"),
    path("monitor/export", order_views.export, name="export"),
    path("monitor/start", order_views.start, name="start"),
    path("monitor/<uuid:pk>", run_views.run_page, name="run"),
    path("monitor/<uuid:pk>/cancel", run_views.cancel, name="cancel"),
    path("monitor/<uuid:pk>/again", run_views.again, name="again"),
    path("monitor/<uuid:pk>/file", run_views.run_file, name="file"),
]

from django.urls import path

from products.enhancement.urls import urlpatterns as enhancement
from products.files import views as files
from products.insights.urls import urlpatterns as insights
from products.pictures import views as pictures
from products.publishing.urls import urlpatterns as publishing
from products.views import catalogue, design, finding, guide, imports, products, received, spending, try_api
from products.watch.urls import urlpatterns as watch

app_name = "products"
urlpatterns = [
    path("import/status/<uuid:pk>", imports.import_status, name="import-status"),  # first: asked for every 2 s
    path("", imports.home, name="home"),
    path("first-steps/put-away", imports.put_steps_away, name="put-steps-away"),
    path("import", imports.import_page, name="import"),
    path("import/status/<uuid:pk>.json", imports.import_status_json, name="import-status-json"),
    path("import/status/<uuid:pk>/again", imports.try_again, name="try-again"),
    path("import/status/<uuid:pk>/cancel", imports.cancel, name="cancel"),
    path("import/from-browser", received.from_browser, name="from-browser"),
    path("imports/<uuid:pk>", imports.batch, name="batch"),
    path("catalogue/rescrape", catalogue.rescrape, name="rescrape"),
    path("catalogue/rescrapes/<uuid:pk>", catalogue.rescrape_page, name="rescrape-page"),
    path("catalogue/rescrapes/<uuid:pk>/cancel", catalogue.cancel_rescrape, name="cancel-rescrape"),
    path("design", design.design, name="design"),
    path("find", finding.find, name="find"),
    path("guide", guide.guide_page, name="guide"),
    path("products/", products.product_list, name="list"),
    path("products/bulk", products.bulk, name="bulk"),
    path("products/restore", products.restore, name="restore"),
    path("products/export", files.export_page, name="export"),
    path("products/exports/<uuid:pk>", files.export_run, name="export-run"),
    path("products/exports/<uuid:pk>/cancel", files.cancel_export, name="cancel-export"),
    path("products/files/<uuid:pk>", files.download, name="download-file"),
    path("pictures/<int:width>/<str:signed>", pictures.picture, name="picture"),
    path("feeds/<str:secret>.<slug:ending>", files.feed, name="feed"),
    path("products/<uuid:pk>", products.product_page, name="product"),
    path("products/<uuid:pk>/values/<slug:field>", products.edit_value, name="edit-value"),
    path("products/<uuid:pk>/page", products.page_as_seen, name="page-as-seen"),
    path("products/<uuid:pk>/release", products.release_hold, name="release-hold"),
    path("products/<uuid:pk>/refresh", products.refresh, name="refresh"),
    path("settings/api/try", try_api.try_api, name="try-api"),
    path("settings/feeds", files.feeds_page, name="feeds"),
    path("settings/feeds/make", files.make_feed, name="make-feed"),
    path("settings/feeds/<uuid:pk>/rotate", files.rotate_feed, name="rotate-feed"),
    path("settings/feeds/<uuid:pk>/delete", files.delete_feed, name="delete-feed"),
    path("settings/spending", spending.spending_page, name="spending"),
    path("settings/spending/budget", spending.change_budget, name="budget"),
    path("products/<uuid:pk>/delete", products.delete, name="delete"),
    *enhancement,
    *publishing,
    *watch,
    *insights,
]

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class ProductsConfig(AppConfig):
    name = "products"
    verbose_name = _("Products")

    def ready(self) -> None:
        from jobs import subjects  # noqa: PLC0415
        from products import flows, watch_flows  # noqa: PLC0415 - models must be loaded first
        from products.api import doors  # noqa: PLC0415

        flows.register()
        watch_flows.register()
        subjects.register("product", lambda key: reverse("products:product", args=[key]))
        subjects.register("listing", lambda key: reverse("products:listing", args=key.split(":")[:2]))
        subjects.register("comparison", lambda key: reverse("products:insights"))
        subjects.register("analysis", lambda key: reverse("products:insights"))
        subjects.register("publish-batch", lambda key: reverse("products:publish-report", args=[key]))
        subjects.register("texts", lambda key: reverse("products:texts", args=[key]))
        doors.register()

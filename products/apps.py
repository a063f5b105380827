from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProductsConfig(AppConfig):
    name = "products"
    verbose_name = _("Products")

    def ready(self) -> None:
        from jobs import saved  # noqa: PLC0415
        from products import flows, listing, noticing, run_subjects, watch_flows  # noqa: PLC0415 - models must be loaded first
        from products.api import doors  # noqa: PLC0415

        flows.register()
        watch_flows.register()
        run_subjects.register()
        noticing.register()
        doors.register()
        saved.register(
            listing.SAVED_AS, saved.Page("products:list", lambda asked: listing.Query.from_address(asked).address())
        )

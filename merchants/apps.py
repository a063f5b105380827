from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MerchantsConfig(AppConfig):
    name = "merchants"
    verbose_name = _("Merchants")

    def ready(self) -> None:
        """Make the flows of webhooks and stores known, and check the keys for secrets."""
        from merchants import (  # noqa: PLC0415 - models must be loaded first
            encryption,  # noqa: F401
            run_subjects,
        )
        from merchants.notices import stores as notices  # noqa: PLC0415
        from merchants.stores import flows as store_flows  # noqa: PLC0415
        from merchants.webhooks import flows  # noqa: PLC0415

        flows.register()
        store_flows.register()
        run_subjects.register()
        notices.register()

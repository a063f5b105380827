from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = _("Background runs")

    def ready(self) -> None:
        """Connect Celery's signals: a worker's life begins and ends with them. Say what comes round."""
        from jobs import rounds, saved, worker  # noqa: F401, PLC0415 - models must be loaded first
        from jobs.monitor import flows as monitor_flows  # noqa: PLC0415
        from jobs.monitor.filters import Filters  # noqa: PLC0415

        rounds.register()
        monitor_flows.register()
        saved.register("runs", saved.Page("jobs:monitor", lambda asked: Filters.from_address(asked).address()))

"""What of this app's own comes round, and how often."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from jobs import alerts, proof, retention, schedules, sweep
from jobs.schedules import Round

ALERTS_EVERY_S = 60.0
CLEAN_UP_EVERY_S = 3600.0  # small and often: a day's worth at once would keep the database busy for minutes
PROBE_EVERY_S = 60.0  # three may be lost before `health` says that nobody drains a queue


def register() -> None:
    """Called once when the apps are ready."""
    schedules.register(
        Round(schedules.SWEEP, _("Look for lost and due runs"), settings.JOBS_SWEEP_S, sweep.sweep),
        Round("probe", _("Prove that every queue is served"), PROBE_EVERY_S, proof.ask_all),
        Round("alerts", _("Look for trouble and tell the staff"), ALERTS_EVERY_S, alerts.check, is_vital=True),
        Round("clean-up", _("Delete what is older than the settings say"), CLEAN_UP_EVERY_S, retention.clean_up),
    )

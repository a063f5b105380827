"""What of this app's own comes round, and how often."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from jobs import proof, schedules, sweep
from jobs.schedules import Round

PROBE_EVERY_S = 60.0  # three may be lost before `health` says that nobody drains a queue


def register() -> None:
    """Called once when the apps are ready."""
    schedules.register(
        Round(schedules.SWEEP, _("Look for lost and due runs"), settings.JOBS_SWEEP_S, sweep.sweep),
        Round("probe", _("Prove that every queue is served"), PROBE_EVERY_S, proof.ask_all),
    )

"""How a run's progress is put into words for the reader."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs.models import Run, Status
from jobs.progress import POSITION_CAP, Progress, StepProgress
from jobs.templatetags.times import number

register = template.Library()


@register.simple_tag
def progress_note(progress: Progress) -> str:
    """What stands at the end of the bar: the place in the queue, or the time left, or nothing."""
    if progress.is_cancelling:
        return _("Stopping …")
    if progress.waiting_for == Run.WaitingFor.PACE:
        return _at_the_shop(progress)
    if progress.position is not None:
        return _ahead(progress.position, is_capped=progress.position_is_capped)
    if progress.seconds_left is not None:
        return ngettext("about %(n)d s left", "about %(n)d s left", progress.seconds_left) % {
            "n": progress.seconds_left
        }
    return ""


def _at_the_shop(progress: Progress) -> str:
    waits = str(Run.WaitingFor.PACE.label)
    if progress.shop_position is None:
        return waits
    return f"{waits} · {_ahead(progress.shop_position, is_capped=progress.position_is_capped)}"


def _ahead(position: int, *, is_capped: bool) -> str:
    if is_capped:
        return _("More than %(n)s ahead of it") % {"n": number(POSITION_CAP)}
    ahead = position - 1
    if not ahead:
        return _("Next in line")
    return ngettext("%(n)s ahead of it", "%(n)s ahead of it", ahead) % {"n": number(ahead)}


@register.simple_tag
def step_note(step: StepProgress, progress: Progress) -> str:
    """What stands below a step that waits or was tried before."""
    if step.status != Status.WAITING and progress.waiting_for != Run.WaitingFor.PACE:
        if step.attempts > 1:
            return ngettext("%(n)d attempt", "%(n)d attempts", step.attempts) % {"n": step.attempts}
        return ""
    if step.status == Status.WAITING and progress.waiting_for == Run.WaitingFor.RETRY and progress.next_attempt_at:
        return _again(progress.next_attempt_at)
    if step.status == Status.WAITING:
        return str(dict(Run.WaitingFor.choices).get(progress.waiting_for, ""))
    return ""


def _again(moment: datetime) -> str:
    left = round((moment - timezone.now()).total_seconds())
    if left < 1:
        return _("Trying again now")
    if left < 90:
        return ngettext("Trying again in %(n)s s", "Trying again in %(n)s s", left) % {"n": number(left)}
    return _("Trying again at %(time)s") % {"time": time_format(timezone.localtime(moment))}


@register.filter
def took(step: StepProgress) -> str:
    """Seconds that an ended step took, with one decimal."""
    if not step.started_at or not step.ended_at:
        return ""
    seconds = (step.ended_at - step.started_at).total_seconds()
    return _("%(n)s s") % {"n": number(round(seconds, 1))}


@register.filter
def status_word(status: str) -> str:
    return str(dict(Status.choices).get(status, status))

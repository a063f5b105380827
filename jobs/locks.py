"""What one process at a time may do, decided in the database."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from jobs import process
from jobs.models import Lock


def take(name: str, seconds: float) -> bool:
    """Whether this process now holds ``name``, for so many seconds or until ``give_back``.

    Nobody gets it again before the time is over, its holder included, so it also serves as a clock for all.
    """
    now = timezone.now()
    until = now + timedelta(seconds=seconds)
    if Lock.objects.filter(name=name, until__lte=now).update(holder=process.name(), until=until):
        return True
    if Lock.objects.filter(name=name).exists():
        return False
    try:
        with transaction.atomic():
            Lock.objects.create(name=name, holder=process.name(), until=until)
    except IntegrityError:
        return False
    return True


def give_back(name: str) -> None:
    """Free ``name`` if this process holds it."""
    Lock.objects.filter(name=name, holder=process.name()).update(until=timezone.now())

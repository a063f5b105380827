"""What other apps may listen to. Receivers are called inside the transaction that writes, so they must be quick."""

from django.dispatch import Signal

event_written = Signal()
"""``sender`` is the payload's type, ``events`` the list of new ``Event`` rows; not sent for one that was known."""

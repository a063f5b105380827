"""Pace: runs with one key (a shop's domain) start a set interval apart, at most so many at once.

A run that finds its shop closed is parked as WAITING, once, and let in once, in the order of the claim. All of it is
decided in the database, so it holds for any number of workers and none of them sleeps.
"""


def admit(key: str) -> None:
    """Let in the parked runs of ``key`` that have room now."""

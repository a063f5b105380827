"""Brands, categories and tags: look first, then make, and never make two when two workers look at once."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jobs import locks
from merchants.stores.clients.errors import FieldsRefused, StoreBusy

HELD_S = 60.0  # longer than a look and a making take; a worker that dies in between keeps others waiting so long
AGAIN_S = 2.0


@dataclass(frozen=True, slots=True)
class Named:
    """Something in the store with a name. ``parent`` is the id of what it stands under, if anything."""

    id: str
    name: str
    parent: str = ""


def ensure(
    store: str,
    kind: str,
    name: str,
    look: Callable[[str], Iterable[Named]],
    make: Callable[[str], str],
    parent: str = "",
) -> str:
    """The id of what is called ``name`` under ``parent``, made if there is none.

    Raises StoreBusy while another worker makes the same. One whose making was refused may have been made by a person
    in the meantime, so it is looked for once more.
    """
    name = " ".join(name.split())
    found = _found(name, look, parent)
    if found:
        return found
    lock = "store:" + hashlib.sha256(f"{store}\n{kind}\n{_plain(name)}".encode()).hexdigest()
    if not locks.take(lock, HELD_S):
        raise StoreBusy(f"Another worker makes the {kind} {name!r}.", retry_after_s=AGAIN_S)
    try:
        return _found(name, look, parent) or make(name)
    except FieldsRefused:
        found = _found(name, look, parent)
        if not found:
            raise
        return found
    finally:
        locks.give_back(lock)


def path_parts(path: str) -> list[str]:
    """The names in "Home > Lamps", from the top down."""
    return [part for part in (each.strip() for each in path.split(">")) if part]


def _found(name: str, look: Callable[[str], Iterable[Named]], parent: str) -> str:
    return next((each.id for each in look(name) if _plain(each.name) == _plain(name) and each.parent == parent), "")


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()

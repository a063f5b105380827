"""What people read of a run's subject, and where it is shown.

A subject is ``KIND:ID``; the app that owns a kind registers its address and its names here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

from django.urls import NoReverseMatch

from jobs.models import Run

LINKS = ("http://", "https://")

type Address = Callable[[str], str]
type Names = Callable[[Sequence[Run]], Mapping[UUID, str]]

_addresses: dict[str, Address] = {}
_names: dict[str, Names] = {}


def register(kind: str, *, address: Address | None = None, names: Names | None = None) -> None:
    """Called when the apps are ready. ``address`` gives the page of the subject with an id.

    ``names`` gets runs about subjects of that kind and gives for each run, by its id, what people call it; those that
    it knows nothing of are left out. It asks the database once, however many runs there are.
    """
    if address:
        _addresses[kind] = address
    if names:
        _names[kind] = names


def kinds() -> list[str]:
    """All kinds that have a page."""
    return list(_addresses)


def address_of(subject: str) -> str:
    """The page of ``subject``; empty when nobody owns its kind or the id is none."""
    kind, key = _split(subject)
    try:
        return _addresses[kind](key) if kind in _addresses and key else ""
    except NoReverseMatch:
        return ""


def names_of(runs: Iterable[Run]) -> dict[UUID, str]:
    """What people call the thing that each run is about, by the run's id: a product's name, a shop, or else a link
    that the run was given. A run of which nothing is known is left out: its title says all there is."""
    by_kind: defaultdict[str, list[Run]] = defaultdict(list)
    found: dict[UUID, str] = {}
    for run in runs:
        by_kind[_split(run.subject)[0]].append(run)
        if link := _link_in(run.payload):
            found[run.pk] = link
    for kind, some in by_kind.items():
        if kind in _names:
            found.update({pk: name for pk, name in _names[kind](some).items() if name})
    return found


def key_of(run: Run) -> str:
    """The id within its subject."""
    return _split(run.subject)[1]


def without_scheme(link: str) -> str:
    """An address as people read it."""
    return link.removeprefix("https://").removeprefix("http://")


def _link_in(payload: object) -> str:
    values = payload.values() if isinstance(payload, dict) else ()
    return next((without_scheme(one) for one in values if isinstance(one, str) and one.startswith(LINKS)), "")


def _split(subject: str) -> tuple[str, str]:
    kind, _, key = subject.partition(":")
    return kind, key

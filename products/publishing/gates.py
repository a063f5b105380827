"""What else may stand in the way of a sale: parts of the program that know of something say so before it is sent.

``register(gate, words)`` has ``gate(listing, product)`` asked whenever a listing is planned, for previews as for
sending. Each lack that it yields blocks publishing and is shown in ``words`` by its code, where ``%(field)s``,
``%(value)s`` and ``%(limit)s`` stand for the lack's own. Wired in ``products.flows``, where packages meet.
"""

from collections.abc import Callable, Iterable, Mapping

from django.utils.functional import Promise

from merchants.stores.clients.base import Lack
from merchants.stores.product import StoreProduct
from products.publishing.models import Listing

type Gate = Callable[[Listing, StoreProduct], Iterable[Lack]]

WORDS: dict[str, str | Promise] = {}
_gates: list[Gate] = []


def register(gate: Gate, words: Mapping[str, str | Promise]) -> None:
    """Registering twice is once."""
    if gate not in _gates:
        _gates.append(gate)
    WORDS.update(words)


def remove(gate: Gate) -> None:
    _gates.remove(gate)


def lacks(listing: Listing, product: StoreProduct) -> list[Lack]:
    return [lack for gate in _gates for lack in gate(listing, product)]

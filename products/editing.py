"""The merchant's own values: typed, chosen among what the page shows, or given back to what was read."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from merchants.models import User
from products.factsheet import alternatives_of, place_of, snapshot_of, stamp_of
from products.imports import choices, values
from products.imports.values import FIELDS, BadValue
from products.models import Facts, OwnValue, Product


class NoSuchField(Exception):
    """The product has no field, or the field no candidate, of that name or number."""


def type_value(product: Product, name: str, text: str, *, user: User | None) -> None:
    """Put what a person typed in force. Raises NoSuchField, BadValue."""
    value = values.clean(_field(name), text)
    with _changing(product):
        _set(product, name, value, OwnValue.Origin.TYPED, user=user)


def choose(product: Product, name: str, number: int, *, user: User | None, stamp: str = "") -> None:
    """Put another candidate of the page in force, and remember its place for the shop.

    ``stamp`` says which one was seen under the number: the page may have been read again since, and then the number
    is another's. Raises NoSuchField, and BadValue when what was seen is not there any more.
    """
    _field(name)
    with _changing(product):
        candidate = _candidate(alternatives_of(product, name), name, number, stamp)
        _set(product, name, candidate["value"], OwnValue.Origin.CHOSEN, user=user, **place_of(candidate))
        choices.remember(product, name, candidate, user=user)


def _candidate(found: list[dict[str, Any]], name: str, number: int, stamp: str) -> dict[str, Any]:
    if stamp:
        found = [item for item in found if stamp_of(item) == stamp]
        number = 0
        if not found:
            raise BadValue(_("The page has been read again, and shows other values now. Choose among these."))
    if not 0 <= number < len(found):
        raise NoSuchField(f"{name} has no candidate {number}")
    return found[number]


def use_read_value(product: Product, name: str) -> None:
    """Give the field back to what was read; the shop's next products are read as before. Raises NoSuchField.

    What was read at a place that the merchant chose once is given back to what it had replaced.
    """
    with _changing(product):
        choices.forget(product, name)
        snapshot = snapshot_of(product)
        without = choices.withdrawn(snapshot, name)
        if without is not snapshot:
            product.facts.snapshot = without
            product.facts.save(update_fields=["snapshot"])
        product.own_values.filter(field=_field(name).name).delete()


@contextmanager
def _changing(product: Product) -> Iterator[None]:
    """A transaction around a change. It waits for a reading and for others' changes that are being saved, and begins
    with what they left: the columns of a product follow from its facts and from all of its own values."""
    with transaction.atomic():
        if facts := Facts.objects.select_for_update().filter(product=product).first():
            product.facts = facts
        yield
        _refresh_columns(product)


def _set(
    product: Product, name: str, value: Any, origin: str, *, user: User | None, source: str = "", where: str = ""
) -> None:
    OwnValue.objects.update_or_create(
        product=product,
        field=name,
        defaults={"value": value, "origin": origin, "user": user, "source": source, "where": where},
    )


def _refresh_columns(product: Product) -> None:
    own = {value.field: value.value for value in product.own_values.all()}
    columns = values.columns(snapshot_of(product), own)
    for name, value in columns.items():
        setattr(product, name, value)
    product.save(update_fields=[*columns, "updated_at"])


def _field(name: str) -> values.Field:
    if name not in FIELDS:
        raise NoSuchField(name)
    return FIELDS[name]


__all__ = ["BadValue", "NoSuchField", "choose", "type_value", "use_read_value"]

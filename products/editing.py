"""The merchant's own values: typed, chosen among what the page shows, or given back to what was read."""

from typing import Any

from django.db import transaction

from merchants.models import User
from products.factsheet import alternatives_of, snapshot_of
from products.imports import choices, values
from products.imports.values import FIELDS, BadValue
from products.models import OwnValue, Product


class NoSuchField(Exception):
    """The product has no field, or the field no candidate, of that name or number."""


def type_value(product: Product, name: str, text: str, *, user: User | None) -> None:
    """Put what a person typed in force. Raises NoSuchField, BadValue."""
    _set(product, name, values.clean(_field(name), text), OwnValue.Origin.TYPED, user=user)


def choose(product: Product, name: str, number: int, *, user: User | None) -> None:
    """Put another candidate of the page in force, and remember its place for the shop. Raises NoSuchField."""
    _field(name)
    found = alternatives_of(product, name)
    if not 0 <= number < len(found):
        raise NoSuchField(f"{name} has no candidate {number}")
    with transaction.atomic():
        _set(product, name, found[number]["value"], OwnValue.Origin.CHOSEN, user=user, source=found[number]["source"])
        choices.remember(product, name, found[number], user=user)


def use_read_value(product: Product, name: str) -> None:
    """Give the field back to what was read; the shop's next products are read as before. Raises NoSuchField."""
    with transaction.atomic():
        choices.forget(product, name)
        product.own_values.filter(field=_field(name).name).delete()
        _refresh_columns(product)


def _set(product: Product, name: str, value: Any, origin: str, *, user: User | None, source: str = "") -> None:
    with transaction.atomic():
        OwnValue.objects.update_or_create(
            product=product, field=name, defaults={"value": value, "origin": origin, "user": user, "source": source}
        )
        _refresh_columns(product)


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

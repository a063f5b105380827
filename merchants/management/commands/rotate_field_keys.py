"""``manage.py rotate_field_keys``: seal every stored secret with the newest key."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import models
from django.template.defaultfilters import pluralize

from merchants.encryption import NoFieldKeys, SealedTextField, SecretUnreadable


class Command(BaseCommand):
    help = "Seals all stored secrets with the first of FIELD_KEYS. Afterwards the other keys can be dropped."

    def handle(self, **options: Any) -> None:
        done = failed = 0
        for model, field in sealed_columns():
            for pk, secret in model._default_manager.exclude(**{field: ""}).values_list("pk", field).iterator():
                try:
                    # The old text is part of the condition: a secret that is changed this moment stays as it is.
                    model._default_manager.filter(pk=pk, **{field: secret}).update(**{field: secret.resealed()})
                    done += 1
                except SecretUnreadable:
                    failed += 1
                    self.stderr.write(f"{model._meta.label} {pk}: sealed with a key that is not in FIELD_KEYS")
                except NoFieldKeys as error:
                    raise CommandError("FIELD_KEYS is not set.") from error
        self.stdout.write(f"{done} secret{pluralize(done, ' is,s are')} sealed with the newest key.")
        if failed:
            raise CommandError(f"{failed} could not be read.")


def sealed_columns() -> list[tuple[type[models.Model], str]]:
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedTextField)
    ]

"""Support staff read the admin in their language: no name of a model, column or field is left in English."""

import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, label_for_field
from django.db import models
from django.utils import translation

NAMES = {"Shopify", "WooCommerce"}
OURS = ("jobs", "merchants", "products")
ARABIC = re.compile(r"[\u0600-\u06ff]")
ADMINS = [one for model, one in admin.site._registry.items() if model._meta.app_label in OURS]


@pytest.fixture(autouse=True)
def arabic():
    with translation.override("ar"):
        yield


def columns(one: admin.ModelAdmin | admin.options.InlineModelAdmin, request) -> Iterator[str]:
    if isinstance(one, admin.ModelAdmin):
        yield from one.list_display
        yield from (name for name in one.list_filter if isinstance(name, str))
    yield from flatten_fieldsets(one.get_fieldsets(request, one.model()))


def words(one: admin.ModelAdmin | admin.options.InlineModelAdmin, request) -> Iterator[tuple[str, str]]:
    """What is read of one model, each with what it belongs to."""
    model = one.model
    yield model.__name__, str(model._meta.verbose_name)
    yield f"{model.__name__}s", str(model._meta.verbose_name_plural)
    yield f"{model._meta.app_label}.apps", str(model._meta.app_config.verbose_name)
    for name in dict.fromkeys(columns(one, request)):
        if name != "__str__":
            yield f"{model.__name__}.{name}", str(label_for_field(name, model, one))
        if name in {field.name for field in model._meta.get_fields() if isinstance(field, models.Field)}:
            field = model._meta.get_field(name)
            yield from ((f"{model.__name__}.{name}={value}", str(label)) for value, label in field.flatchoices if value)
            if field.help_text:
                yield f"{model.__name__}.{name}?", str(field.help_text)


def is_foreign(word: str) -> bool:
    return word not in NAMES and not ARABIC.search(word)


@pytest.mark.parametrize("one", ADMINS, ids=lambda one: one.model.__name__)
def test_every_name_in_the_admin_is_in_the_readers_language(one, rf, django_user_model) -> None:
    request = rf.get("/admin/")
    request.user = django_user_model(is_staff=True, is_superuser=True)
    parts = [one, *(inline(one.model, admin.site) for inline in one.inlines)]

    assert [(what, word) for part in parts for what, word in words(part, request) if is_foreign(word)] == []

"""Secrets at rest: sealed, opened, their key changed."""

import secrets

import pytest
from django.core.management import CommandError, call_command

from merchants.encryption import NoFieldKeys, Sealed, SecretUnreadable, check_field_keys
from merchants.models import WebhookEndpoint
from merchants.webhooks import endpoints


def new_key() -> str:
    return secrets.token_urlsafe(32)


def test_what_was_sealed_opens_again_and_shows_nothing(settings):
    settings.FIELD_KEYS = [new_key()]
    sealed = Sealed.of("whsec_ماء")

    assert sealed.open() == "whsec_ماء"
    assert "whsec" not in str(sealed) + repr(sealed)


def test_without_keys_nothing_is_sealed(settings):
    settings.FIELD_KEYS = []

    with pytest.raises(NoFieldKeys):
        Sealed.of("x")


def test_a_key_that_was_lost_is_named(settings):
    settings.FIELD_KEYS = [new_key()]
    sealed = Sealed.of("x")
    settings.FIELD_KEYS = [new_key()]

    with pytest.raises(SecretUnreadable):
        sealed.open()
    with pytest.raises(SecretUnreadable):
        sealed.resealed()


def test_keys_are_changed_without_losing_a_secret(settings, merchant, capsys):
    old, new = new_key(), new_key()
    settings.FIELD_KEYS = [old]
    endpoint, secret = endpoints.make(merchant, url="https://a.test/", description="", events=[])
    newer = endpoints.rotate(endpoint)
    settings.FIELD_KEYS = [new, old]

    call_command("rotate_field_keys")

    assert capsys.readouterr().out == "2 secrets are sealed with the newest key.\n"
    settings.FIELD_KEYS = [new]
    endpoint.refresh_from_db()
    assert (endpoint.secret.open(), endpoint.old_secret.open()) == (newer, secret)


def test_a_secret_that_cannot_be_read_is_named_and_the_others_are_sealed(settings, merchant, capsys):
    settings.FIELD_KEYS = [new_key()]
    lost, _ = endpoints.make(merchant, url="https://a.test/", description="", events=[])
    settings.FIELD_KEYS = [new_key()]
    endpoints.make(merchant, url="https://b.test/", description="", events=[])

    with pytest.raises(CommandError):
        call_command("rotate_field_keys")

    captured = capsys.readouterr()
    assert "1 secret is sealed" in captured.out
    assert str(lost.pk) in captured.err
    settings.FIELD_KEYS = []
    with pytest.raises(CommandError, match="FIELD_KEYS"):
        call_command("rotate_field_keys")
    assert WebhookEndpoint.objects.count() == 2


@pytest.mark.parametrize(
    ("keys", "ids"),
    [
        ([], ["merchants.W001"]),
        (["x"], ["merchants.E001"]),
        (["ä" * 43], ["merchants.E001"]),
        ([secrets.token_urlsafe(16)], ["merchants.E001"]),
        ([secrets.token_urlsafe(32)], []),
        ([secrets.token_urlsafe(32) + "=", f" {secrets.token_urlsafe(32)} "], []),
    ],
)
def test_wrong_keys_are_named_at_the_start(keys, ids, settings):
    settings.FIELD_KEYS = keys

    assert [message.id for message in check_field_keys(None)] == ids

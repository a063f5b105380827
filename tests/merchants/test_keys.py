from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from merchants.keys import authenticate
from merchants.models import ApiKey


@pytest.fixture
def made(merchant):
    return ApiKey.make(merchant, "Warehouse", ["read"])


def test_the_text_of_a_key_opens_and_nothing_stored_does(made, merchant):
    key, text = made

    assert authenticate(text) == key and authenticate(text).merchant == merchant
    assert authenticate(key.digest) is None
    assert text not in str(ApiKey.objects.values().get())


@pytest.mark.parametrize("text", ["", " ", "wared_", "x" * 5000, "ключ", "مفتاح", "\ud800", "wared_\0"])
def test_nonsense_opens_nothing(made, text):
    assert authenticate(text) is None


def test_a_longer_or_shorter_text_opens_nothing(made):
    assert (
        authenticate(made[1][:-1]) is None
        and authenticate(made[1] + "a") is None
        and authenticate(" " + made[1]) is None
    )


def test_a_revoked_key_opens_nothing(made):
    made[0].revoke()

    assert authenticate(made[1]) is None


def test_use_is_noted_at_most_once_a_minute(made, time_machine):
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    assert authenticate(made[1]).last_used_at == start
    time_machine.move_to(start + timedelta(seconds=59), tick=False)
    assert authenticate(made[1]).last_used_at == start
    time_machine.move_to(start + timedelta(seconds=60), tick=False)
    assert authenticate(made[1]).last_used_at == start + timedelta(seconds=60)


def test_a_busy_key_costs_one_query(made, django_assert_num_queries):
    authenticate(made[1])
    with django_assert_num_queries(1):
        authenticate(made[1])


def test_scopes_are_what_was_given(made):
    assert made[0].allows("read") and not made[0].allows("write")


def run(*arguments):
    out, err = StringIO(), StringIO()
    call_command("api_key", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_prints_the_key_alone_on_its_last_line(merchant):
    out, err = run("--merchant", "dar-al-qahwa", "--name", "Cron")

    key = authenticate(out.splitlines()[-1])
    assert (key.merchant, key.name, key.scopes) == (merchant, "Cron", ["read", "write", "publish"])
    assert out.strip() not in err


def test_the_command_takes_scopes(merchant):
    out, _ = run("--merchant", "dar-al-qahwa", "--name", "Cron", "--scope", "read", "--scope", "read")

    assert authenticate(out.strip()).scopes == ["read"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--merchant", "nobody", "--name", "Cron"),
        ("--merchant", "dar-al-qahwa", "--name", ""),
        ("--merchant", "dar-al-qahwa", "--name", "   "),
        ("--merchant", "dar-al-qahwa", "--name", "x" * 81),
        ("--merchant", "dar-al-qahwa", "--name", "Cron", "--scope", "everything"),
        ("--merchant", "dar-al-qahwa"),
    ],
)
def test_the_command_refuses_what_it_cannot_do_and_makes_no_key(merchant, arguments):
    with pytest.raises(CommandError):
        run(*arguments)
    assert not ApiKey.objects.exists()

"""Processes of their own on PostgreSQL and a real broker, restarted one after the other while links come in."""

import pytest

from bench import rolling

A_FEW = {"web": 2, "worker": 2, "beat": 1}


@pytest.mark.postgres
@pytest.mark.parametrize(
    "broker",
    [pytest.param("redis", marks=pytest.mark.redis), pytest.param("rabbitmq", marks=pytest.mark.rabbitmq)],
)
@pytest.mark.xdist_group("chaos")
def test_a_rolling_restart_under_load_loses_and_doubles_nothing(tmp_path, django_db_blocker, broker):
    with django_db_blocker.unblock():
        assert rolling.roll(tmp_path, rate=4, kind=broker, counts=A_FEW) == []

"""A worker's life, as far as it needs no worker."""

from jobs import process, worker


def test_a_pool_child_that_comes_up_during_a_shutdown_does_not_take_it_back(monkeypatch):
    monkeypatch.setattr(worker, "_begin", lambda: None)
    process.stop()

    worker._pool_child_began()

    assert process.is_stopping()

"""A worker's life, as far as it needs no worker."""

import threading

from jobs import process, worker


def test_a_pool_child_that_comes_up_during_a_shutdown_does_not_take_it_back(monkeypatch):
    monkeypatch.setattr(worker, "_begin", lambda: None)
    process.stop()

    worker._pool_child_began()

    assert process.is_stopping()


def test_a_second_signal_in_the_midst_of_the_first_does_not_wait_for_it(monkeypatch):
    class Quit(threading.Event):
        """Interrupted by another signal while it is set, as long as somebody lets it."""

        times = 0

        def set(self) -> None:
            self.times += 1
            if self.times < 3:
                worker.stop()

    monkeypatch.setattr(worker, "_quit", quit_event := Quit())
    monkeypatch.setattr(worker, "_is_quitting", False)

    worker.stop()

    assert quit_event.times == 1


def test_the_watch_beside_beat_ends_with_the_process_instead_of_asking_without_a_pause(monkeypatch):
    asked = []
    monkeypatch.setattr(worker, "_quit", quit_event := threading.Event())
    monkeypatch.setattr(worker.schedules, "run_vital", lambda: asked.append(1))
    quit_event.set()

    worker._watch_for_ever()

    assert not asked

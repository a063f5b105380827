"""The watchdogs' one thread: who comes late but ends early, who is done in time, and forks."""

import socket
import subprocess
import sys
from contextlib import closing

import pytest

from scraping.errors import PageTooSlow
from scraping.net.deadline import Deadline, Watchdog


@pytest.fixture
def pair():
    here, there = socket.socketpair()
    with closing(here), closing(there):
        here.settimeout(5)
        yield here, there


def test_a_connection_is_shut_at_its_deadline(pair):
    here, _ = pair
    deadline = Deadline(0.05)
    watchdog = Watchdog(here, deadline)

    assert here.recv(1) == b""
    assert deadline.is_over
    watchdog.stop()


def test_a_short_deadline_does_not_wait_for_a_long_one(pair):
    here, there = pair
    long = Watchdog(there, Deadline(60))
    short = Watchdog(here, Deadline(0.05))

    assert here.recv(1) == b""
    for watchdog in (long, short):
        watchdog.stop()


def test_a_connection_that_is_done_is_left_alone(pair):
    here, there = pair
    Watchdog(here, Deadline(0.05)).stop()
    other_here, other_there = socket.socketpair()
    with closing(other_here), closing(other_there):
        other_here.settimeout(5)
        later = Watchdog(other_here, Deadline(0.1))
        assert other_here.recv(1) == b""  # by now the first deadline is over, too
        later.stop()

    there.sendall(b"x")
    assert here.recv(1) == b"x"


def test_many_deadlines_each_end_their_own(pair):
    pairs = [socket.socketpair() for _ in range(20)]
    watchdogs = [Watchdog(here, Deadline(0.05 if n % 2 else 60)) for n, (here, _) in enumerate(pairs)]

    for here, there in pairs[1::2]:
        here.settimeout(5)
        assert here.recv(1) == b""
        there.close()
    for here, there in pairs[::2]:
        there.sendall(b"x")
        assert here.recv(1) == b"x"
    for watchdog in watchdogs:
        watchdog.stop()


FORKING = """
import os, socket
from scraping.net.deadline import Deadline, Watchdog
here, there = socket.socketpair()
Watchdog(here, Deadline(60)).stop()  # starts the thread, which the child does not inherit
child = os.fork()
here, there = socket.socketpair()
here.settimeout(5)
Watchdog(here, Deadline(0.05))
assert here.recv(1) == b""
if child:
    raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_the_deadline_holds_in_a_forked_process():
    subprocess.run([sys.executable, "-W", "ignore", "-c", FORKING], check=True, timeout=30)


def test_what_is_over_is_too_slow(pair):
    with pytest.raises(PageTooSlow):
        Watchdog(pair[0], Deadline(0))

"""Many viewers, slow ones and restless ones: what the process holds for them."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from jobs.stream.viewers import QUEUE
from merchants.models import ApiKey, Merchant
from tests.config.running import wait_until
from tests.jobs.stream.conftest import Job
from tests.support import asgi, worker


def request(job: Job, key: str, after: int = 0) -> bytes:
    lines = [f"GET {job.path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {key}", f"Last-Event-ID: {after}"]
    return "\r\n".join([*lines, "", ""]).encode()


async def opened(served: asgi.Served, job: Job, key: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A stream of which the first frame has come."""
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(request(job, key))
    async with asyncio.timeout(30):
        assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
        await reader.readuntil(b"id: 1\n")
    return reader, writer


class Proc:
    """What the kernel knows of the server's process."""

    def __init__(self, served: asgi.Served) -> None:
        self.folder = Path(f"/proc/{served.process.pid}")

    @property
    def files(self) -> int:
        return len(list((self.folder / "fd").iterdir()))

    @property
    def threads(self) -> int:
        return len(list((self.folder / "task").iterdir()))

    @property
    def kilobytes(self) -> int:
        (line,) = [line for line in (self.folder / "status").read_text().splitlines() if line.startswith("VmRSS")]
        return int(line.split()[1])


pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="counts files and threads in /proc"),
]


def test_a_client_that_connects_and_leaves_a_thousand_times_leaves_nothing_behind(job, server, key):
    async def come_and_go(times: int) -> None:
        for _ in range(times // 20):
            there = await asyncio.gather(*(opened(server, job, key) for _ in range(20)))
            for _reader, writer in there:
                writer.transport.abort()

    asyncio.run(come_and_go(100))
    process = Proc(server)
    wait_until(lambda: process.files < 40)
    files, memory = process.files, process.kilobytes

    asyncio.run(come_and_go(1000))

    wait_until(lambda: process.files < files + 10)
    assert process.threads < 15
    assert process.kilobytes < memory + 8_000


def test_a_slow_reader_is_let_go_and_resumes_exactly_while_others_go_on(job, server, key, watch):
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", server.port))
        slow.sendall(request(job, key))
        slow.settimeout(20)
        got = slow.recv(4096)
        while b"id: 1\n" not in got:
            got += slow.recv(4096)
        memory = Proc(server).kilobytes
        with watch(job) as quick:
            quick.next()
            for _ in range(8):  # 8 MB, far more than sockets hold
                job.tell_many(500, size=2000)
                while quick.ids[-1] < job_last(job):
                    quick.next()
        assert Proc(server).kilobytes < memory + 20_000
        while part := slow.recv(65536):
            got += part
            if part.endswith(b"0\r\n\r\n"):
                break

    seen = [int(line.removeprefix(b"id: ")) for line in got.split(b"\n") if line.startswith(b"id: ")]
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) < 4001 - QUEUE
    job.succeed()
    with watch(job, after=seen[-1]) as resumed:
        resumed.rest()
    assert resumed.ids == list(range(seen[-1] + 1, 4003))


def job_last(job: Job) -> int:
    job.run.refresh_from_db(fields=["last_line"])
    return job.run.last_line


@pytest.fixture
def on_postgres(tmp_path, django_db_blocker) -> Iterator[tuple[asgi.Served, str]]:
    """The server on an empty PostgreSQL database, which is this process's too."""
    with (
        django_db_blocker.unblock(),
        worker.postgres_database() as database,
        asgi.serve(tmp_path, database, API_PER_MINUTE="0") as served,
    ):
        yield served, database


@pytest.mark.postgres
def test_four_hundred_viewers_take_three_connections_and_no_thread_each(on_postgres):
    served, database = on_postgres
    merchant = Merchant.objects.create(name="Dar", slug="dar")
    key = ApiKey.make(merchant, "reader", ["read"])[1]
    jobs = [Job(merchant) for _ in range(20)]
    for job in jobs:
        job.tell("Started", "start")
    mine = connection.connection.info.backend_pid

    async def many() -> tuple[int, int]:
        there = [await asyncio.gather(*(opened(served, job, key) for job in jobs)) for _ in range(20)]
        found = connections_of(database, besides=mine), Proc(served).threads
        for job in jobs:
            await asyncio.to_thread(job.succeed)
        for row in there:
            for reader, writer in row:
                async with asyncio.timeout(30):
                    await reader.readuntil(b'"event":"complete"')
                writer.close()
        return found

    connections, threads = asyncio.run(many())

    assert connections <= 3
    assert threads < 15


def connections_of(database: str, besides: int) -> int:
    """Connections to ``database``, those of the backend ``besides`` left out."""
    with psycopg.connect(worker.POSTGRES_URL) as admin:
        statement = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> %s"
        return admin.execute(statement, [database.rpartition("/")[2], besides]).fetchone()[0]

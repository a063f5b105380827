"""``config.asgi`` as it is, with its database queries counted: what ``bench streams`` has served.

``GET /counts`` gives ``{"queries", "connections", "threads", "files", "kilobytes"}`` of the process.
"""

import json
from pathlib import Path
from typing import Any

from django.db.backends.signals import connection_created

from config.asgi import application as served

counts = {"queries": 0, "connections": 0}


def count(execute: Any, *arguments: Any) -> Any:
    counts["queries"] += 1
    return execute(*arguments)


def watch(connection: Any, **kwargs: Any) -> None:
    counts["connections"] += 1
    if count not in connection.execute_wrappers:
        connection.execute_wrappers.append(count)


connection_created.connect(watch)


def size() -> dict[str, int]:
    """What the kernel knows of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (resident,) = [line.split()[1] for line in lines if line.startswith("VmRSS")]
    folders = {"threads": "/proc/self/task", "files": "/proc/self/fd"}
    return {name: len(list(Path(path).iterdir())) for name, path in folders.items()} | {"kilobytes": int(resident)}


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope.get("path") != "/counts":
        await served(scope, receive, send)
        return
    body = json.dumps(counts | size()).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})

"""One progress line as a Server-Sent Event. There is no ``event:`` line, so that a plain ``onmessage`` sees everything."""

import json
from collections.abc import Mapping
from typing import Any

HEARTBEAT = ": \n\n"
HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
CONTENT_TYPE = "text/event-stream; charset=utf-8"


def frame(kind: str, message: str, data: Mapping[str, Any], id: int | None = None) -> str:
    """``id: N`` if there is one, then ``data: {"event", "message", …data}`` on one line, then an empty line.

    Half characters, which no encoding takes, become question marks.
    """
    body = {"event": kind, "message": message} | {k: v for k, v in data.items() if k not in ("event", "message")}
    text = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace").decode()
    return (f"id: {id}\n" if id is not None else "") + f"data: {text}\n\n"

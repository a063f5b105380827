"""Lines as frames of Server-Sent Events: ``id``, then one line ``data``, no ``event``; see wire.md."""

import json
from collections.abc import Iterable
from typing import Any

from django.utils import translation

from jobs import reasons, words
from jobs.models import Line
from jobs.stream.rows import Told

HEARTBEAT = b": heartbeat\n\n"
HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
CONTENT_TYPE = "text/event-stream; charset=utf-8"


def frames(lines: Iterable[Told], language: str) -> bytes:
    """Frames of ``lines`` in ``language``, each with the number that a client resumes after."""
    return b"".join(_frame(line, language) for line in lines)


def _frame(told: Told, language: str) -> bytes:
    if language not in told.framed:
        with translation.override(language):
            told.framed[language] = b"id: %d\n" % told.number + without_id(body(told))
    return told.framed[language]


def without_id(content: dict[str, Any]) -> bytes:
    """A frame that cannot be resumed after, for ``/scrape/stream``.

    ASCII only: some clients split text at U+0085, U+2028 and U+2029 as if they ended a line.
    """
    return b"data: " + json.dumps(content, separators=(",", ":")).encode("ascii") + b"\n\n"


def body(told: Told) -> dict[str, Any]:
    """What a frame says, in the language that is active."""
    content = words.shown(told.data) | {"event": told.kind, "message": words.worded(told.message, told.data)}
    if told.run and told.kind == Line.Kind.COMPLETE:
        content["data"] = told.run.result
    elif told.run and (sentence := reasons.sentence(told.run)):
        content |= {"message": sentence, "error": sentence, "error_code": told.run.error_code}
    return {"event": content.pop("event"), "message": content.pop("message"), **content}

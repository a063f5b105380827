"""The listed runs as a file, made by a run: nobody waits for it, and it does not hold up a server."""

import csv
import io
import json
import zlib
from typing import Any

from jobs import subjects
from jobs.cells import guarded
from jobs.context import StepContext
from jobs.models import Run, RunFile
from jobs.monitor.bulk import batches
from jobs.monitor.filters import ALL, Filters
from jobs.monitor.masking import masked, masked_text
from jobs.monitor.payloads import ExportRequested
from jobs.monitor.queries import matching
from jobs.words import ngettext_noop

MOST = 50_000  # runs in one file, the newest ones
WRITTEN = ngettext_noop("%(done)s run written", "%(done)s runs written", by="done")
COLUMNS = (
    *("id", "flow", "status", "owner", "subject", "about", "created_at", "started_at", "ended_at", "seconds"),
    *("worker", "error_code", "error", "payload"),
)
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}

type Cells = dict[str, Any]


class _File:
    """Text packed as it comes, so that 50,000 runs need no more memory than their packed form."""

    def __init__(self) -> None:
        self.count = 0
        self._packer, self._parts = zlib.compressobj(), list[bytes]()

    def write(self, text: str) -> None:
        self._parts.append(self._packer.compress(text.encode()))

    def add(self, cells: Cells) -> None:
        raise NotImplementedError

    def close(self) -> bytes:
        return b"".join([*self._parts, self._packer.flush()])


class _Csv(_File):
    """Begins with a byte order mark, without which spreadsheets misread Arabic."""

    def __init__(self) -> None:
        super().__init__()
        self.write("\ufeff" + _csv_line(COLUMNS))

    def add(self, cells: Cells) -> None:
        texts = {name: _as_text(value) for name, value in cells.items()}
        self.write(_csv_line(tuple(guarded(texts[name]) for name in COLUMNS)))
        self.count += 1


class _Json(_File):
    """A list with an object for each run."""

    def add(self, cells: Cells) -> None:
        self.write(("," if self.count else "[") + "\n" + json.dumps(cells, ensure_ascii=False))
        self.count += 1

    def close(self) -> bytes:
        self.write("\n]\n" if self.count else "[]\n")
        return super().close()


def write(context: StepContext[ExportRequested]) -> dict[str, Any]:
    """The step that makes the file. Done again it replaces what it made before."""
    asked = context.payload
    filters = Filters.from_text(asked.filters).but(scope=ALL if context.owner_id is None else "")
    file = _Csv() if asked.kind == "csv" else _Json()
    for ids in batches(matching(filters, context.owner_id, until=asked.until), MOST, newest_first=True):
        runs = list(Run.objects.filter(pk__in=ids).select_related("owner").order_by("-pk"))
        names = subjects.names_of(runs)
        for run in runs:
            file.add(cells_of(run, names.get(run.pk, "")))
        context.update(WRITTEN, done=file.count)
    name = f"runs-{context.run_id.hex[-12:]}.{asked.kind}"
    content = {"name": name, "content_type": TYPES[asked.kind], "content": file.close()}
    RunFile.objects.update_or_create(run_id=context.run_id, defaults=content)
    return {"file": name, "runs": file.count}


def cells_of(run: Run, about: str) -> Cells:
    """One run as the file has it; secrets masked, times ISO 8601 in UTC, ``seconds`` from start to end.

    ``subject`` is for programs, ``about`` what people call the same thing.
    """
    took = run.ended_at - run.started_at if run.started_at and run.ended_at else None
    return {
        "id": str(run.pk),
        "flow": run.flow,
        "status": run.status,
        "owner": str(run.owner) if run.owner_id else "",
        "subject": run.subject,
        "about": masked_text(about),
        "created_at": run.created_at.isoformat(),
        "started_at": run.started_at.isoformat() if run.started_at else None,
        "ended_at": run.ended_at.isoformat() if run.ended_at else None,
        "seconds": round(took.total_seconds(), 3) if took else None,
        "worker": run.worker,
        "error_code": run.error_code,
        "error": masked_text(run.error),
        "payload": masked(run.payload),
    }


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _csv_line(cells: tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def content_of(file: RunFile) -> bytes:
    return zlib.decompress(file.content)

"""Files from start to end: ask for one, find it, send it, throw it away when it is old."""

import zlib
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from jobs import service as jobs
from jobs.models import Run
from merchants.models import Merchant
from products.files.models import ExportFile, FilePart
from products.files.payloads import ExportRequested

FLOW = "products/export"
SHOWN = 10
UNREADY_D = 2.0  # a file that is not complete by then never will be
AT_ONCE = 20  # files in a transaction; each has up to some hundred parts


def start(merchant: Merchant, asked: ExportRequested) -> Run:
    """Have the file written. A file for a feed that is being written already is not begun a second time."""
    return jobs.emit(asked, owner=merchant).run


def address(run: Run) -> str:
    """The page that watches ``run`` and gives its file."""
    return reverse("products:export-run", args=[run.pk])


def subject(asked: ExportRequested) -> str:
    return f"feed:{asked.feed_id}" if asked.feed_id else ""


def file_of(run: Run) -> ExportFile | None:
    """The complete file that ``run`` made; None while it is open, when it failed, and when the file is gone."""
    found = (run.result or {}).get("file", "")
    return ExportFile.objects.filter(pk=found, is_ready=True).first() if found else None


def last_files(merchant: Merchant) -> list[ExportFile]:
    return list(merchant.export_files.filter(is_ready=True, feed=None).order_by("-created_at", "-pk")[:SHOWN])


def answer(request: HttpRequest, file: ExportFile, *, as_download: bool) -> HttpResponseBase:
    """The file, part by part; 304 to whoever has it."""
    etag = quote_etag(file.digest)
    kept = get_conditional_response(request, etag, int(file.created_at.timestamp()), HttpResponse())
    if kept is not None and kept.status_code != 200:
        kept.headers["ETag"] = etag
        return kept
    parts = aparts(file.pk) if isinstance(request, ASGIRequest) else iparts(file.pk)
    response = StreamingHttpResponse(parts, content_type=file.content_type)
    response.headers["Content-Length"] = str(file.size)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if as_download:
        response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


def iparts(file_id: UUID) -> Iterator[bytes]:
    """The content, one part in memory at a time."""
    number = 0
    while (packed := _part(file_id, number).first()) is not None:
        yield zlib.decompress(packed)
        number += 1


async def aparts(file_id: UUID) -> AsyncIterator[bytes]:
    """The same, without holding a thread between parts."""
    number = 0
    while (packed := await _part(file_id, number).afirst()) is not None:
        yield zlib.decompress(packed)
        number += 1


def _part(file_id: UUID, number: int):  # type: ignore[no-untyped-def]
    return FilePart.objects.filter(file_id=file_id, number=number).values_list("content", flat=True)


def delete_old_files() -> int:
    """Delete some files that are as old as runs are kept, and unfinished ones; how many. Those that feeds show stay."""
    now = timezone.now()
    old = Q(feed=None, created_at__lt=now - timedelta(days=settings.KEEP_RUNS_D))
    broken = Q(is_ready=False, created_at__lt=now - timedelta(days=UNREADY_D))
    ids = list(ExportFile.objects.filter(old | broken).order_by("created_at").values_list("pk", flat=True)[:AT_ONCE])
    FilePart.objects.filter(file__in=ids).delete()
    ExportFile.objects.filter(pk__in=ids).delete()
    return len(ids)


def written(run: Run) -> int:
    """How many products an open run has written, as it last told."""
    line = run.lines.filter(data__has_key="done").order_by("-number").first()
    return int(line.data["done"]) if line else 0

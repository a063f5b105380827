"""What the local stores share: routing by pattern, rate limits that leak, faults to order, pictures, webhooks.

    with open_salla() as salla:
        salla.order("error_after", "POST", "/products")      # the product is made, the answer is a 500
        salla.order("cut_after", "POST", "/products")        # the product is made, the line is cut
        salla.order("busy", "GET", ".*", retry_after_s=600)  # 429
        salla.order("slow", "GET", ".*", seconds=0.3)
        salla.order("then", "PUT", "/products/.*", action=lambda: salla.products.clear())

A fault happens once unless ``times`` says more, to the next call whose method and path fit.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.support.http import Answering, Route, Site

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645"
    "400000000049454e44ae426082"
)
"""The smallest picture there is."""
IMAGE_STARTS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"RIFF": "image/webp"}


@dataclass(frozen=True)
class Part:
    """A file in a form."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Call:
    """One request to a store. ``headers`` by lower-case name; ``path`` below the API's base, decoded."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @cached_property
    def json(self) -> Any:
        return json.loads(self.body) if self.body else {}

    @cached_property
    def form(self) -> dict[str, str | Part]:
        """The fields of a multipart form."""
        head = f"Content-Type: {self.headers.get('content-type', '')}\r\n\r\n".encode()
        message = BytesParser(policy=HTTP).parsebytes(head + self.body)
        return dict(_field(part) for part in message.iter_parts())

    @property
    def bearer(self) -> str:
        kind, _space, token = self.headers.get("authorization", "").partition(" ")
        return token if kind == "Bearer" else ""


def _field(part: Any) -> tuple[str, str | Part]:
    name = part.get_param("name", header="content-disposition")
    content = part.get_payload(decode=True)
    if part.get_filename() is None:
        return name, content.decode()
    return name, Part(part.get_filename(), part.get_content_type(), content)


@dataclass(frozen=True)
class Reply:
    status: int
    data: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Fault:
    kind: str
    method: str
    path: re.Pattern[str]
    times: int
    status: int = 500
    seconds: float = 0.0
    retry_after_s: int | None = None
    action: Callable[[], object] = lambda: None


class Bucket:
    """Calls that leak back: ``most`` at once, then ``per_s`` a second. None refused counts as ``refused``."""

    def __init__(self, most: int = 120, per_s: float = 1.0) -> None:
        self.most, self.per_s = most, per_s
        self.refused = 0
        self._left, self._at = float(most), time.monotonic()
        self._lock = threading.Lock()

    def take(self, cost: float = 1.0) -> bool:
        with self._lock:
            now = time.monotonic()
            self._left = min(self.most, self._left + (now - self._at) * self.per_s)
            self._at = now
            if self._left < cost:
                self.refused += 1
                return False
            self._left -= cost
            return True

    def give_back(self, cost: float) -> None:
        """What was taken and not needed."""
        with self._lock:
            self._left = min(self.most, self._left + cost)

    @property
    def left(self) -> float:
        return self._left

    def headers(self) -> dict[str, str]:
        full_s = (self.most - self._left) / self.per_s
        return {
            "X-RateLimit-Limit": str(self.most),
            "X-RateLimit-Remaining": str(int(self._left)),
            "X-RateLimit-Reset": str(int(time.time() + full_s) + 1),
        }


type Handler = Callable[..., Reply]


class StoreServer:
    """A store's API on loopback below ``base``. ``calls`` lists what came, in order; one call is served at a time."""

    base = ""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.calls: list[Call] = []
        self.bucket = Bucket()
        self._faults: list[Fault] = []
        self._lock = threading.RLock()
        self._ids = iter(range(1_000_000, 9_999_999, 7))
        site.routes = _Routes(site.routes, self)

    @property
    def api_url(self) -> str:
        return self.site.url(self.base)

    def new_id(self) -> int:
        return next(self._ids)

    def order(self, kind: str, method: str, path: str, *, times: int = 1, **how: Any) -> None:
        """A fault: ``error``, ``cut`` before the work; ``error_after``, ``cut_after`` behind it; ``slow``, ``busy``,
        ``then`` (``action`` runs behind the work)."""
        self._faults.append(Fault(kind, method, re.compile(path), times, **how))

    def made(self, method: str, path: str) -> list[Call]:
        """The calls that came so far with this method to paths that fit."""
        return [call for call in self.calls if call.method == method and re.fullmatch(path, call.path)]

    def serve(self, answer: Answering) -> None:
        call = self._call(answer)
        self.calls.append(call)
        fault = self._fault(call)
        kind = fault.kind if fault else ""
        if kind == "cut":
            answer.close_connection = True
            return
        if fault and kind == "slow":
            self.site.closed.wait(fault.seconds)
        reply = self._reply(call, fault, kind)
        if fault and kind == "then":
            fault.action()
        if kind == "cut_after":
            answer.close_connection = True
        else:
            self._write(answer, Reply(fault.status, {}) if fault and kind == "error_after" else reply)

    def _reply(self, call: Call, fault: Fault | None, kind: str) -> Reply:
        if fault and kind == "error":
            return Reply(fault.status, {})
        if fault and kind == "busy":
            seconds = fault.retry_after_s
            return self.too_many({} if seconds is None else {"Retry-After": str(seconds)})
        with self._lock:
            return self.answer(call)

    def answer(self, call: Call) -> Reply:
        """The store's own. Overridden by each."""
        raise NotImplementedError

    def too_many(self, headers: Mapping[str, str]) -> Reply:
        return Reply(429, {"error": "too many requests"}, headers)

    def route(self, call: Call, routes: list[tuple[str, str, Handler]]) -> Reply | None:
        for method, pattern, handler in routes:
            found = re.fullmatch(pattern, call.path)
            if method == call.method and found:
                return handler(call, *found.groups())
        return None

    def _call(self, answer: Answering) -> Call:
        parts = urlsplit(answer.path)
        path = unquote(parts.path).removeprefix(self.base)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Call(answer.command, path, dict(parse_qsl(parts.query)), headers, answer.body)

    def _fault(self, call: Call) -> Fault | None:
        with self._lock:
            for fault in self._faults:
                if fault.method == call.method and fault.path.fullmatch(call.path):
                    fault.times -= 1
                    if not fault.times:
                        self._faults.remove(fault)
                    return fault
        return None

    def _write(self, answer: Answering, reply: Reply) -> None:
        body = b"" if reply.status == 204 else json.dumps(reply.data, ensure_ascii=False).encode()
        headers = {name.replace("-", "_"): value for name, value in reply.headers.items()}
        answer.write(body, status=reply.status, **{"Content_Type": "application/json"} | headers)


class _Routes(dict[str, Route]):
    """The site's own routes, and the store for all others."""

    def __init__(self, routes: Mapping[str, Route], store: StoreServer) -> None:
        super().__init__(routes)
        self._store = store

    def get(self, path: str, default: Any = None) -> Any:
        if path in self:
            return self[path]
        return self._store.serve if path.startswith(self._store.base) else default


def image_type(content: bytes) -> str:
    return next((kind for start, kind in IMAGE_STARTS.items() if content.startswith(start)), "")


def page_of(items: list[Any], call: Call, *, most: int = 60, usual: int = 15) -> tuple[list[Any], dict[str, int]]:
    """One page of ``items`` and how many there are, by ``page`` and ``per_page``."""
    size = max(1, min(int(call.query.get("per_page", usual)), most))
    number = max(1, int(call.query.get("page", 1)))
    shown = items[(number - 1) * size : number * size]
    pages = max(1, -(-len(items) // size))
    return shown, {
        "count": len(shown),
        "total": len(items),
        "perPage": size,
        "currentPage": number,
        "totalPages": pages,
    }

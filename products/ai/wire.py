"""One request to the endpoint and its answer, by the ``openai`` library. Bounded by the clock and by size."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import closing
from threading import Thread
from typing import Any

import httpx2
import openai
import pydantic
from openai.types.chat import ChatCompletion

from products.ai import errors
from products.ai.endpoint import Endpoint, Form, Message, Told
from scraping.errors import PageTooSlow
from scraping.net.deadline import Deadline, Watchdog
from scraping.net.status import retry_after_s

ANSWER_LIMIT_BYTES = 4 * 1024 * 1024
CONNECT_S = 10.0
LOOK_S = 1.0  # between two looks whether the run was cancelled


class _Bounded(httpx2.SyncByteStream):
    """A body, also one of an error, of which no more is read than the limit, and nothing past the deadline.

    A time-out between two pieces does not bound their sum.
    """

    def __init__(self, body: httpx2.SyncByteStream, deadline: Deadline) -> None:
        self._body, self._deadline = body, deadline

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for piece in self._body:
            size += len(piece)
            if self._deadline.is_over:
                raise errors.TooSlow
            if size > ANSWER_LIMIT_BYTES:
                raise errors.Unusable("the answer is larger than we read")
            yield piece

    def close(self) -> None:
        self._body.close()


class _Client:
    """An HTTP client for one call that is over at the deadline, whatever drips: TLS, status, headers or body."""

    def __init__(self, seconds: float) -> None:
        self.deadline = Deadline(seconds)
        self._watchdogs: list[Watchdog] = []
        self._has_hung_up = False
        self.http = openai.DefaultHttpxClient(event_hooks={"request": [self._watch], "response": [self._bound]})

    def close(self) -> None:
        for watchdog in self._watchdogs:
            watchdog.stop()

    def hang_up(self) -> None:
        """From another thread: whatever is being read or written fails at once, and nothing more is connected."""
        self._has_hung_up = True
        for watchdog in self._watchdogs:
            watchdog.bite()

    def _watch(self, request: httpx2.Request) -> None:
        request.extensions["trace"] = self._trace

    def _trace(self, event: str, told: dict[str, Any]) -> None:
        """A watchdog for each connection, from its first byte: reads are bounded one by one and not together."""
        if event == "connection.connect_tcp.complete":
            self._watchdogs.append(Watchdog(told["return_value"].get_extra_info("socket"), self.deadline))
            if self._has_hung_up:
                self._watchdogs[-1].bite()

    def _bound(self, answer: httpx2.Response) -> None:
        assert isinstance(answer.stream, httpx2.SyncByteStream)
        answer.stream = _Bounded(answer.stream, self.deadline)


def _read(pieces: Iterator[bytes]) -> bytes:
    """The whole body, unpacked."""
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > ANSWER_LIMIT_BYTES:
            raise errors.Unusable("the answer is larger than we read")
    return bytes(body)


def send(
    endpoint: Endpoint,
    model: str,
    messages: list[Message],
    *,
    schema: dict[str, Any],
    name: str,
    seconds: float,
    check: Callable[[], None],
) -> Told:
    """Ask once, without trying again: that is the engine's affair. ``seconds`` bounds the whole.

    Raises AIError, and what ``check`` raises, which is asked now and then: a model may write for a minute, and nobody
    who presses "Cancel" waits for that. The call has a thread of its own, since ``check`` asks the database, whose
    connection belongs to this one.
    """
    asked: Any = {"model": model, "messages": messages, endpoint.limit_name: endpoint.answer_limit}
    if endpoint.temperature is not None:
        asked["temperature"] = endpoint.temperature
    if (wanted := _wanted(endpoint.form, schema, name)) is not None:
        asked["response_format"] = wanted
    client, told = _Client(seconds), Future[bytes]()
    Thread(target=_answer, args=(told, endpoint, client, asked), name="ai call", daemon=True).start()
    try:
        while not wait((told,), LOOK_S).done:
            check()
    except BaseException:
        client.hang_up()
        raise
    return _told(told.result())


def _answer(told: Future[bytes], endpoint: Endpoint, client: _Client, asked: dict[str, Any]) -> None:
    """Ask, and give ``told`` the answer's body or the error: whatever it is, the other thread raises it."""
    try:
        with closing(client):
            told.set_result(_body(endpoint, client, asked))
    except BaseException as error:  # noqa: BLE001 - handed over
        told.set_exception(error)


def _body(endpoint: Endpoint, client: _Client, asked: dict[str, Any]) -> bytes:
    """Raises AIError."""
    try:
        return _asked(endpoint, client, asked)
    except openai.APIStatusError as error:
        raise _refusal(error) from error
    except (openai.APITimeoutError, PageTooSlow) as error:  # the latter: over before it was connected
        raise errors.TooSlow from error
    except openai.APIConnectionError as error:  # the watchdog's work reads as a connection that broke
        raise errors.TooSlow() if client.deadline.is_over else errors.Unreachable() from error
    except httpx2.HTTPError as error:  # while the body came
        is_late = client.deadline.is_over or isinstance(error, httpx2.TimeoutException)
        raise errors.TooSlow() if is_late else errors.BrokenOff() from error


def _asked(endpoint: Endpoint, client: _Client, asked: dict[str, Any]) -> bytes:
    """The body of the answer. Raises errors of ``openai`` and ``httpx2``, and our own of the body's size and time."""
    seconds = client.deadline.seconds
    asking = openai.OpenAI(
        api_key=endpoint.key or "none",
        base_url=endpoint.base_url,
        max_retries=0,
        http_client=client.http,
        timeout=httpx2.Timeout(seconds, connect=min(CONNECT_S, seconds)),
    )
    with asking, asking.chat.completions.with_streaming_response.create(**asked) as answer:
        return _read(answer.iter_bytes())


def _wanted(form: Form, schema: dict[str, Any], name: str) -> dict[str, Any] | None:
    if form is Form.SCHEMA:
        return {"type": "json_schema", "json_schema": {"name": name, "schema": schema, "strict": True}}
    if form is Form.OBJECT_SCHEMA:
        return {"type": "json_object", "schema": schema}
    return {"type": "json_object"} if form is Form.JSON else None


def _refusal(error: openai.APIStatusError) -> errors.AIError:
    """The error for a status. The endpoint's own words are kept for the log, not for people."""
    words = error.message[:300]
    if error.status_code in (401, 403):
        return errors.KeyRefused(words)
    if error.status_code == 429:
        if error.code == "insufficient_quota":
            return errors.QuotaUsed(words)
        return errors.Busy(words, retry_after_s=retry_after_s(error.response.headers))
    if error.status_code in (408, 409) or error.status_code >= 500:
        return errors.Unreachable(words, retry_after_s=retry_after_s(error.response.headers))
    return errors.RequestRefused(words)


def _told(body: bytes) -> Told:
    try:
        completion = ChatCompletion.model_validate_json(body)
    except pydantic.ValidationError as error:
        raise errors.Unusable("the endpoint does not answer like OpenAI's") from error
    if not completion.choices:
        raise errors.Unusable("the endpoint answered without a choice")
    choice = completion.choices[0]
    if choice.message.refusal or choice.finish_reason == "content_filter":
        raise errors.Declined((choice.message.refusal or "")[:300])
    usage = completion.usage
    return Told(
        text=choice.message.content or "",
        is_cut=choice.finish_reason == "length",
        given=usage.prompt_tokens if usage else None,
        written=usage.completion_tokens if usage else None,
    )

"""A local endpoint that speaks OpenAI's chat completions, as their reference tells them.

    with model_endpoint() as model:
        settings.AI = model.endpoint()
        model.say({"title": "A lamp"})          # one answer; the last one is given again and again
        model.obey(lambda asked: …)             # or work the answer out from what was asked

It checks the key and the request's form, and keeps what it was asked in ``model.asked``.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from products.ai.endpoint import Endpoint, Price
from tests.support.http import Answering, Site, open_site

KEY = "model-key"
PATH = "/v1/chat/completions"

type Obey = Callable[[dict[str, Any]], Any]


@dataclass
class Model:
    site: Site
    asked: list[dict[str, Any]] = field(default_factory=list)
    _answers: list[Obey] = field(default_factory=list)

    def endpoint(self, **changes: Any) -> Endpoint:
        """What an operator would set up: a model at 1 USD a million tokens read and 2 written."""
        given = {"base_url": self.site.url("/v1"), "key": KEY, "model": "scribe", "vision_model": "eye"}
        return Endpoint(**given | {"prices": {"*": Price(Decimal(1), Decimal(2))}, "timeout_s": 5.0} | changes)

    def say(self, *answers: Any, **more: Any) -> None:
        """Give these answers in turn: objects as JSON, strings as they are. ``more`` goes into the choice."""
        self._answers += [lambda _asked, said=said: Said(said, more) for said in answers]

    def obey(self, work_out: Obey) -> None:
        self._answers.append(work_out)

    def fail(self, status: int, code: str = "", **headers: str) -> None:
        """Answer with an error, underscores in header names for dashes."""
        self._answers.append(lambda _asked: Failure(status, code, headers))

    def next_answer(self, asked: dict[str, Any]) -> Any:
        self.asked.append(asked)
        work_out = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return work_out(asked)


@dataclass
class Said:
    content: Any
    more: dict[str, Any] = field(default_factory=dict)


@dataclass
class Failure:
    status: int
    code: str
    headers: dict[str, str]


def _answer(model: Model, answer: Answering) -> None:
    if answer.headers.get("Authorization") != f"Bearer {KEY}":
        _write(answer, 401, {"error": {"message": "Incorrect API key provided", "code": "invalid_api_key"}})
        return
    asked = json.loads(answer.body)
    if not asked.get("model") or not asked.get("messages"):
        _write(answer, 400, {"error": {"message": "you must provide a model and messages"}})
        return
    said = model.next_answer(asked)
    if isinstance(said, Failure):
        _write(answer, said.status, {"error": {"message": "no", "code": said.code or None}}, **said.headers)
        return
    said = said if isinstance(said, Said) else Said(said)
    _write(answer, 200, completion(asked, said))


def completion(asked: dict[str, Any], said: Said) -> dict[str, Any]:
    text = said.content if isinstance(said.content, str) else json.dumps(said.content, ensure_ascii=False)
    message = {"role": "assistant", "content": text, "refusal": said.more.get("refusal")}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_764_000_000,
        "model": asked["model"],
        "choices": [
            {
                "index": 0,
                "message": message,
                "finish_reason": said.more.get("finish_reason", "stop"),
                "logprobs": None,
            }
        ],
        "usage": {"prompt_tokens": 1000, "completion_tokens": 500, "total_tokens": 1500},
    }


def _write(answer: Answering, status: int, data: Any, **headers: str) -> None:
    answer.write(json.dumps(data).encode(), status=status, Content_Type="application/json", **headers)


@contextmanager
def model_endpoint() -> Iterator[Model]:
    with open_site() as site:
        model = Model(site)
        site.route(PATH, lambda answer: _answer(model, answer))
        yield model

"""Asking a model: within the budget, in the wanted form, with one chance to repair it, written down whatever comes."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pydantic
from django.conf import settings
from django.utils import timezone

from jobs.context import StepContext
from jobs.errors import CANCELLED
from jobs.payloads import Payload
from merchants.models import Merchant
from products import budget
from products.ai import errors
from products.ai.endpoint import Endpoint, Message, Told
from products.ai.models import AICall

PACE_KEY = "ai"
CHARACTERS_A_TOKEN = 2  # Arabic has about two, English four: an estimate that sets enough aside
TOKENS_A_PICTURE = 2_000
LEAST_S = 1.0


class Answer(pydantic.BaseModel):
    """Base of all forms that a model is asked to fill. Every field is to be filled; nothing else gets through."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, kw_only=True)
class Question[A: Answer]:
    """What a model is asked. ``purpose`` names it in the ledger, with its prompt's version; ``pictures`` are
    ``data:`` addresses and need the vision model."""

    purpose: str
    system: str
    text: str
    form: type[A]
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asks: whose money, for which product, in which run, until when.

    ``check`` raises to stop, before a call and while one goes on.
    """

    merchant: Merchant
    product_id: UUID | None = None
    run_id: UUID | None = None
    deadline_at: datetime | None = None
    check: Callable[[], None] = field(default=lambda: None)

    @classmethod
    def of[P: Payload](cls, context: StepContext[P], product_id: UUID | None = None) -> "Asker":
        """The run's own merchant and time; a cancelled run asks nothing more."""
        merchant = Merchant.objects.get(pk=context.owner_id)
        return cls(
            merchant=merchant,
            product_id=product_id,
            run_id=context.run_id,
            deadline_at=context.deadline_at,
            check=context.check,
        )

    @property
    def seconds(self) -> float:
        """How long the next call may take."""
        limit: float = settings.AI.timeout_s
        if self.deadline_at is None:
            return limit
        return max(LEAST_S, min(limit, (self.deadline_at - timezone.now()).total_seconds()))


def is_set_up() -> bool:
    """Whether there is a model for texts."""
    return bool(settings.AI.writes)


def pace(_payload: Any = None) -> str:
    """The pace key of runs that ask a model: AI_AT_ONCE of them go on at once, in all workers together."""
    return PACE_KEY if settings.AI.writes or settings.AI.sees else ""


def ask[A: Answer](question: Question[A], asker: Asker) -> A:
    """The model's answer, checked against its form. One that does not fit is sent back once with what is wrong.

    Raises AIError (see ``products.ai.errors``; the retryable ones want ``jobs.retry.AI`` at the step), and what
    ``asker.check`` raises.
    """
    endpoint: Endpoint = settings.AI
    model = endpoint.vision_model if question.pictures else endpoint.model
    if not (endpoint.base_url and model):
        raise errors.NotSetUp
    messages = _messages(question)
    told = _call(question, asker, endpoint, model, messages)
    try:
        return _parse(question.form, told)
    except errors.Unusable as wrong:
        messages += [{"role": "assistant", "content": told.text[:20_000]}, {"role": "user", "content": _again(wrong)}]
    return _parse(question.form, _call(question, asker, endpoint, model, messages))


def _messages(question: Question[Any]) -> list[Message]:
    schema = json.dumps(question.form.model_json_schema(), ensure_ascii=False)
    system = f"{question.system}\n\nAnswer with one JSON object of this schema and nothing else:\n{schema}"
    content: Any = question.text
    if question.pictures:
        pictures = [{"type": "image_url", "image_url": {"url": picture}} for picture in question.pictures]
        content = [{"type": "text", "text": question.text}, *pictures]
    return [{"role": "system", "content": system}, {"role": "user", "content": content}]


def _again(wrong: errors.Unusable) -> str:
    return f"That answer cannot be used: {wrong}. Give the whole answer again, as one JSON object of the schema."


def _parse[A: Answer](form: type[A], told: Told) -> A:
    """Raises Unusable, whose text names what is wrong."""
    if told.is_cut:
        raise errors.Unusable("it is longer than allowed and was cut; be shorter")
    text = told.text.strip()
    start, end = text.find("{"), text.rfind("}")  # small models wrap it in words or a code fence
    try:
        return form.model_validate_json(text[start : end + 1] if 0 <= start < end else text)
    except pydantic.ValidationError as error:
        found = (f"{'.'.join(map(str, item['loc'])) or 'answer'}: {item['msg']}" for item in error.errors()[:8])
        raise errors.Unusable("; ".join(found)[:800]) from error


def _call(question: Question[Any], asker: Asker, endpoint: Endpoint, model: str, messages: list[Message]) -> Told:
    """One call, paid for and written down. Raises AIError and what ``asker.check`` raises."""
    from products.ai import wire  # noqa: PLC0415 - its library takes as long to import as all of Django

    asker.check()
    set_aside = endpoint.cost(model, _estimate(question, messages), endpoint.answer_limit)
    settle = _reserve(asker.merchant, set_aside)
    row, clock = _row_of(question, asker, model, set_aside), time.monotonic()
    try:
        told = wire.send(
            endpoint,
            model,
            messages,
            schema=question.form.model_json_schema(),
            name=question.form.__name__,
            seconds=asker.seconds,
            check=asker.check,
        )
    except errors.AIError as error:
        row.error_code = error.code
        row.cost_usd = set_aside if error.may_cost else Decimal(0)
        raise
    else:
        row.tokens_given = told.given if told.given is not None else _estimate(question, messages)
        row.tokens_written = told.written if told.written is not None else len(told.text) // CHARACTERS_A_TOKEN
        row.cost_usd = endpoint.cost(model, row.tokens_given, row.tokens_written)
        row.error_code = ""
        return told
    finally:
        row.duration_ms = round((time.monotonic() - clock) * 1000)
        row.save(force_insert=True)
        settle(row.cost_usd or Decimal(0))


def _row_of(question: Question[Any], asker: Asker, model: str, set_aside: Decimal | None) -> AICall:
    """What is written down of a call that begins now."""
    return AICall(
        merchant=asker.merchant,
        product_id=asker.product_id,
        run_id=asker.run_id,
        purpose=question.purpose,
        model=model,
        started_at=timezone.now(),
        error_code=CANCELLED,  # what holds when the run ends while the model writes: it may stand on the bill
        cost_usd=set_aside,
    )


def _estimate(question: Question[Any], messages: list[Message]) -> int:
    """About how many tokens it will read; rather too many."""
    told = [message["content"] for message in messages[1:] if isinstance(message["content"], str)]
    words = len(messages[0]["content"]) + len(question.text) * bool(question.pictures) + sum(map(len, told))
    return words // CHARACTERS_A_TOKEN + TOKENS_A_PICTURE * len(question.pictures)


def _reserve(merchant: Merchant, usd: Decimal | None) -> budget.Settle:
    """Set money aside; a model without a price is free. Raises BudgetReached."""
    if usd is None:
        return lambda _cost: None
    try:
        return budget.reserve(merchant, usd)
    except budget.BudgetSpent as error:
        raise errors.BudgetReached(str(error)) from error

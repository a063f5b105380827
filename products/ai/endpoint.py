"""Where a model is and what it costs. No Django in here: the settings are made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

MILLION = Decimal(1_000_000)

type Message = dict[str, Any]


class Price(NamedTuple):
    """USD for a million tokens: those it is given, and those it writes."""

    given: Decimal
    written: Decimal


class Form(StrEnum):
    """How the endpoint is told the form of its answer. Whatever it does with that, the answer is checked."""

    SCHEMA = "json_schema"
    OBJECT_SCHEMA = "json_object_schema"  # as llama.cpp's servers take it: ``json_object`` with the schema beside it
    JSON = "json_object"
    PROMPT = "prompt"  # by the words of the prompt alone


@dataclass(frozen=True, kw_only=True, slots=True)
class Endpoint:
    """Any OpenAI-compatible endpoint. ``timeout_s`` bounds one call; ``answer_limit`` in tokens, by the name that the
    endpoint has for it; ``temperature`` None is not sent, since some models take no other than their own."""

    base_url: str = ""
    key: str = field(default="", repr=False)
    model: str = ""
    vision_model: str = ""
    prices: Mapping[str, Price] = field(default_factory=dict)
    timeout_s: float = 60.0
    answer_limit: int = 4000
    limit_name: str = "max_tokens"
    temperature: float | None = 0.2
    form: Form = Form.SCHEMA

    @property
    def writes(self) -> bool:
        """There is a model for texts."""
        return bool(self.base_url and self.model)

    @property
    def sees(self) -> bool:
        """There is a model for pictures."""
        return bool(self.base_url and self.vision_model)

    def cost(self, model: str, given: int, written: int) -> Decimal | None:
        """USD of a call, None when the price table does not name the model (``*`` names all others)."""
        price = self.prices.get(model) or self.prices.get("*")
        return None if price is None else (price.given * given + price.written * written) / MILLION


@dataclass(frozen=True, slots=True)
class Told:
    """What the model said. Tokens as the endpoint counts them, None when it does not."""

    text: str
    is_cut: bool
    given: int | None
    written: int | None

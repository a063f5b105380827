"""The AI endpoint as the operator sets it up. A wrong value stops the start."""

from decimal import Decimal, InvalidOperation

import environ
from django.core.exceptions import ImproperlyConfigured

from products.ai.endpoint import Endpoint, Form, Price

LIMIT_NAMES = ("max_tokens", "max_completion_tokens")


def endpoint(env: environ.Env) -> Endpoint:
    """Raises ImproperlyConfigured for models without an address, and for what cannot be read."""
    found = Endpoint(
        base_url=env.str("AI_BASE_URL", "").rstrip("/"),
        key=env.str("AI_API_KEY", ""),
        model=env.str("AI_MODEL", ""),
        vision_model=env.str("AI_VISION_MODEL", ""),
        prices=prices(env.str("AI_PRICES", "")),
        timeout_s=env.float("AI_TIMEOUT_S", 60.0),
        answer_limit=env.int("AI_ANSWER_TOKENS", 4000),
        limit_name=_limit_name(env.str("AI_LIMIT_NAME", "max_tokens")),
        temperature=env.float("AI_TEMPERATURE", 0.2) if env.str("AI_TEMPERATURE", "0.2") else None,
        form=_form(env.str("AI_ANSWER_FORM", Form.SCHEMA)),
    )
    if (found.model or found.vision_model) and not found.base_url:
        raise ImproperlyConfigured("AI_MODEL and AI_VISION_MODEL need AI_BASE_URL, the address of the endpoint")
    return found


def prices(text: str) -> dict[str, Price]:
    """``model=in/out;model=in/out``: USD for a million tokens read and written. Raises ImproperlyConfigured."""
    table = {}
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        name, _equals, amounts = entry.rpartition("=")
        given, _slash, written = amounts.partition("/")
        try:
            price = Price(Decimal(given.strip()), Decimal(written.strip()))
        except InvalidOperation as error:
            raise ImproperlyConfigured(f"AI_PRICES: {entry!r} is not of the form model=0.25/2") from error
        if not name.strip() or not (price.given.is_finite() and price.written.is_finite()) or min(price) < 0:
            raise ImproperlyConfigured(f"AI_PRICES: {entry!r} is not of the form model=0.25/2")
        table[name.strip()] = price
    return table


def _form(text: str) -> Form:
    try:
        return Form(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"AI_ANSWER_FORM: {text!r} is none of {', '.join(Form)}") from error


def _limit_name(text: str) -> str:
    if text not in LIMIT_NAMES:
        raise ImproperlyConfigured(f"AI_LIMIT_NAME: {text!r} is none of {', '.join(LIMIT_NAMES)}")
    return text

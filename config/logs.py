"""How a line of the log looks: text for people, or a JSON object for programs (LOG_FORMAT)."""

import json
import logging
from collections.abc import Iterable
from datetime import UTC, datetime

from django.core.exceptions import ImproperlyConfigured

SECRET_ARGUMENTS = {"key", "secret", "signed", "token"}  # of addresses
FORMATS = {"text": "config.logs.TextLine", "json": "config.logs.JsonLine"}


def formatter(name: str) -> str:
    """The class for LOG_FORMAT. Raises ImproperlyConfigured."""
    if name not in FORMATS:
        raise ImproperlyConfigured(f"LOG_FORMAT is {name!r}; it is one of {', '.join(FORMATS)}.")
    return FORMATS[name]


class WithoutSecrets(logging.Filter):
    """Django names the address of a request that failed; what is secret in it becomes dots."""

    def filter(self, record: logging.LogRecord) -> bool:
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        secrets = [str(value) for name, value in match.kwargs.items() if name in SECRET_ARGUMENTS] if match else []
        if secrets and isinstance(record.args, tuple):
            record.args = tuple(_masked(given, secrets) for given in record.args)
        return True


def _masked(given: object, secrets: Iterable[str]) -> object:
    if not isinstance(given, str):
        return given
    for secret in secrets:
        given = given.replace(secret, "…")
    return given


class TextLine(logging.Formatter):
    """Time, level, logger, message, and what it is about in brackets."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:
        line = super().formatMessage(record)
        facts = getattr(record, "about", None)
        return f"{line} [{' '.join(f'{name}={value}' for name, value in facts.items())}]" if facts else line


class JsonLine(logging.Formatter):
    """One object a line: ``time``, ``level``, ``logger``, ``message``, ``process``, what it is about, ``error``."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
            **getattr(record, "about", {}),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)

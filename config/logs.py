"""How a line of the log looks: text for people, or a JSON object for programs (LOG_FORMAT)."""

import json
import logging
from datetime import UTC, datetime

from django.core.exceptions import ImproperlyConfigured

FORMATS = {"text": "config.logs.TextLine", "json": "config.logs.JsonLine"}


def formatter(name: str) -> str:
    """The class for LOG_FORMAT. Raises ImproperlyConfigured."""
    if name not in FORMATS:
        raise ImproperlyConfigured(f"LOG_FORMAT is {name!r}; it is one of {', '.join(FORMATS)}.")
    return FORMATS[name]


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

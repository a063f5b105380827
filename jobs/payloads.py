"""What events carry: declared types, checked on sending. The wire form is camelCase JSON, see ``wire.md``."""

from typing import Any, ClassVar

import pydantic
from pydantic.alias_generators import to_camel


class InvalidPayload(Exception):
    """The data does not fit the event's declared type. ``fields`` maps a field's wire name to what is wrong with it."""

    code = "invalid_payload"
    retryable = False  # as a step's error: the type has changed since the event was sent

    def __init__(self, event: str, fields: dict[str, str]) -> None:
        super().__init__(f"{event}: " + "; ".join(f"{name}: {reason}" for name, reason in fields.items()))
        self.event = event
        self.fields = fields


class UnknownEvent(Exception):
    """No payload type is declared under this name."""

    code = "unknown_event"


class EventTaken(Exception):
    """Two types were declared for one event name."""


class Payload(pydantic.BaseModel):
    """Base of all payloads. Python names are snake_case, wire names camelCase; nothing undeclared gets through."""

    model_config = pydantic.ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True, validate_by_alias=True
    )
    event: ClassVar[str]

    def dump(self) -> dict[str, Any]:
        """The wire form: camelCase keys, JSON values."""
        return self.model_dump(mode="json", by_alias=True)


_declared: dict[str, type[Payload]] = {}


def declare(*types: type[Payload]) -> None:
    """Make events known by name. Flows declare what starts them; results that start nothing are declared here."""
    for kind in types:
        if _declared.setdefault(kind.event, kind) is not kind:
            raise EventTaken(kind.event)


def declared() -> dict[str, type[Payload]]:
    """All known events, by name."""
    return dict(_declared)


def parse(event: str, data: object) -> Payload:
    """The typed payload of ``event`` from its wire form. Raises UnknownEvent and InvalidPayload."""
    if event not in _declared:
        raise UnknownEvent(event)
    return parse_as(_declared[event], data)


def parse_as[P: Payload](kind: type[P], data: object) -> P:
    """``data`` as ``kind``. Raises InvalidPayload."""
    try:
        return kind.model_validate(data)
    except pydantic.ValidationError as error:
        fields = {".".join(map(str, item["loc"])): item["msg"] for item in error.errors()}
        raise InvalidPayload(kind.event, fields) from error

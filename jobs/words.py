"""What progress lines say, worded for each reader: a line keeps its message's id with the values that join it.

Whoever writes a line does not know who reads it, so its text is English, for logs and for clients that cannot choose.
Pages and streams word it anew in the language that is active for their reader. A line without values needs nothing
beside its text, which is the id.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.functional import Promise

from jobs.templatetags.times import number

SAY = "say"  # where a line's data holds what its text is worded from; never shown, see ``shown``


@dataclass(frozen=True, slots=True)
class Counted:
    """A message with a plural. ``by`` names the value that decides which form is taken."""

    one: str
    many: str
    by: str


type Message = str | Promise | Counted


def ngettext_noop(one: str, many: str, by: str) -> Counted:
    """Mark a message with a plural; ``makemessages`` finds it by this name."""
    return Counted(one, many, by)


def kept(message: Message, data: Mapping[str, Any], values: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The text and the data of a line that says ``message``; ``values`` join the words alone, ``data`` both."""
    say = _say(message) | ({"values": dict(values)} if values else {})
    with translation.override(None):
        text = _filled(say, data)
    return {"message": text, "data": dict(data) if text == say["id"] else {**data, SAY: say}}


def worded(message: str, data: Mapping[str, Any]) -> str:
    """The line in the language that is active. One without an id shows its text, translated where that is known."""
    if SAY in data:
        return _filled(data[SAY], data)
    return translation.gettext(message) if message else ""


def shown(data: Mapping[str, Any]) -> dict[str, Any]:
    """The progress fields of a line, for clients."""
    return {name: value for name, value in data.items() if name != SAY}


def _say(message: Message) -> dict[str, Any]:
    if isinstance(message, Counted):
        return {"id": message.one, "plural": message.many, "by": message.by}
    with translation.override(None):  # a lazy message's id is what it says in no language
        return {"id": str(message)}


def _filled(say: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    values = {**data, **say.get("values", {})}
    if "plural" in say:
        text = translation.ngettext(say["id"], say["plural"], values[say["by"]])
    else:
        text = translation.gettext(say["id"])
    return text % {name: number(value) if type(value) is int else value for name, value in values.items()}

"""E-mails as people read them: the text as it was written, and beside it the same in the reader's direction.

Mail programs show plain text from left to right, also Arabic; only HTML can say which way it runs.
"""

import re

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_NAMED = re.compile(rf"(?P<name>[^:]+): (?P<address>{_ADDRESS.pattern})")
"""What a line says of the address at its end."""


def with_html(subject: str, text: str, to: list[str], sender: str | None = None) -> EmailMultiAlternatives:
    """The message in the active language, not sent yet."""
    message = EmailMultiAlternatives(subject, text, sender, to)
    paragraphs = [_paragraph(part) for part in re.split(r"\n{2,}", text.strip())]
    html = render_to_string("merchants/email/frame.html", {"subject": subject, "paragraphs": paragraphs})
    message.attach_alternative(html, "text/html")
    return message


def _paragraph(text: str) -> dict[str, SafeString | str]:
    """An address that stands alone is a button; others are links in their line."""
    text = text.strip()
    if _ADDRESS.fullmatch(text):
        return {"button": text}
    return {"html": mark_safe("<br>".join(_line(line) for line in text.split("\n")))}  # noqa: S308 - escaped in _line


def _line(line: str) -> str:
    if _ADDRESS.fullmatch(line.strip()):
        return format_html('<a href="{}">{}</a>', line.strip(), _("Open"))
    if named := _NAMED.fullmatch(line.strip()):
        return format_html('<a href="{}">{}</a>', named["address"], named["name"])
    return _ADDRESS.sub(lambda found: f'<a dir="ltr" href="{found[0]}">{found[0]}</a>', str(escape(line)))

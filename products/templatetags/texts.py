"""How texts, their claims and their fields are put into words."""

from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language_info, pgettext_lazy
from django.utils.translation import gettext as _

from products.enhancement.showing import LABELS
from products.guard import Claim

register = template.Library()

KINDS: dict[str, str | Promise] = {
    "number": pgettext_lazy("kind of claim", "number"),
    "measure": pgettext_lazy("kind of claim", "measure"),
    "size": pgettext_lazy("kind of claim", "size"),
    "code": pgettext_lazy("kind of claim", "model or standard"),
    "material": pgettext_lazy("kind of claim", "material"),
    "colour": pgettext_lazy("kind of claim", "colour"),
    "property": pgettext_lazy("kind of claim", "property"),
    "compatibility": pgettext_lazy("kind of claim", "what it works with"),
    "certificate": pgettext_lazy("kind of claim", "certificate"),
    "warranty": pgettext_lazy("kind of claim", "warranty"),
    "part": pgettext_lazy("kind of claim", "part or accessory"),
    "audience": pgettext_lazy("kind of claim", "whom it is for"),
    "date": pgettext_lazy("kind of claim", "date"),
    "name": pgettext_lazy("kind of claim", "name"),
    "origin": pgettext_lazy("kind of claim", "origin"),
    "promise": pgettext_lazy("kind of claim", "promise to buyers"),
    "superlative": pgettext_lazy("kind of claim", "superlative"),
    "price": pgettext_lazy("kind of claim", "price"),
    "link": pgettext_lazy("kind of claim", "link or contact"),
}


@register.filter
def direction(language: str) -> str:
    """How a text in it runs, whatever its first word is: an Arabic title may begin with a name in Latin letters."""
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


@register.filter
def claim_kind(kind: str) -> str | Promise:
    return KINDS.get(str(kind), str(kind))


@register.filter
def searched(claim: Claim | dict[str, Any]) -> str:
    """What was looked for in the source, and not found."""
    looked = claim.searched if isinstance(claim, Claim) else claim["searched"]
    if not looked:
        return _("Not in the source.")
    words = " · ".join(f"\u2068{word}\u2069" for word in looked)  # each may be of another direction than the sentence
    return _("Not in the source. Searched: %(words)s") % {"words": words}


@register.filter
def found_at(claim: dict[str, Any]) -> str:
    """Where the source says it."""
    return _("In the source: %(where)s") % {"where": claim["found"]}


@register.filter
def text_field(name: str) -> str | Promise:
    return LABELS.get(name, name)

"""Why a comparison or an analysis could not be made, in the merchant's words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "foreign_catalogue": _("This catalogue belongs to somebody else."),
    "unknown_brand": _("No product of one of the two brands has been read. Import some, or choose another brand."),
    "unknown_product": _("One of the two products has been deleted or not been read."),
    "same_twice": _("This is the same one twice. Name two different ones."),
    "nothing_to_analyse": _("No product has been read yet. Import some first."),
}


def sentence(code: str) -> str | Promise:
    return SENTENCES.get(code, "")

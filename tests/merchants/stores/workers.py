"""A flow whose step asks for a store's access; imported by worker processes of the tests too."""

from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from jobs import flows
from jobs.context import StepContext
from jobs.flows import Flow, Step
from jobs.payloads import Payload
from merchants.models import StoreConnection
from merchants.stores import tokens


class AccessWanted(Payload):
    event: ClassVar[str] = "test/access.requested"
    store_id: UUID
    number: int


def ask(context: StepContext[AccessWanted]) -> dict[str, Any]:
    store = StoreConnection.objects.get(pk=context.payload.store_id)
    return {"tail": tokens.access_token(store)[-6:]}


flows.register(
    Flow("test/access", on=AccessWanted, title=_("Asking for access"), steps=(Step(ask, title=_("Asking")),))
)

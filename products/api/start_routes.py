"""Flows that a program may start for its merchant as a whole: an address for each, no body.

A row here and ``starts_by_hand`` at the flow are all it takes.
"""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import Router, Status

from jobs import flows, service
from jobs.api import shown
from jobs.api.access import may
from jobs.api.problems import Problem, answers
from jobs.api.schemas import Accepted
from jobs.flows import Flow
from products.api.access import MerchantApiRequest

STARTS = {  # address: flow
    "/catalogue/rescrape": "catalogue/rescrape",
    "/analysis/full": "analysis/full",
}
NOTHING = _("There is nothing to do.")

router = Router(tags=["Catalogue"])


def _start(flow: Flow) -> Callable[[MerchantApiRequest], Status[Accepted]]:
    def start(request: MerchantApiRequest) -> Status[Accepted]:
        payload = flow.starts_by_hand(request.merchant) if flow.starts_by_hand else None
        if payload is None:
            raise Problem(409, "nothing_to_do", NOTHING)
        return Status(202, shown.accepted(service.emit(payload, owner=request.merchant).run))

    return start


def _mount(path: str, flow: Flow, title: str | Promise) -> None:
    router.post(
        path,
        auth=may("write"),
        response=answers({202: Accepted}, 409, 413, 415),
        operation_id=f"start_{flow.name.replace('/', '_').replace('-', '_')}",
        summary=str(title),
        description="While one goes on already, that job is given. 409 `nothing_to_do` without products.",
    )(_start(flow))


for _path, _name in STARTS.items():
    if _name in flows.known():
        _mount(_path, flows.get(_name), flows.get(_name).title)

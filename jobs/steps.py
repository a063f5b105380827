"""The step rows of a run, kept in line with what the deploy declares."""

from collections.abc import Sequence

from jobs.flows import Flow
from jobs.lease import Lease
from jobs.models import Run, Status, Step


def rows_of(run: Run, flow: Flow, lease: Lease) -> list[Step]:
    """One row for each declared step, in order.

    A deploy may have changed the flow while the run was open: finished steps keep their results by name, the others
    are laid anew.
    """
    rows = list(run.steps.order_by("position"))
    if [row.name for row in rows] == [step.name for step in flow.steps]:
        return rows
    done = {row.name: row for row in rows if row.status == Status.SUCCEEDED}
    with lease.writing():
        run.steps.all().delete()
        laid = [done.get(step.name) or Step(name=step.name) for step in flow.steps]
        for position, row in enumerate(laid):
            row.pk, row.run, row.position = None, run, position
        return Step.objects.bulk_create(laid)


def store(rows: Sequence[Step]) -> None:
    """Write what the engine has set in ``rows``, which are there, in one statement."""
    if len(rows) == 1:
        rows[0].save(update_fields=_BY_ENGINE)
    elif rows:
        Step.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=_BY_ENGINE)


_BY_ENGINE = ("status", "attempts", "result", "started_at", "ended_at", "error_code", "error")

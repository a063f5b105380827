"""What people read where a run is about something of this app: names and pages by the kind of its subject."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.text import Truncator

from jobs import subjects
from jobs.ids import as_uuid
from jobs.models import Run
from merchants.models import StoreConnection
from products.files.models import Feed
from products.models import Product
from products.publishing.models import PublishBatch

LONGEST = 80  # characters of a name where two stand side by side


def register() -> None:
    """Called once when the apps are ready."""
    subjects.register("product", address=lambda key: reverse("products:product", args=[key]), names=products)
    subjects.register("texts", address=lambda key: reverse("products:texts", args=[key]), names=products)
    subjects.register(
        "listing", address=lambda key: reverse("products:listing", args=key.split(":")[:2]), names=listings
    )
    subjects.register(
        "publish-batch", address=lambda key: reverse("products:publish-report", args=[key]), names=publish_batches
    )
    subjects.register("comparison", address=lambda key: reverse("products:insights"), names=comparisons)
    subjects.register("analysis", address=lambda key: reverse("products:insights"))
    subjects.register("shop", names=shops)
    subjects.register("feed", names=feeds)


class Known:
    """Names by id, told for the runs of their owner alone: what a program sends may name what is a stranger's."""

    def __init__(self, rows: Iterable[tuple[UUID, UUID, str]]) -> None:
        self._names: dict[tuple[UUID | None, UUID], str] = {(owner_id, pk): name for pk, owner_id, name in rows}

    def of(self, run: Run, key: object) -> str:
        """The name of what has the id ``key``, a text or None; empty when nothing is known."""
        pk = as_uuid(str(key))
        return self._names.get((run.owner_id, pk), "") if pk else ""


def products(runs: Sequence[Run]) -> Mapping[UUID, str]:
    """The product's name, or its link as long as it has none."""
    known = _products(subjects.key_of(run) for run in runs)
    return {run.pk: known.of(run, subjects.key_of(run)) for run in runs}


def listings(runs: Sequence[Run]) -> Mapping[UUID, str]:
    """The product's name and that of the store."""
    keys = {run.pk: (*subjects.key_of(run).split(":"), "")[:2] for run in runs}
    of_products = _products(product for product, _ in keys.values())
    stores = StoreConnection.objects.filter(pk__in=_uuids(store for _, store in keys.values()))
    of_stores = Known((one.pk, one.merchant_id, str(one)) for one in stores)
    return {
        run.pk: " · ".join(_named(of_products.of(run, keys[run.pk][0]), of_stores.of(run, keys[run.pk][1])))
        for run in runs
    }


def publish_batches(runs: Sequence[Run]) -> Mapping[UUID, str]:
    """The store that many products go to."""
    batches = PublishBatch.objects.select_related("connection").filter(pk__in=_uuids(map(subjects.key_of, runs)))
    known = Known((one.pk, one.merchant_id, str(one.connection)) for one in batches)
    return {run.pk: known.of(run, subjects.key_of(run)) for run in runs}


def comparisons(runs: Sequence[Run]) -> Mapping[UUID, str]:
    """The two brands, or the two products by their names."""
    known = _products(run.payload.get(f"product{side}") for run in runs for side in "AB")
    return {
        run.pk: " / ".join(
            _named(
                *(run.payload.get(f"brand{side}") or known.of(run, run.payload.get(f"product{side}")) for side in "AB")
            )
        )
        for run in runs
    }


def shops(runs: Sequence[Run]) -> Mapping[UUID, str]:
    """The shop's domain."""
    return {run.pk: str(run.payload.get("domain", "")) for run in runs}


def feeds(runs: Sequence[Run]) -> Mapping[UUID, str]:
    """The feed's name."""
    known = Known(
        Feed.objects.filter(pk__in=_uuids(map(subjects.key_of, runs))).values_list("pk", "merchant_id", "name")
    )
    return {run.pk: known.of(run, subjects.key_of(run)) for run in runs}


def _products(keys: Iterable[object]) -> Known:
    rows = Product.objects.filter(pk__in=_uuids(keys)).values_list("pk", "merchant_id", "name", "link")
    return Known((pk, owner, name or subjects.without_scheme(link)) for pk, owner, name, link in rows)


def _uuids(keys: Iterable[object]) -> set[UUID]:
    return {pk for key in keys if (pk := as_uuid(str(key)))}


def _named(*names: str) -> list[str]:
    return [Truncator(name).chars(LONGEST) for name in names if name]

"""What must hold when the chaos is over. Each check gives sentences about what does not."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from bench._chaos_flow import ENDED, FLOW
from bench._chaos_log import Story, stories
from bench._chaos_site import Goods, Receiver
from jobs import flows
from jobs.models import Event, Line, Run, Status
from products.models import Facts, Product, ProductImage, ProductVariant, StatusChange


def runs_ended_right() -> Iterator[str]:
    """Every run succeeded, was told of once, and was never in two hands."""
    told = stories()
    lines = _grouped(Line.objects.order_by("run", "number").values_list("run_id", "number", "kind"))
    for run in Run.objects.all():
        if run.status != Status.SUCCEEDED:
            yield f"{run} is {run.status}: {run.error_code} {run.error}"
            continue
        steps = len(flows.get(run.flow).steps)
        yield from (f"{run} {fault}" for fault in told.get(run.pk, Story()).faults(steps))
        yield from (f"{run} {fault}" for fault in _line_faults(lines[run.pk]))


def _line_faults(lines: Sequence[tuple[int, str]]) -> Iterator[str]:
    numbers, kinds = [number for number, _ in lines], [kind for _, kind in lines]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"has gaps in its progress lines: {numbers}"
    if (kinds.count("start"), kinds.count("complete"), kinds.count("error")) != (1, 1, 0):
        yield f"was told wrongly: {kinds}"
    elif (kinds[0], kinds[-1]) != ("start", "complete"):
        yield f"was told in a wrong order: {kinds}"


def imports_are_right(wanted: dict[str, Goods], merchants: int) -> Iterator[str]:
    """One product for each link, with what the shop's page says, once."""
    images, variants = _names(ProductImage, "url"), _names(ProductVariant, "name")
    changes = _grouped(StatusChange.objects.order_by("id").values_list("product_id", "old", "new"))
    told = Counter(Event.objects.filter(name="product/scrape.completed").values_list("data__productId", flat=True))
    facts = Counter(Facts.objects.values_list("product_id", flat=True))
    products = list(Product.objects.select_related("facts"))
    links = Counter(product.link for product in products)
    if links != Counter(wanted.keys()):
        yield f"{len(wanted)} links gave {len(products)} products, {len(links)} different ones"
    if len({product.merchant_id for product in products}) != merchants:
        yield "some merchant has no product"
    for product in products:
        goods = wanted[product.link]
        is_ = (
            (product.status, product.name, product.price, product.currency, product.availability),
            (len(images[product.pk]), len(set(images[product.pk])), len(variants[product.pk])),
            (facts[product.pk], told[str(product.pk)], changes[product.pk]),
        )
        should = (
            ("IMPORTED", goods.name, Decimal(goods.price), "SAR", "in_stock"),
            (goods.images, goods.images, len(goods.variants)),
            (1, 1, [("", "IMPORTING"), ("IMPORTING", "IMPORTED")]),
        )
        if is_ != should:
            yield f"{product.link} ({goods.kind}) is {is_}, should be {should}"


def orders_were_made_once(receiver: Receiver, keys: Iterable[str]) -> Iterator[str]:
    """Each order was made once at the receiver, each run knows its receipt, each end was told once."""
    keys = list(keys)
    if receiver.made != Counter(keys):
        wrong = {key: receiver.made[key] for key in {*keys, *receiver.made} if receiver.made[key] != 1}
        yield f"these orders were not made once: {wrong}"
    runs = Run.objects.filter(flow=FLOW)
    results = Counter((run.payload["key"], (run.result or {}).get("receipt")) for run in runs)
    if results != Counter((key, f"receipt of {key}") for key in keys):
        yield f"runs and receipts do not fit: {results}"
    ends = Counter(Event.objects.filter(name=ENDED).values_list("data__run", flat=True))
    if ends != Counter(str(run.pk) for run in runs):
        yield f"the ends of orders were told {ends.most_common(3)} times"


def _names(model: Any, column: str) -> defaultdict[Any, list[str]]:
    found: defaultdict[Any, list[str]] = defaultdict(list)
    for product_id, name in model.objects.values_list("product_id", column):
        found[product_id].append(name)
    return found


def _grouped(rows: Iterable[tuple[Any, ...]]) -> defaultdict[Any, list[tuple[Any, ...]]]:
    found: defaultdict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    for key, *rest in rows:
        found[key].append(tuple(rest))
    return found

"""Items as they come: plain, with a choice, in Arabic, hostile."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from jobs.models import Run
from products.files import service
from products.files.formats import FORMATS
from products.files.items import Item, ItemVariant
from products.files.writers import About


def variant(number: int, price: str, *, regular: str = "", **options: str) -> ItemVariant:
    return ItemVariant(
        key=f"{number:012x}",
        options=options,
        price=Decimal(price),
        regular_price=Decimal(regular) if regular else None,
        availability="in_stock" if number % 2 else "out_of_stock",
        quantity=number,
        sku=f"SHIRT-{number}",
        image=f"https://shop.test/shirt-{number}.jpg",
    )


POT = Item(
    key="0" * 31 + "1",
    handle="copper-pot-000000000001",
    name="Copper pot, 2 l",
    price=Decimal("129.50"),
    regular_price=Decimal("149.00"),
    currency="SAR",
    html='<p>Hand-made, "tinned".</p>\n<ul><li>2 litres</li></ul>',
    text='Hand-made, "tinned".\n2 litres',
    brand="Nahhas",
    availability="in_stock",
    quantity=3,
    sku="POT-2",
    gtin="6281000000014",
    weight_g=Decimal("1200.0"),
    link="https://shop.test/pot",
    images=("https://shop.test/pot-1.jpg", "https://shop.test/pot-2.jpg?a=1,2"),
    categories=("Kitchen", "Pots"),
    tags=("Pots", "Nahhas"),
    features=("Hand-made", "Tinned inside"),
    properties={"Volume": "2 l", "Origin": "Fes: Morocco"},
)
SHIRT = Item(
    key="0" * 31 + "2",
    handle="shirt-000000000002",
    name="قميص قطني",
    price=Decimal("80.00"),
    currency="SAR",
    html="<p>قطن ١٠٠٪</p>",
    text="قطن ١٠٠٪",
    language="ar",
    link="https://shop.test/shirt",
    images=("https://shop.test/shirt.jpg",),
    variants=(
        variant(1, "80.00", اللون="أحمر, فاتح", المقاس="S"),
        variant(2, "90.00", regular="95.00", اللون="أزرق", المقاس="M"),
    ),
)
HOSTILE = Item(
    key="0" * 31 + "3",
    handle="hostile-000000000003",
    name='=HYPERLINK("http://bad.test","click")',
    price=Decimal("5.00"),
    currency="SAR",
    html="<p>a\tb &lt;script&gt;</p>",
    text="-1+cmd|' /C calc'!A0 \t tab\x0b <b> & ]]>",
    brand="@SUM(1+1)",
    availability="out_of_stock",
    sku="-12",
    mpn="+966",
    link="https://shop.test/?a=1&b=2",
    images=("https://shop.test/x.jpg",),
    is_name_by_ai=True,
    is_text_by_ai=True,
    highlights=("<b>Hot</b>", "Cold"),
    alts={"https://shop.test/x.jpg": "=1+1, from the side"},
)


@pytest.fixture
def written() -> Callable[..., bytes]:
    """Write items in a form."""

    def write(kind: str, *items: Item) -> bytes:
        parts: list[bytes] = []
        writer = FORMATS[kind].writer(parts.append, About("Dar Al Qahwa & sons", "https://shop.test/"))
        try:
            writer.open()
            for item in items:
                writer.add(item)
            writer.close()
        finally:
            writer.drop()
        return b"".join(parts)

    return write


@pytest.fixture
def client(client_of, user):
    return client_of(user)


@pytest.fixture
def exported(client, work_all, merchant):
    """Order a file by the page, have it written, and give the run and the file's content."""

    def export(kind: str, **given: object) -> tuple[Run, bytes]:
        answer = client.post("/products/export", {"kind": kind, "currency": "SAR", **given})
        assert answer.status_code == 302, answer.content.decode()
        work_all()
        run = Run.objects.filter(owner=merchant, flow="products/export").latest("pk")
        file = service.file_of(run)
        return run, b"".join(client.get(f"/products/files/{file.pk}").streaming_content) if file else b""

    return export

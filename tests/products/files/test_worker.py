"""A real worker writes a file, is killed while it does, and there is one file in the end."""

import pytest
from django.test import Client

from jobs.models import Run, Status
from merchants.models import Membership, Merchant, User
from products.files import service
from products.files.models import ExportFile
from products.imports import values
from products.models import Facts, Product
from tests.products.conftest import SNAPSHOT
from tests.products.files import rules
from tests.support import worker


@pytest.fixture
def database(tmp_path, django_db_blocker):
    with django_db_blocker.unblock(), worker.sqlite_database(tmp_path) as address:
        yield address


def test_a_killed_worker_leaves_one_file(tmp_path, database):
    merchant = Merchant.objects.create(name="Dar Al Qahwa", slug="dar-al-qahwa")
    user = User.objects.create_user("owner@example.com", "a calm workshop")
    Membership.objects.create(merchant=merchant, user=user, role="owner")
    for number in range(3):
        fields = {"link": f"https://shop.test/{number}", "link_key": f"https://shop.test/{number}"}
        product = Product.objects.create(
            merchant=merchant, domain="shop.test", status="IMPORTED", **values.columns(SNAPSHOT, {}), **fields
        )
        Facts.objects.create(product=product, snapshot=SNAPSHOT, read_at=product.created_at)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    kills = ["write_file:before", "write_file:after"]
    with worker.Crew(tmp_path, database, "memory://", kill_at=kills, imports=()) as crew:
        answer = client.post("/products/export", {"kind": "shopify", "currency": "SAR"})
        crew.until(lambda: Run.objects.filter(ended_at__isnull=False).exists())
        assert crew.kills == set(kills)

    run = Run.objects.get()
    assert answer["Location"] == f"/products/exports/{run.pk}"
    assert run.status == Status.SUCCEEDED, run.error
    file = ExportFile.objects.get()
    assert service.file_of(run) == file
    content = b"".join(client.get(f"/products/files/{file.pk}").streaming_content)
    assert len(rules.check_shopify(content)) == 3

"""The real shop pages of ``../shared/pages``, served on loopback and imported through the program's own command."""

import gzip
import io
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.support.http import Site

FOLDER = Path(os.environ.get("SHARED_PAGES", Path(__file__).resolve().parents[3] / "shared" / "pages"))

pytestmark = [
    pytest.mark.pages,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not FOLDER.exists(), reason=f"no real shop pages at {FOLDER.name}/ beside the project"),
]


def test_at_least_95_percent_of_real_pages_become_products(settings, merchant, tmp_path):
    rows = [json.loads(line) for line in (FOLDER / "manifest.jsonl").read_text().splitlines()]
    shop = Site()
    for row in rows:
        shop.page(f"/{row['id']}", gzip.decompress((FOLDER / row["path"]).read_bytes()), Content_Type="text/html")
    settings.SCRAPE_POLICY = replace(settings.SCRAPE_POLICY, allow_private=frozenset({shop.pair}))
    links = tmp_path / "links.txt"
    links.write_text("\n".join(shop.url(f"/{row['id']}") for row in rows))
    out = io.StringIO()

    try:
        call_command("import_products", str(links), merchant=merchant.slug, wait=True, json=True, stdout=out)
    except CommandError as error:  # a few may fail; which ones is what the report says
        print(error)
    finally:
        shop.close()

    report = [json.loads(line) for line in out.getvalue().splitlines()]
    ends = {row["link"].rpartition("/")[2]: (row["status"], row["error_code"]) for row in report}
    assert len(ends) == len(rows) == 107
    lost = {name: end for name, end in ends.items() if end[0] != "IMPORTED"}
    assert len(lost) <= 0.05 * len(rows), lost

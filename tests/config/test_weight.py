"""Styles and scripts stay light: all of them together, as they go over the wire."""

import gzip
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import find

LIMIT = 100 * 1024


def test_all_styles_and_scripts_together_are_small():
    own = [path for kind in ("css", "js") for path in (settings.BASE_DIR / "static" / kind).glob(f"*.{kind}")]
    htmx = find("django_htmx/htmx-2.min.js")

    assert htmx, "the page's own library is part of the weight"
    assert len(own) > 15
    assert sum(len(gzip.compress(Path(path).read_bytes())) for path in [*own, htmx]) < LIMIT

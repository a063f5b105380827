"""The table of features names what is there."""

import re
from pathlib import Path

from django.conf import settings

TEXT = Path(settings.BASE_DIR, "docs/features.md").read_text(encoding="utf-8")


def test_every_path_that_the_table_names_is_there():
    paths = re.findall(r"`((?:\w+/|\.env)[\w./-]*)`", TEXT)

    assert len(paths) > 80
    assert [path for path in paths if not Path(settings.BASE_DIR, path).exists()] == []


def test_every_feature_has_a_row_of_its_own():
    rows = re.findall(r"^\| ([A-G]\d+)(?: [†‡])* \|", TEXT, re.MULTILINE)

    counts = {"A": 17, "B": 8, "C": 10, "D": 9, "E": 7, "F": 7, "G": 5}
    assert rows == [f"{part}{n}" for part, count in counts.items() for n in range(1, count + 1)]

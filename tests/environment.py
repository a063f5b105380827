"""The environment of the tests, set before the settings are read (pytest loads this as its first plugin)."""

import os
from urllib.parse import urlsplit

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
CACHES, BROKERS = 4, 8  # the first of four Redis databases for each


def own_redis(url: str, first: int) -> str:
    """``url`` with a database for this xdist worker alone: tests empty their cache, and no other's."""
    number = int(WORKER.removeprefix("gw") or 0)
    return urlsplit(url)._replace(path=f"/{first + number % 4}").geturl() if url.startswith("redis") else url


os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("EMAIL_URL", "memorymail://")
if "CACHE_URL" in os.environ:
    os.environ["CACHE_URL"] = own_redis(os.environ["CACHE_URL"], CACHES)

# Tests work off their runs in their own process, or start workers with a broker of their own. The broker that the suite
# was given is for the whole programs that a test starts. (An xdist worker inherits what its parent has put aside.)
given = os.environ.pop("BROKER_URL", os.environ.get("PROGRAM_BROKER_URL", "memory://"))
os.environ["PROGRAM_BROKER_URL"] = own_redis(given, BROKERS)

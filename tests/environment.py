"""The environment of the tests, set before the settings are read (pytest loads this as its first plugin)."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("EMAIL_URL", "memorymail://")

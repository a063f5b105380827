"""Where the browser's program is, and with which switches it is started."""

import logging
import os
import shutil
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from scraping.policy import BrowserPolicy

log = logging.getLogger(__name__)

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATHS = (
    "/usr/lib/chromium/chromium",
    "/snap/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
NOWHERE = "http://127.0.0.1:9"
"""Proxy of whatever is asked outside of a visit: the discard port, where nothing listens."""
SWITCHES = (
    # Names are resolved by the guarded proxy alone; what does not go through it resolves nothing.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    # No way around the proxy: neither QUIC nor WebRTC's own packets.
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    # Pictures are never fetched; other than refusing them one by one, this makes no page replace them by "no picture".
    "--blink-settings=imagesEnabled=false",
    "--js-flags=--max-old-space-size=512",  # MB of one page's scripts
    "--disable-gpu",
    "--disable-sync",
)


@cache
def find(path: str) -> str | None:
    """The program: ``path`` if it is given, else what is found in the usual places. Says once what is amiss."""
    if find_spec("playwright") is None:
        log.info("no browser: the optional package is not installed (uv sync --extra browser)")
        return None
    if path:
        found = path if os.access(path, os.X_OK) else None
    else:
        found = next(filter(None, map(shutil.which, NAMES)), None) or next(filter(_is_program, PATHS), None)
    if found is None:
        log.warning("no browser: %s", f"{path} is no program" if path else "no Chromium in the usual places")
    return found


def is_here(policy: BrowserPolicy) -> bool:
    return find(policy.path) is not None


def has_sandbox(policy: BrowserPolicy) -> bool:
    """Chromium refuses to start as root with its sandbox on."""
    return policy.sandbox and os.geteuid() != 0


def _is_program(path: str) -> bool:
    return os.access(Path(path), os.X_OK)

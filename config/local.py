"""What ``up`` and ``demo`` need before the settings are read: this machine's own secrets and the demo shop's permit.

Knows no Django, since it runs before there is any.
"""

import os
import secrets
from pathlib import Path

from environ import Env

BASE_DIR = Path(__file__).resolve().parent.parent
Env.read_env(BASE_DIR / ".env")  # what the operator wrote; a variable that is set already wins
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var")).resolve()
SECRETS_FILE = VAR_DIR / "local.env"
LOCAL_COMMANDS = {"up", "demo"}
DEMO_SHOP_HOST = "127.0.0.1:8765"


def prepare(argv: list[str]) -> None:
    """For ``up`` and ``demo``: make this machine's secrets once, and let the demo shop through the address guard."""
    if len(argv) < 2 or argv[1] not in LOCAL_COMMANDS:
        return
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    if not SECRETS_FILE.exists():
        write_secrets(SECRETS_FILE)
    allow(os.environ.get("DEMO_SHOP_HOST", DEMO_SHOP_HOST))


def write_secrets(path: Path) -> None:
    """Write a new secrets file that only its owner can read. Raises FileExistsError when another process was first."""
    lines = f"SECRET_KEY={secrets.token_urlsafe(50)}\nFIELD_KEYS={secrets.token_urlsafe(32)}\n"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(lines)


def allow(host_port: str) -> None:
    """Add ``host:port`` to SCRAPE_ALLOW_PRIVATE of this process."""
    listed = [item for item in os.environ.get("SCRAPE_ALLOW_PRIVATE", "").split(",") if item]
    os.environ["SCRAPE_ALLOW_PRIVATE"] = ",".join(dict.fromkeys([*listed, host_port]))

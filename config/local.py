"""What ``up`` and ``demo`` need before the settings are read: this machine's own secrets, the hosts that ``up`` answers
to, and the demo shop's permit.

Knows no Django, since it runs before there is any.
"""

import argparse
import ipaddress
import os
import secrets
import socket
import tempfile
from contextlib import suppress
from pathlib import Path

from environ import Env

BASE_DIR = Path(__file__).resolve().parent.parent
Env.read_env(BASE_DIR / ".env")  # what the operator wrote; a variable that is set already wins
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var")).resolve()
SECRETS_FILE = VAR_DIR / "local.env"
DEMO_SHOP_HOST = "127.0.0.1:8765"
LOOPBACK = "127.0.0.1"


def prepare(argv: list[str]) -> None:
    """Set the environment for ``up`` and ``demo``; do nothing for other commands."""
    if argv[1:2] not in (["up"], ["demo"]):
        return
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    keys = f"SECRET_KEY={secrets.token_urlsafe(50)}\nFIELD_KEYS={secrets.token_urlsafe(32)}\n"
    write_private_once(SECRETS_FILE, keys)
    if argv[1] == "demo":
        os.environ["BROKER_URL"] = "memory://"  # its work is done here: other machines do not reach this one's loopback
        allow_demo_shop()
    else:
        prepare_up(argv[2:])


def prepare_up(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="manage.py up", add_help=False)
    add_arguments(parser)
    options, _ = parser.parse_known_args(arguments)
    if shows_demo(options.host, options.demo):
        allow_demo_shop()
    if "ALLOWED_HOSTS" not in os.environ:
        os.environ["ALLOWED_HOSTS"] = ",".join(hosts_of(options.host))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``up`` that matter before the settings are read; the command itself has the same."""
    parser.add_argument("--host", default=LOOPBACK, help="Address to listen on (default %(default)s).")
    parser.add_argument("--demo", action="store_true", help="Make the demo login on any host.")


def shows_demo(host: str, demo: bool) -> bool:
    """A login whose password is printed, and a shop on loopback, are for people at this machine, unless asked for."""
    return demo or is_loopback(host)


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def hosts_of(host: str) -> list[str]:
    """Names under which a browser may ask for what listens on ``host``; for 0.0.0.0 all of this machine's."""
    names = ["localhost", LOOPBACK, "[::1]", host]
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - asked for by the operator
        names += [socket.gethostname(), *addresses_of_this_machine()]
    return list(dict.fromkeys(f"[{name}]" if ":" in name and name[0] != "[" else name for name in names))


def addresses_of_this_machine() -> list[str]:
    """The address that its network sees, without sending anything; none when it has no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # for documentation only (RFC 5737): a route is looked up, no packet leaves
        except OSError:
            return []
        return [probe.getsockname()[0]]


def write_private_once(path: Path, text: str) -> None:
    """Make a file that only its owner can read, unless it is there. Two processes at once both find one, whole."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:  # made with mode 600
        file.write(text)
        file.flush()
        with suppress(FileExistsError):
            os.link(file.name, path)


def allow_demo_shop() -> None:
    """Let the demo shop's one address through the address guard of this process."""
    listed = [item for item in os.environ.get("SCRAPE_ALLOW_PRIVATE", "").split(",") if item]
    host_port = os.environ.get("DEMO_SHOP_HOST", DEMO_SHOP_HOST)
    os.environ["SCRAPE_ALLOW_PRIVATE"] = ",".join(dict.fromkeys([*listed, host_port]))

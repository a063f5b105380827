"""Everything on one machine: ``uv run manage.py up``."""

import argparse
import socket
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config import celery_app, context, demo_login, embedded, local
from config.demo_shop import server as demo_shop


class Command(BaseCommand):
    help = "Start everything on this machine: pages, worker, beat and, on loopback, a demo login and a demo shop."
    requires_system_checks: list[str] = []  # the database may be empty; `migrate` runs the checks

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        local.add_arguments(parser)
        parser.add_argument("--port", type=port_number, default=8000, help="Port (default %(default)s; 0: a free one).")

    def handle(self, *, host: str, port: int, demo: bool, **options: Any) -> None:
        try:
            listener = embedded.listen(host, port)  # first, so that nothing else has begun when the port is taken
        except embedded.CannotListen as error:
            raise CommandError(str(error)) from error
        embedded.raise_file_limit()
        embedded.quiet_libraries()
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0)
        with ExitStack() as stack:
            rows = self.addresses(listener)
            settings.PUBLIC_URL = settings.PUBLIC_URL or rows[0][1].rstrip("/")
            if local.shows_demo(host, demo):
                rows += self.open_demo(stack, has_staff=local.is_loopback(host))
            background = embedded.Background(celery_app)
            if not background.start():
                self.stderr.write(
                    f"The worker has not reached its broker at {settings.BROKER_URL} yet; it keeps trying."
                )
            embedded.take_up_unfinished()
            embedded.serve_until_stopped(listener, background, started=lambda: self.announce(rows))

    def addresses(self, listener: socket.socket) -> list[tuple[str, str]]:
        host, port = listener.getsockname()[:2]
        if host in {"0.0.0.0", "::"}:  # noqa: S104 - to be shown as what it stands for
            host = (local.addresses_of_this_machine() or [local.LOOPBACK])[0]
        return [("Open", f"http://{f'[{host}]' if ':' in host else host}:{port}/")]

    def open_demo(self, stack: ExitStack, *, has_staff: bool) -> list[tuple[str, str]]:
        """Make the login and open the shop; each that cannot be is told, and the rest goes on."""
        rows = []
        try:
            login = demo_login.make_demo_login()
            rows += [("Login", login.email), ("Password", login.password)]
            if has_staff:
                rows += [("Staff login", f"{demo_login.make_staff_login()}, same password, for /admin/")]
        except demo_login.DemoTaken as error:
            self.stderr.write(str(error))
        try:
            stack.enter_context(demo_shop.serve_or_find(settings.DEMO_SHOP_HOST))
            context.offer_demo_links(True)
            rows += [("Demo shop", f"http://{settings.DEMO_SHOP_HOST}/")]
        except demo_shop.PortTaken as error:
            self.stderr.write(f"{error} Everything else works.")
        return rows

    def announce(self, rows: list[tuple[str, str]]) -> None:
        self.stdout.write("\nWared is running.\n")
        for name, value in rows:
            self.stdout.write(f"  {name + ':':<12} {value}")
        self.stdout.write("\nStop with Ctrl-C.\n")
        self.stdout.flush()


def port_number(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number from 0 to 65535.")
    return int(text)

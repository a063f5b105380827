"""Connecting to checked addresses only: resolve, judge every address, connect to one of them by number."""

import logging
import socket
from contextlib import suppress
from time import monotonic

from scraping.errors import ShopUnreachable
from scraping.net.addresses import IPAddress, Target, is_public, literal
from scraping.net.deadline import Deadline, Watchdog
from scraping.net.resolver import Unresolved, resolve
from scraping.policy import ScrapePolicy

log = logging.getLogger(__name__)

UNREACHABLE = "the server could not be reached"
"""Said alike of an unknown name, a refused address and a refused connection: nobody maps a network through us."""
_ADDRESSES_TRIED = 4
_LEAST_WAIT_S = 0.01


class Guard:
    """What one request may connect to, and until when. Every connection of that request is made by ``connect``."""

    def __init__(self, target: Target, policy: ScrapePolicy, deadline: Deadline) -> None:
        self.target = target
        self._policy = policy
        self._deadline = deadline
        self._watchdog: Watchdog | None = None

    def connect(self) -> socket.socket:
        """A connected socket that ends at the deadline. Raises ShopUnreachable, PageTooSlow."""
        addresses = self._checked_addresses()[:_ADDRESSES_TRIED]
        ends = monotonic() + min(self._policy.connect_timeout_s, self._deadline.remaining_s())
        for tried, address in enumerate(addresses):
            share_s = (ends - monotonic()) / (len(addresses) - tried)  # one that never answers leaves time for the rest
            with suppress(OSError):
                return self._watched(_connect(address, self.target.port, max(share_s, _LEAST_WAIT_S)))
        self._deadline.remaining_s()  # the deadline's end is the better reason
        log.info("no connection to %s at %s", self.target.pair, ", ".join(map(str, addresses)))
        raise ShopUnreachable(UNREACHABLE)

    def release(self) -> None:
        """Let go of the connection: it is about to be closed."""
        if self._watchdog is not None:
            self._watchdog.stop()

    def _watched(self, sock: socket.socket) -> socket.socket:
        self.release()
        self._watchdog = Watchdog(sock, self._deadline)
        return sock

    def _checked_addresses(self) -> list[IPAddress]:
        addresses = self._resolved()
        refused = [address for address in addresses if not is_public(address)]
        if refused and self.target.pair not in self._policy.allow_private:
            log.warning("refused %s: it resolves to %s", self.target.pair, ", ".join(map(str, refused)))
            raise ShopUnreachable(UNREACHABLE)
        return addresses

    def _resolved(self) -> list[IPAddress]:
        address = literal(self.target.host)
        if address is not None:
            return [address]
        try:
            return resolve(self.target.host, min(self._policy.resolve_timeout_s, self._deadline.remaining_s()))
        except Unresolved as error:
            self._deadline.remaining_s()
            log.info("%s: %s", self.target.host, error)
            raise ShopUnreachable(UNREACHABLE) from error


def _connect(address: IPAddress, port: int, timeout_s: float) -> socket.socket:
    sock = socket.create_connection((str(address), port), timeout_s)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock

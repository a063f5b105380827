"""Django's PostgreSQL without the round trip and the planning that a request with one small query spends most on.

Named by the ``ENGINE`` setting; Django looks for ``base.DatabaseWrapper``.
"""

import select
import time
from typing import Any

from django.db.backends.postgresql import base

PROVEN_S = 5.0  # a connection that has answered so lately is asked again only when its socket has something to tell


class DatabaseWrapper(base.DatabaseWrapper):
    """Requests keep their connections and ask each, before its first use, whether it still works.

    A server that ends a connection says so on the socket, which is seen without asking. What says nothing, such as a
    firewall that has forgotten the connection, is found by asking after PROVEN_S.
    """

    _proven_at = -PROVEN_S

    def is_usable(self) -> bool:
        if not self.errors_occurred and self._is_proven() and self._is_quiet():
            return True
        works: bool = super().is_usable()
        self._proven_at = time.monotonic() if works else -PROVEN_S
        return works

    def prepared_cursor(self) -> Any:
        """A cursor whose statements are prepared once they come again and again (``prepare_threshold`` in OPTIONS).

        Django's own merges the parameters into the text, so that every statement is a new one and is planned anew.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            made: Any = base.ServerBindingCursor(self.connection)  # type: ignore[call-arg]  # psycopg's, unknown to stubs
            return self.make_debug_cursor(made) if self.queries_logged else self.make_cursor(made)

    def _is_proven(self) -> bool:
        return time.monotonic() - self._proven_at < PROVEN_S

    def _is_quiet(self) -> bool:
        """Nothing has come unasked: an idle connection hears from its server only when it ends."""
        if self.connection is None or self.connection.closed:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0)

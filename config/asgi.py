"""Pages and streams on one port: what ``up`` serves, and the ``streams`` process of the Procfile."""

import os
import warnings
from typing import Any

import django
from django.core.handlers.asgi import ASGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class StraightASGIHandler(ASGIHandler):
    """Django's handler without the context that gives each request a thread and a database connection of its own.

    With that context 400 viewers of streams took all of PostgreSQL's connections. Without it all synchronous code of
    the process runs in one thread, so a view must not be long; streams are asynchronous and hold neither.
    """

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise ValueError(f"Only HTTP is served here, not {scope['type']}.")
        await self.handle(scope, receive, send)


# WhiteNoise gives static files as synchronous iterators, which Django reads into memory here: they are small.
warnings.filterwarnings("ignore", "StreamingHttpResponse must consume synchronous iterators")
django.setup(set_prefix=False)
application = StraightASGIHandler()

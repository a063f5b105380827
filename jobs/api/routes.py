"""The routers of this app, mounted by ``config.api``."""

from ninja import Router

from jobs.api import health_routes

router = Router()
router.add_router("", health_routes.router)

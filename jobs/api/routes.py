"""The routers of this app, mounted by ``config.api``."""

from ninja import Router

from jobs.api import event_routes, health_routes, job_routes, run_routes, stream

router = Router()
for part in (health_routes, job_routes, stream, run_routes, event_routes):
    router.add_router("", part.router)

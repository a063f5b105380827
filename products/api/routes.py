"""The routers of this app, mounted by ``config.api``."""

from ninja import Router

from products.api import enhance_routes, insight_routes, product_routes, publish_routes, scrape_routes, start_routes

router = Router()
for part in (scrape_routes, product_routes, enhance_routes, publish_routes, insight_routes, start_routes):
    router.add_router("", part.router)

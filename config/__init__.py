"""The installation. Importing it makes Celery's app the current one, as Celery's Django guide says."""

from config.celery import app as celery_app

__all__ = ("celery_app",)

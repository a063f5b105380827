"""The Celery app. Its settings stand in ``config/celeryconfig.py`` and are read when first needed.

Nothing is read at import: ``manage.py`` imports ``config`` before ``up`` has made its secrets.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("wared")
app.set_default()  # threads would get an app without settings
app.config_from_object("config.celeryconfig")
app.autodiscover_tasks()

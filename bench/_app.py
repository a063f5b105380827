"""Importing this makes Wared's apps usable in a measurement, with settings of its own where none are given."""

import os

import django
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SECRET_KEY", "only-for-measurements")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("METRICS_FLUSH_S", "0")  # the database changes under a measurement
if not apps.ready:
    django.setup()

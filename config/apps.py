from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The installation itself: settings, ``up``, ``demo``."""

    name = "config"

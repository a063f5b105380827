#!/usr/bin/env python
"""Django's command line, and the one command that starts everything: ``up``."""

import os
import sys

from config import local

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    local.prepare(sys.argv)  # before the settings are read: `up` brings its own secrets

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)

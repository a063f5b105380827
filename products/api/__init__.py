"""Importing and products for programs, over HTTP under ``/api/v1``."""

"""Measurements of Wared beside its peers: ``uv run python -m bench NAME``."""

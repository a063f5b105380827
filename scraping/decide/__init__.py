"""One place that decides each field from all candidates, and keeps the reasons."""

from scraping.decide.snapshot import decide

__all__ = ["decide"]

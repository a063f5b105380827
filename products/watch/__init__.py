"""Watching the sources: when products are looked at, what has changed there, and who is told."""

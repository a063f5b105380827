"""Addresses as pages write them, which need not be any."""

from urllib.parse import urljoin


def joined(base: str, address: str) -> str | None:
    """``address`` as seen from ``base``; None for one that cannot be taken apart (``http://[x``)."""
    try:
        return urljoin(base, address)
    except ValueError:
        return None

"""Our own addresses where no request tells them: in e-mails that the program sends by itself."""

from django.conf import settings


def absolute(path: str) -> str:
    """The whole address of our page at ``path``; empty where PUBLIC_URL does not say under what address we are."""
    root: str = settings.PUBLIC_URL
    return root + path if root else ""

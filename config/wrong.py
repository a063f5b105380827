"""Pages for what could not be done, each in the reader's language, with the header and a way on."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from merchants.access import page_behind

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 for what is no request that we know, 413 for more than we take at once."""
    if isinstance(exception, TOO_MUCH):
        return render(request, "413.html", {"back": page_behind(request)}, status=413)
    return render(request, "400.html", status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token has grown old, or came from elsewhere."""
    return render(request, "403_csrf.html", {"back": page_behind(request)}, status=403)

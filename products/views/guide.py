"""How merchants work with Wared, in their language."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from products.guide import guide


@require_safe
def guide_page(request: HttpRequest) -> HttpResponse:
    """For everybody, also before there is an account."""
    return render(request, "guide.html", {"guide": guide(get_language() or "")})

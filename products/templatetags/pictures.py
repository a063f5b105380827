"""Where pages show pictures from."""

from django import template

from products.pictures.addresses import address_of

register = template.Library()


@register.simple_tag
def small_copy(picture: str, size: str) -> str:
    """The address of a copy of ``picture`` that is as large as a thumb of ``size`` shows it."""
    return address_of(picture, size)

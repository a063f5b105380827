"""What a merchant has spent, for pages outside of products."""

from django import template

from merchants.models import Merchant
from products.imports import spending

register = template.Library()


@register.simple_tag
def spending_report(merchant: Merchant) -> spending.Report:
    return spending.report(merchant)

"""How long stored pages are kept: they are large, and most are never looked at again."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from products.models import Product, StoredPage

AT_ONCE = 100  # pages in one transaction: each is a large value


def delete_old_pages() -> int:
    """Delete some pages older than KEEP_PAGES_D, of failed products KEEP_FAILED_PAGES_D; how many."""
    now = timezone.now()
    is_failed = Q(product__status=Product.Status.FAILED, product__deleted_at=None)
    old = StoredPage.objects.filter(created_at__lt=now - timedelta(days=settings.KEEP_PAGES_D))
    too_old = old.filter(~is_failed | Q(created_at__lt=now - timedelta(days=settings.KEEP_FAILED_PAGES_D)))
    ids = list(too_old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return StoredPage.objects.filter(pk__in=ids).delete()[1].get(StoredPage._meta.label, 0)

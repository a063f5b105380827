"""What support staff see: failed imports by cause, with the page as the scraper saw it. Facts are read-only."""

from datetime import timedelta
from itertools import groupby
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import ShowFacets
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import truncatechars
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jobs.models import Queue, Run, Step
from jobs.templatetags.times import number
from products.imports import service
from products.imports.pages import page_text
from products.imports.reasons import reason_for
from products.ledger import MonthlySpending, SpendingLimit
from products.models import FailedImport, Product, ScrapeAttempt, StatusChange, StoredPage

SHOWN_LENGTH = 80  # characters of a link or name in a list


class AgeFilter(admin.SimpleListFilter):
    """How long ago the product was made."""

    title = _("age")
    parameter_name = "age"
    DAYS = {"1": _("Last 24 hours"), "7": _("Last 7 days"), "30": _("Last 30 days")}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*self.DAYS.items(), ("older", _("Older"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Product]) -> QuerySet[Product]:
        now = timezone.now()
        if self.value() in self.DAYS:
            return queryset.filter(created_at__gte=now - timedelta(days=int(self.value() or 0)))
        if self.value() == "older":
            return queryset.filter(created_at__lt=now - timedelta(days=30))
        return queryset


class ReadOnly:
    """Facts are looked at here, never changed."""

    show_facets = ShowFacets.ALWAYS
    show_full_result_count = False

    def has_add_permission(self, *args: Any) -> bool:
        return False

    def has_change_permission(self, *args: Any) -> bool:
        return False

    def has_delete_permission(self, *args: Any) -> bool:
        return False


class AttemptInline(ReadOnly, admin.TabularInline):
    model = ScrapeAttempt
    fields = readonly_fields = (
        "started_at",
        "provider",
        "url",
        "status_code",
        "error_code",
        "duration_ms",
        "bytes",
        "cost_usd",
    )


class StatusChangeInline(ReadOnly, admin.TabularInline):
    model = StatusChange
    fields = readonly_fields = ("at", "old", "new", "error_code")


class ProductFacts(ReadOnly, admin.ModelAdmin):
    """What both product pages of the admin share."""

    list_select_related = ("merchant",)
    search_fields = ("link", "domain", "name", "merchant__slug")
    inlines = (AttemptInline, StatusChangeInline)
    actions = ("try_again", "read_again")
    FIELDS = (
        *("merchant", "link", "domain", "platform", "status", "error_code", "meaning", "error_detail", "retry_at"),
        *("name", "price", "currency", "created_at", "read_at", "pages", "tracebacks"),
    )
    fields = readonly_fields = FIELDS

    @admin.display(description=_("link"), ordering="link")
    def short_link(self, product: Product) -> SafeString:
        """Cut, else one long link pushes the other columns out of sight; the product's own page has it whole."""
        return format_html('<bdi dir="ltr">{}</bdi>', truncatechars(product.link, SHOWN_LENGTH))

    @admin.display(description=_("product"), ordering="name")
    def short_name(self, product: Product) -> str:
        return truncatechars(str(product), SHOWN_LENGTH)

    @admin.display(description=_("meaning"))
    def meaning(self, product: Product) -> Any:
        return reason_for(product.error_code).sentence if product.error_code else ""

    @admin.display(description=_("stored pages"))
    def pages(self, product: Product) -> SafeString:
        rows = (
            (
                reverse("admin:stored_page", args=[p.pk]),
                f"{p.created_at:%Y-%m-%d %H:%M:%S}",
                p.provider,
                p.status_code,
                p.bytes,
                _picture_link(p.pk) if p.has_picture else "",
            )
            for p in product.stored_pages.defer("body", "screenshot").annotate(has_picture=Q(screenshot__isnull=False))
        )
        return format_html_join("", '<p><a href="{}">{}</a> · {} · {} · {} B{}</p>', rows)

    @admin.display(description=_("tracebacks"))
    def tracebacks(self, product: Product) -> SafeString:
        runs = Run.objects.filter(subject=service.subject_of(product))
        steps = Step.objects.filter(run__in=runs).exclude(traceback="").order_by("-started_at")[:5]
        return format_html_join("", "<pre>{}</pre>", ((step.traceback,) for step in steps))

    @admin.action(description=_("Try again"), permissions=["view"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        count = 0
        for merchant, mine in _by_merchant(queryset):
            count += service.again_many(mine, merchant=merchant, queue=Queue.BULK)
        text = ngettext("%(n)s product is being read again.", "%(n)s products are being read again.", count)
        self.message_user(request, text % {"n": number(count)}, messages.SUCCESS)

    @admin.action(description=_("Read the stored page again"), permissions=["view"])
    def read_again(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        wanted, count = queryset.count(), 0
        for merchant, mine in _by_merchant(queryset):
            count += len(service.reread_many(mine, merchant=merchant, queue=Queue.BULK))
        text = ngettext("%(n)s stored page is being read again.", "%(n)s stored pages are being read again.", count)
        self.message_user(request, text % {"n": number(count)}, messages.SUCCESS)
        if without := wanted - count:
            text = ngettext("%(n)s product has no stored page.", "%(n)s products have no stored page.", without)
            self.message_user(request, text % {"n": number(without)}, messages.WARNING)


@admin.register(Product)
class ProductAdmin(ProductFacts):
    list_display = ("short_name", "merchant", "domain", "platform", "status", "created_at")
    list_filter = ("status", "is_complete", "platform", AgeFilter)


@admin.register(FailedImport)
class FailedImportAdmin(ProductFacts):
    list_display = ("short_link", "merchant", "error_code", "meaning", "platform", "created_at")
    list_filter = ("error_code", "platform", AgeFilter)
    change_list_template = "admin/products/failedimport/change_list.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        causes = self.get_queryset(request).values("error_code").annotate(count=Count("pk")).order_by("-count")
        named = [cause | {"meaning": reason_for(cause["error_code"]).sentence} for cause in causes]
        return super().changelist_view(request, {**(extra_context or {}), "causes": named})

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(stored_page)
        picture = self.admin_site.admin_view(screenshot)
        return [
            path("page/<int:pk>/", view, name="stored_page"),
            path("page/<int:pk>/screenshot.jpg", picture, name="screenshot"),
            *super().get_urls(),
        ]


def stored_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as the scraper saw it, as text: what a stranger wrote is never rendered here."""
    text = page_text(get_object_or_404(StoredPage.objects.select_related("product"), pk=pk))
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers={"X-Content-Type-Options": "nosniff"})


def screenshot(request: HttpRequest, pk: int) -> HttpResponse:
    """What our browser showed, as it painted it."""
    stored = get_object_or_404(StoredPage, pk=pk, screenshot__isnull=False)
    headers = {"X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(stored.screenshot or b""), content_type="image/jpeg", headers=headers)


def _picture_link(pk: int) -> SafeString:
    return format_html(' · <a href="{}">{}</a>', reverse("admin:screenshot", args=[pk]), _("screenshot"))


@admin.register(SpendingLimit)
class SpendingLimitAdmin(admin.ModelAdmin):
    """How much one merchant may spend on paid services in a month, where it is not what the settings say."""

    list_display = ("merchant", "ceiling_usd", "wanted_usd")
    list_select_related = ("merchant",)
    search_fields = ("merchant__slug", "merchant__name")
    autocomplete_fields = ("merchant",)


@admin.register(MonthlySpending)
class MonthlySpendingAdmin(ReadOnly, admin.ModelAdmin):
    """What is spent and reserved, by month; without a merchant: all together."""

    list_display = ("month", "merchant", "usd")
    list_filter = ("month",)
    list_select_related = ("merchant",)
    ordering = ("-month", "-usd")


def _by_merchant(queryset: QuerySet[Product]) -> list[tuple[Any, list[Product]]]:
    ordered = queryset.select_related("merchant").order_by("merchant_id")
    return [(merchant, list(mine)) for merchant, mine in groupby(ordered, key=lambda product: product.merchant)]

"""Support staff's view of stores and of what stores sent. No token is shown; a message's body is shown masked."""

import json
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jobs.templatetags.times import number
from merchants.encryption import NoFieldKeys, Sealed, SecretUnreadable
from merchants.models import ReceivedWebhook, StoreChange, StoreConnection, WaitingStore
from merchants.stores import receiving

SECRET = ("token", "secret", "password", "authorization", "key")
HIDDEN = "•••"


class ReadOnlyAdmin(admin.ModelAdmin):
    """Facts: nobody adds, changes or deletes them here."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ChangeInline(admin.TabularInline):
    model = StoreChange
    extra = 0
    fields = readonly_fields = ("at", "old", "new", "reason")
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(StoreConnection)
class StoreConnectionAdmin(ReadOnlyAdmin):
    list_display = ["name", "platform", "external_id", "merchant", "status", "error_code", "expires_at", "in_doubt"]
    list_filter = ["status", "platform", "error_code"]
    list_select_related = ["merchant"]
    search_fields = ["name", "external_id", "merchant__name", "merchant__slug"]
    exclude = ("access_token", "second_token", "refresh_token")
    inlines = [ChangeInline]

    @admin.display(description=_("refresh in doubt"), boolean=True)
    def in_doubt(self, store: StoreConnection) -> bool:
        return store.refresh_id is not None


@admin.register(WaitingStore)
class WaitingStoreAdmin(ReadOnlyAdmin):
    list_display = ["name", "platform", "external_id", "email", "created_at", "told_at"]
    search_fields = ["name", "external_id", "email"]
    exclude = ("access_token", "second_token", "refresh_token")


@admin.register(ReceivedWebhook)
class ReceivedWebhookAdmin(ReadOnlyAdmin):
    list_display = ["received_at", "event", "platform", "external_id", "merchant", "status", "error_code", "times"]
    list_filter = ["status", "platform", "event", "error_code"]
    list_select_related = ["connection__merchant"]
    search_fields = ["external_id", "event", "body_hash"]
    ordering = ["-id"]
    exclude = ("body",)
    readonly_fields = ("masked_body",)
    actions = ["read_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReceivedWebhook]:
        """Without the bodies in the list."""
        rows = super().get_queryset(request)
        is_list = request.resolver_match and request.resolver_match.url_name == "merchants_receivedwebhook_changelist"
        return rows.defer("body") if is_list else rows

    def has_read_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("merchants.change_receivedwebhook")

    @admin.display(description=_("merchant"))
    def merchant(self, row: ReceivedWebhook) -> str:
        return str(row.connection.merchant) if row.connection else "–"

    @admin.display(description=_("body, without secrets"))
    def masked_body(self, row: ReceivedWebhook) -> str:
        try:
            text = json.dumps(masked(json.loads(Sealed(row.body).open())), ensure_ascii=False, indent=2)
        except (SecretUnreadable, NoFieldKeys):
            return str(_("It can no longer be read: its key is not in FIELD_KEYS."))
        return format_html("<pre>{}</pre>", text.encode("utf-8", "replace").decode())

    @admin.action(description=_("Read the chosen messages again"), permissions=["read_again"])
    def read_again(self, request: HttpRequest, rows: QuerySet[ReceivedWebhook]) -> None:
        count = receiving.read_again(rows.all())
        text = ngettext("%(count)s message is read again.", "%(count)s messages are read again.", count)
        self.message_user(request, text % {"count": number(count)}, messages.SUCCESS if count else messages.WARNING)


def masked(value: Any) -> Any:
    """``value`` without what lets anybody in."""
    if isinstance(value, dict):
        return {name: HIDDEN if _is_secret(name) and each else masked(each) for name, each in value.items()}
    return [masked(each) for each in value] if isinstance(value, list) else value


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in SECRET) and name.lower() != "token_type"

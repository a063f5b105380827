"""Filters of a list, kept under a name by the people of one owner.

A list says how it reads its address (``register``); what is kept is the address as the list itself would write it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jobs.ids import uuid7

type Text = str | Promise

NAME_LIMIT = 60
ADDRESS_LIMIT = 2000
MOST = 30  # of one list: more are no help in finding anything


class SavedFilter(models.Model):
    """``address`` is a query string that ``page`` wrote itself. All people of the owner see it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.JOBS_OWNER_MODEL, on_delete=models.CASCADE, related_name="saved_filters")
    page = models.CharField(max_length=20)
    name = models.CharField(_("name"), max_length=NAME_LIMIT)
    address = models.CharField(max_length=ADDRESS_LIMIT)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint("owner", "page", Lower("name"), name="saved_filter_once_per_name")]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Page:
    """A list that can be filtered. ``clean`` gives the address of what is asked for, empty when that is everything."""

    view: str
    clean: Callable[[dict[str, str]], str]


class BadFilter(Exception):
    """It cannot be kept; ``str()`` says why in the reader's language."""

    def __init__(self, why: Text) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        return str(self.why)


_pages: dict[str, Page] = {}


def register(name: str, page: Page) -> None:
    """Let filters of a list be kept; called when the apps are ready."""
    _pages[name] = page


def page_named(name: str) -> Page | None:
    return _pages.get(name)


def of(owner: Any, page: str) -> list[SavedFilter]:
    """The filters of one list, by name. One query."""
    return list(SavedFilter.objects.filter(owner=owner, page=page).order_by(Lower("name")))


def shown(owner: Any, page: str, asked: str) -> dict[str, Any]:
    """What ``components/saved_filters.html`` shows where ``asked`` is in force. Staff without a shop have none."""
    if owner is None:
        return {"saved": [], "asked": ""}
    kept = of(owner, page)
    return {"saved": kept, "asked": asked, "is_kept": any(one.address == asked for one in kept)}


def keep(owner: Any, page: str, name: str, address: str) -> SavedFilter:
    """Keep what ``address`` asks for under ``name``. Raises BadFilter."""
    name = " ".join(name.replace("\0", "").split())
    cleaned = clean(page, address)
    if why := _objection(owner, page, name, cleaned):
        raise BadFilter(why)
    try:
        with transaction.atomic():
            return SavedFilter.objects.create(owner=owner, page=page, name=name, address=cleaned)
    except IntegrityError as error:
        raise BadFilter(_("There is a saved filter of that name already.")) from error


def _objection(owner: Any, page: str, name: str, address: str) -> Text:
    if not name:
        return _("Give the filter a name.")
    if len(name) > NAME_LIMIT:
        return _("This name is too long. 60 characters are enough.")
    if not address:
        return _("Choose a filter first: now everything is shown.")
    if len(address) > ADDRESS_LIMIT:
        return _("This filter is too long to be saved.")
    if SavedFilter.objects.filter(owner=owner, page=page).count() >= MOST:
        return _("There are 30 saved filters already. Delete one that you no longer use.")
    return ""


def clean(page: str, address: str) -> str:
    """``address`` as the list itself would write it; what it does not understand is gone."""
    return _pages[page].clean(dict(parse_qsl(address[: 4 * ADDRESS_LIMIT])))


def forget(owner: Any, pk: UUID) -> SavedFilter | None:
    """Delete one; None when the owner has none of that id."""
    found = SavedFilter.objects.filter(owner=owner, pk=pk).first()
    if found:
        found.delete()
        found.pk = pk
    return found

"""What a merchant may give, checked before anything is stored."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from products.imports import lines
from products.imports.service import GivenLine
from scraping.errors import ScrapeError
from scraping.saved import SavedPage, open_saved, pasted


class BudgetForm(forms.Form):
    """How much a merchant wants to spend on paid services in a month, at most ``most`` USD. Empty: that much."""

    usd = forms.DecimalField(
        label=_("Monthly budget in USD"),
        required=False,
        min_value=0,
        decimal_places=2,
        max_digits=10,
        widget=forms.NumberInput(attrs={"dir": "ltr", "inputmode": "decimal", "step": "0.01"}),
    )

    def __init__(self, *args: Any, most: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most

    def clean_usd(self) -> Decimal | None:
        usd: Decimal | None = self.cleaned_data["usd"]
        if usd is not None and usd > self.most:
            raise forms.ValidationError(_("At most %(most)s USD a month."), params={"most": self.most}, code="too_much")
        return usd


class ReceivedPageForm(forms.Form):
    """A page from the merchant's own browser, by file or by its pasted source. ``saved`` is the page, opened."""

    address = forms.CharField(
        label=_("Address of the page"),
        required=False,
        max_length=2200,
        widget=forms.TextInput(
            attrs={"dir": "ltr", "placeholder": "https://", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    file = forms.FileField(
        label=_("Saved page"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".html,.htm,.mhtml,.mht,.webarchive,text/html,multipart/related"}),
    )
    source = forms.CharField(
        label=_("Source of the page"),
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={
                "rows": 6,
                "dir": "ltr",
                "placeholder": "<!doctype html>…",
                "autocomplete": "off",
                "spellcheck": "false",
            }
        ),
    )
    insist = forms.BooleanField(label=_("Yes, it is the right page."), required=False)

    saved: SavedPage

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        upload, source = data.get("file"), data.get("source") or ""
        try:
            if upload is not None:
                self.saved = open_saved(self._read(upload))
            elif source.strip():
                self.saved = pasted(source)
            else:
                raise forms.ValidationError(_("Choose a file or paste the page's source."), code="nothing")
        except ScrapeError as error:
            why = _("This is not a saved web page. Save it as “Webpage, HTML only” or “Single file”, and send that.")
            raise forms.ValidationError(why, code=error.code) from error
        limit = settings.SCRAPE_POLICY.page_limit_bytes
        if len(self.saved.body) > limit:
            raise forms.ValidationError(_("The page is too large."), code="page_too_large")
        return data

    def _read(self, upload: UploadedFile) -> bytes:
        if (upload.size or 0) > settings.PAGE_UPLOAD_LIMIT_BYTES:
            raise forms.ValidationError(_("The file is too large."), code="file_too_large")
        data: bytes = upload.read()
        return data


class ImportForm(forms.Form):
    """One link, many links (one a line), or a file with a column of links. ``lines`` holds them, judged."""

    links = forms.CharField(
        label=_("Product link"),
        required=False,
        max_length=3_000_000,
        widget=forms.Textarea(
            attrs={"rows": 1, "placeholder": "https://", "dir": "ltr", "spellcheck": "false", "autocomplete": "off"}
        ),
    )
    file = forms.FileField(
        label=_("File with links"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    lines: list[GivenLine]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            self.lines = self._given(data)
        except lines.BadUpload as error:
            raise forms.ValidationError(str(error), code="bad_upload") from error
        if not self.errors and not self.lines:
            raise forms.ValidationError(_("Paste at least one link."), code="nothing")
        return data

    def _given(self, data: dict[str, Any]) -> list[GivenLine]:
        upload, limit = data.get("file"), settings.IMPORT_LINES_LIMIT
        given = lines.from_text(data.get("links") or "", limit=limit)
        if upload is None:
            return given
        if upload.size > settings.IMPORT_UPLOAD_LIMIT_BYTES:
            raise lines.BadUpload(_("The file is too large."))
        return [*given, *lines.from_file(upload.name, upload.read(), limit=limit)]

    @property
    def good(self) -> list[GivenLine]:
        return [line for line in self.lines if line.link is not None]

    @property
    def bad(self) -> list[GivenLine]:
        return [line for line in self.lines if line.link is None]

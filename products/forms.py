"""What a merchant may give, checked before anything is stored."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from products.imports import lines
from products.imports.service import GivenLine


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

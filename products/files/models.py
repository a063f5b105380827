"""Files that runs made, in parts, and feeds with an address of their own. Imported by ``products.models``."""

import secrets
from hashlib import sha256

from django.db import models
from django.utils.translation import gettext_lazy as _

from jobs.ids import uuid7
from merchants.encryption import Sealed, SealedTextField

SECRET_BYTES = 32


class Feed(models.Model):
    """A file at an address that only its secret tells, made anew again and again.

    The secret is sealed so that the address can be copied later; it is found by its digest.
    """

    class Kind(models.TextChoices):
        XML = "google_xml", _("Google Merchant, XML")
        TSV = "google_tsv", _("Google Merchant, TSV")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    merchant = models.ForeignKey("merchants.Merchant", on_delete=models.CASCADE, related_name="feeds")
    name = models.CharField(_("Name"), max_length=100)
    kind = models.CharField(_("Form"), max_length=20, choices=Kind, default=Kind.XML)
    currency = models.CharField(_("Currency"), max_length=3, blank=True)
    by_rules = models.BooleanField(_("Prices by my price rules"), default=False)
    store = models.ForeignKey(
        "merchants.StoreConnection", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=8, blank=True, help_text=_("Of the texts that were written for the store."))
    filters = models.CharField(max_length=1000, blank=True, help_text=_("As the product list has them in its address."))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    secret = SealedTextField(editable=False)
    file = models.ForeignKey("products.ExportFile", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(_("last fetched"), null=True, blank=True)
    tried_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When its file was last begun, whatever came of it.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def digest_of(secret: str) -> str:
        return sha256(secret.encode()).hexdigest()

    def renew(self) -> None:
        """Give it a new secret; the old address is gone once this is saved. Raises NoFieldKeys."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        self.digest, self.secret = self.digest_of(secret), Sealed.of(secret)


class ExportFile(models.Model):
    """A file that a run made. Only complete ones are ``is_ready``. Files of feeds stay until a newer one is there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    merchant = models.ForeignKey("merchants.Merchant", on_delete=models.CASCADE, related_name="export_files")
    run_id = models.UUIDField(db_index=True)
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, null=True, blank=True, related_name="files")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    is_ready = models.BooleanField(default=False)
    size = models.PositiveBigIntegerField(default=0, help_text=_("Bytes, unpacked."))
    digest = models.CharField(max_length=64, blank=True, help_text=_("SHA-256 of the content."))
    rows = models.PositiveIntegerField(default=0)
    products = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=dict, blank=True, help_text=_("By reason: how many, and the first of them."))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="export_file_age")]
        verbose_name = _("exported file")
        verbose_name_plural = _("exported files")

    def __str__(self) -> str:
        return self.name


class FilePart(models.Model):
    """A piece of a file, packed by zlib by itself, so that it is sent without holding the rest."""

    file = models.ForeignKey(ExportFile, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(name="file_part_once", fields=["file", "number"])]

    def __str__(self) -> str:
        return f"{self.file_id} {self.number}"

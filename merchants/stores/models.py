"""The stores of merchants, what keeps us signed in there, and what the stores sent."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jobs.ids import uuid7
from merchants.encryption import SealedTextField


class Platform(models.TextChoices):
    SALLA = "salla", _("Salla")
    ZID = "zid", _("Zid")
    SHOPIFY = "shopify", _("Shopify")
    WOOCOMMERCE = "woocommerce", _("WooCommerce")


class Tokens(models.Model):
    """What lets us in at a store, sealed. Times are aware UTC; no ``expires_at`` means that it does not expire.

    ``access_token`` is what each call carries: for WooCommerce the consumer key, for Zid its ``authorization``.
    ``second_token`` goes beside it where a platform has two: WooCommerce's consumer secret, Zid's ``access_token``.
    """

    access_token = SealedTextField(blank=True, default="")
    second_token = SealedTextField(blank=True, default="")
    refresh_token = SealedTextField(blank=True, default="")
    expires_at = models.DateTimeField(_("access until"), null=True, blank=True)
    refresh_expires_at = models.DateTimeField(_("renewable until"), null=True, blank=True)
    scopes = models.JSONField(_("allowed to"), default=list, blank=True)
    tokens_at = models.DateTimeField(_("access since"), null=True, blank=True, help_text=_("When we got these tokens."))

    class Meta:
        abstract = True


class StoreConnection(Tokens):
    """One store of one merchant. ``external_id``: the platform's own id of it, or its host where there is none."""

    class Status(models.TextChoices):
        CONNECTED = "connected", _("Connected")
        RECONNECT_NEEDED = "reconnect_needed", _("Reconnect needed")
        DISCONNECTED = "disconnected", _("Disconnected")
        UNINSTALLED = "uninstalled", _("App removed")

    NEXT: ClassVar[dict[str, set[str]]] = {
        Status.CONNECTED: {Status.RECONNECT_NEEDED, Status.DISCONNECTED, Status.UNINSTALLED},
        Status.RECONNECT_NEEDED: {Status.CONNECTED, Status.DISCONNECTED, Status.UNINSTALLED},
        Status.DISCONNECTED: {Status.CONNECTED, Status.UNINSTALLED},
        Status.UNINSTALLED: {Status.CONNECTED},
    }

    class AfterUninstall(models.TextChoices):
        DELETE = "delete", _("Delete after 30 days")
        KEEP = "keep", _("Keep")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    merchant = models.ForeignKey(
        "merchants.Merchant", verbose_name=_("merchant"), on_delete=models.CASCADE, related_name="stores"
    )
    platform = models.CharField(_("platform"), max_length=20, choices=Platform)
    external_id = models.CharField(_("store's id"), max_length=255)
    name = models.CharField(_("name"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=2048, blank=True, help_text=_("Where the store is, as a link."))
    status = models.CharField(_("state"), max_length=20, choices=Status, default=Status.CONNECTED)
    error_code = models.CharField(
        _("error code"), max_length=60, blank=True, help_text=_("Why it needs a person; words by code.")
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    plan = models.CharField(
        _("plan"), max_length=40, blank=True, help_text=_("The store's plan; decides its rate limits.")
    )
    subscription = models.CharField(
        _("subscription"), max_length=40, blank=True, help_text=_("What the store has of our app, in words.")
    )
    settings = models.JSONField(_("settings"), default=dict, blank=True)
    after_uninstall = models.CharField(
        _("when the app is removed"), max_length=10, choices=AfterUninstall, default=AfterUninstall.DELETE
    )

    # A refresh that goes on, or that never came to its end: see merchants.stores.tokens.
    refresh_id = models.UUIDField(
        _("open refresh"), null=True, blank=True, help_text=_("The refresh that began last and has not ended.")
    )
    refresh_until = models.DateTimeField(
        _("refresh closed until"), null=True, blank=True, help_text=_("Nobody else may refresh before.")
    )

    connected_at = models.DateTimeField(_("connected"))
    uninstalled_at = models.DateTimeField(_("app removed"), null=True, blank=True)
    checked_at = models.DateTimeField(_("last test"), null=True, blank=True)
    check_error = models.CharField(
        _("error of the last test"), max_length=60, blank=True, help_text=_("Why the last test failed.")
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="store_once_per_merchant", fields=["merchant", "platform", "external_id"]),
            # Two rows with one store's refresh token would use it twice, and Salla then throws the app out.
            models.UniqueConstraint(
                name="store_open_at_one_merchant",
                fields=["platform", "external_id"],
                condition=Q(status__in=["connected", "reconnect_needed"], platform__in=["salla", "zid"]),
            ),
        ]
        indexes = [
            models.Index(fields=["platform", "external_id"], name="store_by_external_id"),
            models.Index(fields=["expires_at"], name="store_by_expiry", condition=Q(status="connected")),
        ]
        verbose_name = _("store")
        verbose_name_plural = _("stores")

    def __str__(self) -> str:
        return self.name or self.external_id

    def get_absolute_url(self) -> str:
        return reverse("merchants:store", args=[self.pk])

    @property
    def label(self) -> str:
        """Its name and where it is, for choices: a merchant's stores at two platforms often bear one name."""
        return f"{self} · {self.get_platform_display()}"

    @property
    def is_open(self) -> bool:
        """Whether it can be published to, now or after a reconnect."""
        return self.status in (self.Status.CONNECTED, self.Status.RECONNECT_NEEDED)


class StoreChange(models.Model):
    """One change of a store's status, and why."""

    connection = models.ForeignKey(StoreConnection, on_delete=models.CASCADE, related_name="changes")
    old = models.CharField(_("before"), max_length=20, choices=StoreConnection.Status, blank=True)
    new = models.CharField(_("after"), max_length=20, choices=StoreConnection.Status)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("state change of a store")
        verbose_name_plural = _("state changes of a store")

    def __str__(self) -> str:
        return f"{self.connection_id} {self.old} → {self.new}"


class WaitingStore(Tokens):
    """A store that installed our app by itself and whose merchant here nobody has named yet."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    platform = models.CharField(_("platform"), max_length=20, choices=Platform)
    external_id = models.CharField(_("store's id"), max_length=255)
    name = models.CharField(_("name"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=2048, blank=True)
    email = models.EmailField(
        _("e-mail address"), blank=True, help_text=_("Of the store's owner, as the platform says.")
    )
    plan = models.CharField(_("plan"), max_length=40, blank=True)
    told_at = models.DateTimeField(_("told"), null=True, blank=True, help_text=_("When the owner was written to."))
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="waiting_store_once", fields=["platform", "external_id"])]
        indexes = [models.Index(fields=["email"], name="waiting_store_by_email")]
        verbose_name = _("waiting store")
        verbose_name_plural = _("waiting stores")

    def __str__(self) -> str:
        return self.name or self.external_id


class ReceivedWebhook(models.Model):
    """One message from a store, verified. The body may hold tokens, so it is sealed."""

    class Status(models.TextChoices):
        RECEIVED = "received", _("Received")
        DONE = "done", _("Done")
        IGNORED = "ignored", _("Nothing to do")
        LATE = "late", _("Came too late")
        PENDING = "pending", _("Store not known yet")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    platform = models.CharField(_("platform"), max_length=20, choices=Platform)
    event = models.CharField(_("event"), max_length=80)
    external_id = models.CharField(_("store's id"), max_length=255)
    connection = models.ForeignKey(
        StoreConnection, verbose_name=_("store"), on_delete=models.CASCADE, null=True, blank=True,
        related_name="webhooks", db_index=False,
    )  # fmt: skip
    body = SealedTextField()
    body_hash = models.CharField(
        _("hash of the body"), max_length=64, unique=True, help_text=_("SHA-256 of platform and raw body.")
    )
    strategy = models.CharField(_("proof"), max_length=20, help_text=_("How it was verified."))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, help_text=_("By the store's clock."))
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    times = models.PositiveIntegerField(_("times"), default=1, help_text=_("How often it came."))
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.RECEIVED)
    error_code = models.CharField(_("error code"), max_length=60, blank=True)
    processed_at = models.DateTimeField(_("dealt with"), null=True, blank=True)

    class Meta:
        indexes = [
            models.Index("connection", F("id").desc(), name="received_newest"),
            models.Index(fields=["received_at"], name="received_by_age"),
            models.Index(fields=["platform", "external_id"], name="received_pending", condition=Q(status="pending")),
        ]
        verbose_name = _("received webhook")
        verbose_name_plural = _("received webhooks")

    def __str__(self) -> str:
        return f"{self.event} {self.pk}"


class StoreClock(models.Model):
    """How far we are with one kind of news of one store: what is older came too late."""

    platform = models.CharField(max_length=20, choices=Platform)
    external_id = models.CharField(max_length=255)
    key = models.CharField(max_length=120, help_text=_("What the news is about, for example product:ID."))
    at = models.DateTimeField(help_text=_("By the store's clock."))

    class Meta:
        constraints = [models.UniqueConstraint(name="store_clock_once", fields=["platform", "external_id", "key"])]

    def __str__(self) -> str:
        return f"{self.platform} {self.external_id} {self.key}"

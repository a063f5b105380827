"""Merchants, the people who work for them, and the keys of their programs."""

import hashlib
import secrets
from datetime import datetime
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.ids import uuid7
from merchants.notices.models import Notice as Notice
from merchants.notices.models import NoticeChoice as NoticeChoice
from merchants.stores.clients.models import StoreRate as StoreRate
from merchants.stores.models import ReceivedWebhook as ReceivedWebhook
from merchants.stores.models import StoreChange as StoreChange
from merchants.stores.models import StoreClock as StoreClock
from merchants.stores.models import StoreConnection as StoreConnection
from merchants.stores.models import WaitingStore as WaitingStore
from merchants.webhooks.models import EarlierSecret as EarlierSecret
from merchants.webhooks.models import WebhookAttempt as WebhookAttempt
from merchants.webhooks.models import WebhookDelivery as WebhookDelivery
from merchants.webhooks.models import WebhookEndpoint as WebhookEndpoint
from merchants.zones import UTC, validate_zone


class UserManager(BaseUserManager["User"]):
    """People sign in by e-mail; there is no user name."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """All in small letters: nobody tells mailboxes apart by case, and one person must not get two accounts."""
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalize_email(username))

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A person. Works for any number of merchants."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()  # type: ignore[misc,assignment]

    class Meta(AbstractUser.Meta):
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case")]

    def __str__(self) -> str:
        return self.email

    @property
    def short_name(self) -> str:
        """What the person is called on a page: the name given, else the e-mail address up to its @."""
        return self.get_full_name() or self.email.partition("@")[0]


class Merchant(models.Model):
    """A shop owner's account: owner of products, runs, keys and store connections."""

    id = models.UUIDField(_("id"), primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name"), unique=True, allow_unicode=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="merchants")
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default=UTC,
        validators=[validate_zone],
        help_text=_("Of the times that Wared shows, and of the hour at which the daily e-mail comes."),
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        swappable = "JOBS_OWNER_MODEL"  # so that the migrations of `jobs` can point here without importing us
        verbose_name = _("merchant")
        verbose_name_plural = _("merchants")

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Membership(models.Model):
    """One person's place at one merchant."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        EDITOR = "editor", _("Editor")
        VIEWER = "viewer", _("Viewer")

    merchant = models.ForeignKey(
        Merchant, verbose_name=_("merchant"), on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.EDITOR)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="membership_once", fields=["merchant", "user"])]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")

    def __str__(self) -> str:
        return f"{self.user} · {self.merchant}"

    def may(self, role: str) -> bool:
        """Whether this person may do what ``role`` may."""
        return RANK.index(self.role) >= RANK.index(role)


# Each may do what those before it may.
RANK: list[str] = [Membership.Role.VIEWER, Membership.Role.EDITOR, Membership.Role.OWNER]


class Invitation(models.Model):
    """A place at a merchant, offered by e-mail. When it is taken or withdrawn, its row goes and its link dies."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    merchant = models.ForeignKey(
        Merchant, verbose_name=_("merchant"), on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=10, choices=Membership.Role, default=Membership.Role.EDITOR)
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        constraints = [models.UniqueConstraint(name="invitation_once", fields=["merchant", "email"])]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.email} · {self.merchant}"


class InvitationMail(models.Model):
    """A message by which a merchant invited or added somebody: what the limits count. It goes after a day."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="invitation_mails")
    email = models.EmailField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index("merchant", "at", name="invitation_mail_of_merchant"),
            models.Index("email", "at", name="invitation_mail_of_address"),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.at}"


class ApiKey(models.Model):
    """A program's way in. Only the hash is stored: the key itself is shown once, when it is made."""

    class Scope(models.TextChoices):
        READ = "read", _("See products, imports and runs")
        WRITE = "write", _("Import, change and start runs")
        PUBLISH = "publish", _("Publish to stores")

    merchant = models.ForeignKey(
        Merchant, verbose_name=_("merchant"), on_delete=models.CASCADE, related_name="api_keys"
    )
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(_("beginning"), max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(_("allowed to"), default=list)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @classmethod
    def make(
        cls, merchant: Merchant, name: str, scopes: list[str], expires_at: datetime | None = None
    ) -> tuple[Self, str]:
        """Store a new key and give it with its text. 256 random bits need no slow hash."""
        text = f"wared_{secrets.token_urlsafe(32)}"
        key = cls.objects.create(
            merchant=merchant,
            name=name,
            scopes=scopes,
            prefix=text[:12],
            digest=cls.digest_of(text),
            expires_at=expires_at,
        )
        return key, text

    @staticmethod
    def digest_of(text: str) -> str:
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def scope_words(self) -> list[str]:
        """The scopes as people read them."""
        return [str(self.Scope(scope).label) for scope in self.scopes]

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    def allows(self, scope: str) -> bool:
        return scope in self.scopes

    def revoke(self) -> None:
        self.revoked_at = timezone.now()
        self.save(update_fields=["revoked_at"])

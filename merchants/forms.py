from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from merchants import accounts
from merchants.models import ApiKey, Invitation, Membership, Merchant, User
from merchants.zones import zone_choices


def validate_visible(text: str) -> None:
    """Refuse text of which nothing is seen: zero-width and direction marks alone."""
    if not any(character.isprintable() and not character.isspace() for character in text):
        raise forms.ValidationError(_("Give a name that can be seen."))


def shop_name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Shop name"),
        validators=[validate_visible],
        max_length=Merchant._meta.get_field("name").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )


class SignupForm(forms.Form):
    """What sign-up asks beyond e-mail and password (named by ACCOUNT_SIGNUP_FORM_CLASS)."""

    shop_name = shop_name_field()

    def signup(self, request: HttpRequest, user: User) -> None:
        user.language = translation.get_language() or settings.LANGUAGE_CODE
        user.save(update_fields=["language"])
        accounts.open_account(name=self.cleaned_data["shop_name"], owner=user)


class NewMerchantForm(forms.Form):
    shop_name = shop_name_field()


class JoinForm(SetPasswordForm):
    """The password of an invited person who has no account yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = _("Password")
        self.fields["new_password1"].help_text = _("At least 8 characters; not only digits, not a common password.")
        self.fields["new_password2"].label = _("Password (again)")
        self.fields["new_password2"].help_text = ""


class InviteForm(forms.ModelForm):
    """Somebody's address and role. Refuses who is here already."""

    class Meta:
        model = Invitation
        fields = ["email", "role"]
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "off"})}

    def __init__(self, *args: Any, merchant: Merchant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.merchant = merchant

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if self.merchant.memberships.filter(user__email=email).exists():
            raise forms.ValidationError(_("This person works here already."))
        return email


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Membership.Role.choices)


class ApiKeyForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        validators=[validate_visible],
        max_length=ApiKey._meta.get_field("name").max_length,
        help_text=_("Which program will use it, for example “warehouse script”."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=ApiKey.Scope.choices,
        initial=ApiKey.Scope.values,
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.ChoiceField(
        label=_("Ends"),
        choices=[
            (0, _("When you revoke it")),
            ("30", _("After 30 days")),
            ("90", _("After 90 days")),
            ("365", _("After a year")),
        ],
        initial="0",
        required=False,
    )

    def expires_at(self) -> datetime | None:
        """When the key ends; None for never. To be asked after ``is_valid``."""
        days = int(self.cleaned_data["days"] or 0)
        return timezone.now() + timedelta(days=days) if days else None


class AccountForm(forms.ModelForm):
    """A person's own name and language. Each language is named in itself, so that whoever needs it can read it."""

    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Of the pages in this browser, and of the e-mails that Wared sends you."),
        choices=[(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES],
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name", "language"]


class MerchantForm(forms.ModelForm):
    name = shop_name_field()
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=Merchant._meta.get_field("time_zone").help_text, choices=[]
    )

    class Meta:
        model = Merchant
        fields = ["name", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed, own = zone_choices(translation.get_language() or "en"), self.instance.time_zone
        choices: Any = self.fields["time_zone"]
        choices.choices = listed if own in dict(listed) else [(own, own), *listed]

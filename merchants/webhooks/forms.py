"""What a person gives for a webhook: an address, the events, a note."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from merchants.models import WebhookEndpoint
from merchants.webhooks import endpoints, offers
from scraping.errors import BadLink

WHY_NOT: dict[str, str | Promise] = {
    "scheme": _("Give an address that begins with https://."),
    "port": _("Use the usual port: an address without a number after its name."),
    "private_address": _("This address lies in a private network. Give one that the internet reaches."),
    "user_info": _("Leave the user name and password out of the address; our signature shows who sends."),
    "too_long": _("The address is longer than 2,048 characters."),
    "control_characters": _("The address contains characters that no address may have."),
}


class EndpointForm(forms.ModelForm):
    events = forms.MultipleChoiceField(
        label=_("Tell it when"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one event.")},
    )

    class Meta:
        model = WebhookEndpoint
        fields = ["url", "description", "events"]
        widgets = {
            "url": forms.TextInput(
                attrs={"class": "ltr", "placeholder": "https://", "inputmode": "url", "autocomplete": "off"}
            )
        }
        help_texts = {
            "url": _("Where your program listens. It must take POST over https and answer within 15 seconds."),
            "description": _("For you, for example “warehouse”."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["events"]
        choices.choices = list(offers.offered().items())
        if not self.instance.events:
            self.initial["events"] = list(offers.offered())

    def clean_url(self) -> str:
        try:
            return endpoints.checked(self.cleaned_data["url"])
        except endpoints.NotEncrypted as error:
            raise forms.ValidationError(_("Use an https address: what we send must not be read on its way.")) from error
        except BadLink as error:
            why = str(WHY_NOT.get(error.reason, _("This is not a web address.")))
            raise forms.ValidationError(why) from error

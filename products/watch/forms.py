"""What a merchant may choose about watching."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from merchants.models import Merchant
from merchants.zones import zone_name
from products.watch.models import Every, WatchKind, WatchPreferences, WatchRule
from products.watch.rules import MOST
from scraping.links import readable_host

NUMBER = {"dir": "ltr", "inputmode": "decimal", "min": "0"}
AS_ABOVE = "as-above"


class ScheduleForm(forms.Form):
    """How often. ``above``: what holds without a choice of its own; without it there is no such choice."""

    every = forms.ChoiceField(label=_("How often"))
    slowest = forms.ChoiceField(
        label=_("Quiet products not less than"),
        required=False,
        choices=[("", _("As often as the others")), *Every.choices[1:]],
        help_text=_("What does not change is looked at less and less often, down to this."),
    )

    def __init__(self, *args: Any, above: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields["every"]
        own.choices = [*([(AS_ABOVE, above)] if above else []), *Every.choices]

    @property
    def every_s(self) -> int | None:
        """None: no choice of its own."""
        chosen = self.cleaned_data["every"]
        return None if chosen == AS_ABOVE else int(chosen)

    @property
    def slowest_s(self) -> int:
        """0: as often as the others."""
        return int(self.cleaned_data["slowest"] or 0)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen, slowest = data.get("every", AS_ABOVE), int(data.get("slowest") or 0)
        if chosen not in (AS_ABOVE, str(Every.NEVER.value)) and 0 < slowest < int(chosen):
            self.add_error("slowest", _("Choose the same or something less often."))
        return data


class RuleForm(forms.ModelForm):
    class Meta:
        model = WatchRule
        fields = ("kind", "domain", "direction", "percent", "amount", "mail", "action")

    def __init__(self, *args: Any, merchant: Merchant, domains: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.merchant = merchant
        own = [self.instance.domain] if self.instance.domain else []
        listed = list(dict.fromkeys([*own, *domains]))
        self.fields["domain"] = forms.ChoiceField(
            label=_("Shop"),
            required=False,
            choices=[("", _("Every shop")), *((one, readable_host(one)) for one in listed)],
        )
        for name in ("percent", "amount"):
            self.fields[name].widget.attrs |= NUMBER
        self.fields["percent"].help_text = _("Only for prices. Empty: every change that is not rounding.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = data.get("kind")
        if kind != WatchKind.PRICE:
            data |= {"direction": WatchRule.Direction.ANY, "percent": None, "amount": None}
        self._check_threshold("percent", data, most=Decimal(1000))
        self._check_threshold("amount", data)
        fitting = WatchRule.FITTING[WatchKind(kind)] if kind else None
        if fitting and data.get("action", "") not in fitting:
            self.add_error("action", _("This does not go with what happens."))
        if self.instance.pk is None and self.merchant.watch_rules.count() >= MOST:
            raise forms.ValidationError(_("There are as many rules as there may be. Delete one first."), code="many")
        return data

    def save(self, commit: bool = True) -> WatchRule:
        """Another rule than before adds steps up from where the prices are now."""
        rule: WatchRule = super().save(commit)
        if commit and self.changed_data:
            rule.told_prices.all().delete()
        return rule

    def _check_threshold(self, name: str, data: dict[str, Any], most: Decimal | None = None) -> None:
        value = data.get(name)
        if value is not None and value <= 0:
            self.add_error(name, _("Write a number above zero, or nothing."))
        elif value is not None and most is not None and value > most:
            self.add_error(name, _("At most 1,000 percent."))


class PreferencesForm(forms.ModelForm):
    class Meta:
        model = WatchPreferences
        fields = ("digest_hour",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = zone_name(self.instance.merchant.zone, get_language() or "en")
        self.fields["digest_hour"].help_text = _("From 0 to 23, by your shop's clock: %(zone)s.") % {"zone": zone}

    def clean_digest_hour(self) -> int:
        hour = int(self.cleaned_data["digest_hour"])
        if hour > 23:
            raise forms.ValidationError(_("An hour from 0 to 23."), code="hour")
        return hour

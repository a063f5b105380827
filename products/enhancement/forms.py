"""What a merchant may wish for texts."""

from django import forms

from products.enhancement.models import WritingSettings


class WritingForm(forms.ModelForm):
    class Meta:
        model = WritingSettings
        fields = ("tone", "length", "accepts_itself")

"""Sign-up as django-allauth does it, with the person, the merchant and the owner's place in one transaction."""

from allauth.account import forms, views
from allauth.account.adapter import get_adapter
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from merchants.models import User

LONGEST_EMAIL = User._meta.get_field("email").max_length  # the package's own field lets pass what no column holds


class SignupForm(forms.SignupForm):
    def clean_email(self) -> str:
        email: str = super().clean_email()
        MaxLengthValidator(LONGEST_EMAIL)(email)
        return email

    def save(self, request: HttpRequest) -> User:
        with transaction.atomic():
            user: User = super().save(request)
        return user


class SignupView(views.SignupView):
    form_class = SignupForm

    def form_valid(self, form: SignupForm) -> HttpResponse:
        """A second click, sent before the first one's person was there, gets the answer of an address that is taken."""
        try:
            answer: HttpResponse = super().form_valid(form)
        except IntegrityError:
            if not User.objects.filter(email=form.cleaned_data["email"]).exists():
                raise
            form.add_error("email", get_adapter().validation_error("email_taken"))
            answer = self.form_invalid(form)
        return answer


class AddEmailForm(forms.AddEmailForm):
    def clean_email(self) -> str:
        email: str = super().clean_email()
        MaxLengthValidator(LONGEST_EMAIL)(email)
        return email


class EmailView(views.EmailView):
    form_class = AddEmailForm

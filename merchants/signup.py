"""Sign-up as django-allauth does it, with the person, the merchant and the owner's place in one transaction."""

from allauth.account import forms, views
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from merchants.models import User


class SignupForm(forms.SignupForm):
    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """A second click finds the first one's account: it gets the answer of an address that is taken."""
        try:
            return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)

    def save(self, request: HttpRequest) -> User:
        with transaction.atomic():
            return super().save(request)


class SignupView(views.SignupView):
    form_class = SignupForm

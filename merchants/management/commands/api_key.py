"""``manage.py api_key``: make a key for a merchant's program."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from merchants.models import ApiKey, Merchant

LONGEST_NAME = ApiKey._meta.get_field("name").max_length or 0


class Command(BaseCommand):
    help = "Makes an API key and prints it, this once, alone on the last line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--merchant", required=True, metavar="SLUG", help="the merchant's short name")
        parser.add_argument("--name", required=True, metavar="TEXT", help="which program will use it")
        parser.add_argument(
            "--scope", action="append", choices=ApiKey.Scope.values, help="may be repeated; without it, all of them"
        )

    def handle(self, *, merchant: str, name: str, scope: list[str] | None, **options: object) -> None:
        owner = Merchant.objects.filter(slug=merchant).first()
        if owner is None:
            raise CommandError(f"There is no merchant with the short name {merchant!r}.")
        if not 0 < len(name.strip()) <= LONGEST_NAME:
            raise CommandError(f"The name must have 1 to {LONGEST_NAME} characters.")
        key, text = ApiKey.make(owner, name.strip(), list(dict.fromkeys(scope or ApiKey.Scope.values)))
        self.stderr.write(f"Key {key.prefix}… of {owner} may: {', '.join(key.scopes)}. It is shown only now.")
        self.stdout.write(text)

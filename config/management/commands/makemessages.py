"""Gather the messages: Django's own command, which is told of the marks that Django does not have."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    xgettext_options = [
        *makemessages.Command.xgettext_options,
        "--keyword=ngettext_noop:1,2",  # progress lines with a plural, jobs/words.py
        "--keyword=Sentence",  # what the engine tells, scraping/fetched.py: it knows no Django
    ]

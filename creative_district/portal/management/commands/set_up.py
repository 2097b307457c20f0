"""`manage.py set_up`: bring a portal up to date, or leave it as it is."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.urls import reverse
from django.utils import timezone, translation

from creative_district.kernel import clock
from creative_district.kernel.commands import DatabaseCommand
from creative_district.kernel.mail import mailbox
from creative_district.portal import search, set_up
from creative_district.portal.loading import LoadError
from programme.models import Programme

Line = tuple[str, str]


class Command(DatabaseCommand):
    """Migrate, collect static files, load the districts, make the first account."""

    help = __doc__
    requires_system_checks = ()

    def handle(self, **_options: Any) -> None:
        """Do what is missing, then say what is where."""
        if set_up.migrate():
            self.stdout.write("The database is up to date.")
        if set_up.collect_static():
            self.stdout.write("The static files are collected.")
        try:
            for path in set_up.load_districts(now=clock.now()):
                self.stdout.write(f"Loading {path.name} …")
        except LoadError as error:
            raise CommandError(str(error)) from None
        search.catch_up()
        for label, value in [*signposts(), *account_made()]:
            self.stdout.write(f"  {label:<10}{value}")


def signposts() -> Iterator[Line]:
    """Yield what is where."""
    for programme in Programme.objects.public().home_first():
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                yield (
                    str(programme.acronym or programme.name),
                    at(programme.page("home")),
                )
    yield "admin", at(reverse("admin:index"))
    if mailbox.is_in_use():
        yield "mailbox", at(reverse("admin:index") + "mailbox/")
    yield "API", at("/api/v1/")
    if clock.is_shifted():
        now = timezone.localtime(clock.now())
        yield "clock", f"{now:%Y-%m-%d %H:%M}, since PROGRAMME_AS_OF is set"


def account_made() -> Iterator[Line]:
    """Make the first account where it is missing; yield how to sign in, this once."""
    if account := set_up.make_account():
        name, password = account
        if settings.ADMIN_PASSWORD:
            yield "account", f"{name}, with the password that ADMIN_PASSWORD names"
        else:
            yield "account", f"{name}, password {password} (shown only now)"


def at(path: str) -> str:
    """Return the whole address of a page."""
    return f"{settings.SITE_URL}{path}"

"""`manage.py practice`: a labelled district of invented records, for tests."""

import argparse
from typing import Any

from django.core.management.base import CommandParser

from actions.reminders.wake import replan_after_commit
from creative_district.kernel import clock
from creative_district.kernel.commands import DatabaseCommand
from creative_district.portal import practice, search
from creative_district.portal.practice_removal import remove_district
from programme.models import Programme


class Command(DatabaseCommand):
    """Makes, fills and removes the practice district."""

    help = (
        "Makes a clearly labelled practice district, published, with invented records "
        "and contacts at .example addresses. A second run makes only what is missing "
        "of what has a number; --due-now always makes N more. Standard output "
        "has one line for each reminder due: its X-Reminder-Key, a tab, the recipient. "
        "--remove takes the whole district away, before anything else asked for."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for name, what in (
            ("--actions", "actions that the district shall have"),
            ("--milestones", "milestones that it shall have, none of them due soon"),
            ("--news", "news items that it shall have"),
            ("--documents", "documents that it shall have"),
            ("--due-now", "further milestones with one reminder each, due at once"),
        ):
            parser.add_argument(name, type=_count, default=0, metavar="N", help=what)
        parser.add_argument(
            "--remove", action="store_true", help="take the district away"
        )

    def handle(self, **options: Any) -> None:
        if options["remove"]:
            self.say(f"{remove_district()} rows removed")
            search.rebuild()
        asked = {
            name: options[name]
            for name in ("actions", "milestones", "news", "documents", "due_now")
        }
        if any(asked.values()) or not options["remove"]:
            self.make(**asked)

    def make(
        self, *, actions: int, milestones: int, news: int, documents: int, due_now: int
    ) -> None:
        """Make what is asked for: first what is due, which the rest would delay."""
        now, today = clock.now(), clock.today()
        programme = practice.found_district(now=now, today=today)
        practice.make_actions(
            programme=programme, count=actions, progress=self.progress
        )
        if due_now:
            self.print_due(programme, due_now)
        practice.make_milestones(
            programme=programme, count=milestones, today=today, progress=self.progress
        )
        practice.make_news(
            programme=programme, count=news, today=today, progress=self.progress
        )
        practice.make_documents(
            programme=programme, count=documents, progress=self.progress
        )
        replan_after_commit(programme=programme)
        search.catch_up()

    def print_due(self, programme: Programme, count: int) -> None:
        """Make reminders that are due, and write a line for each."""
        reminders = practice.make_due(programme=programme, count=count, now=clock.now())
        for reminder in reminders:
            self.stdout.write(f"{reminder.key}\t{reminder.contact.email}")

    def progress(self, kind: str, made: int, total: int) -> None:
        """Say how far it is, on standard error."""
        self.say(f"{kind}: {made} of {total}")

    def say(self, words: str) -> None:
        """Write to standard error: standard output is for reminders alone."""
        self.stderr.write(words, style_func=str)


def _count(written: str) -> int:
    """Return a number of records, or refuse it in the parser's way."""
    if not written.isdecimal():
        raise argparse.ArgumentTypeError(f"{written!r} is not a number of records")
    return int(written)

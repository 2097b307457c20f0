"""`manage.py load_programme FILE [--dry-run]`."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from creative_district.kernel import clock
from creative_district.kernel.commands import DatabaseCommand
from creative_district.portal import search
from creative_district.portal.loading import Change, Kind, LoadError, Outcome, load

# Seconds of silence before progress is told, and between two tellings.
PATIENCE = 2.0
SIGNS = {Kind.CREATED: "+", Kind.CHANGED: "~", Kind.WITHDRAWN: "-"}


class Command(DatabaseCommand):
    """Loads a district's file, whole or not at all."""

    help = "Load a district from its file; a second time changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="Show what would change; write nothing.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.told_at = time.monotonic()
        try:
            outcome = load(
                options["file"],
                now=clock.now(),
                dry_run=options["dry_run"],
                progress=self.tell_progress,
            )
        except LoadError as error:
            raise CommandError(self.refusal(error)) from error
        search.catch_up()
        if outcome.is_dry_run or options["verbosity"] > 1:
            for change in outcome.changes:
                self.tell_change(change)
        self.stdout.write(self.summary(outcome))

    def tell_progress(self, section: str, done: int, total: int) -> None:
        """Say on standard error how far a long load has come."""
        if time.monotonic() - self.told_at >= PATIENCE:
            self.told_at = time.monotonic()
            self.stderr.write(f"{section}: {done} / {total}", self.style.NOTICE)

    def tell_change(self, change: Change) -> None:
        """Print one record's change, a line for each value that differs."""
        self.stdout.write(f"{SIGNS[change.kind]} {change.section} {change.key}")
        if change.kind == Kind.CHANGED:
            for one in change.differences:
                self.stdout.write(f"    {one.field}: “{one.old}” → “{one.new}”")

    def refusal(self, error: LoadError) -> str:
        """Return all that is wrong, a line each."""
        count = len(error.problems)
        head = ngettext(
            "%(count)s problem; nothing was written:",
            "%(count)s problems; nothing was written:",
            count,
        )
        return "\n".join([head % {"count": count}, *map(str, error.problems)])

    def summary(self, outcome: Outcome) -> str:
        """Return the line that says what was done, or would be."""
        if outcome.is_dry_run:
            text = _(
                "%(programme)s, dry run: %(created)s to create, %(changed)s to change, "
                "%(withdrawn)s to withdraw, %(unchanged)s unchanged."
            )
        else:
            text = _(
                "%(programme)s: %(created)s created, %(changed)s changed, "
                "%(withdrawn)s withdrawn, %(unchanged)s unchanged."
            )
        return text % {
            "programme": outcome.programme,
            "created": outcome.count(Kind.CREATED),
            "changed": outcome.count(Kind.CHANGED),
            "withdrawn": outcome.count(Kind.WITHDRAWN),
            "unchanged": outcome.unchanged_count,
        }

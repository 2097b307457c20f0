"""`manage.py replay_reminders --from 2013-01-01 --to 2015-07-31`."""

import logging
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management import CommandError

from actions.reminders.replay import ReplayError, Table, replay
from actions.reminders.vocabulary import Cause
from creative_district.kernel.commands import DatabaseCommand
from programme.models import Programme


class Command(DatabaseCommand):
    """Prints what a programme's timeline would have mailed, month by month."""

    help = "Walk the timeline through planner and delivery; mail nobody, keep nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        day = date.fromisoformat
        parser.add_argument("--from", dest="first", type=day, help="first day")
        parser.add_argument("--to", dest="last", type=day, help="last day")
        parser.add_argument("--programme", metavar="KEY", help="default: each")

    def handle(self, *args: Any, **options: Any) -> None:
        programmes = Programme.objects.home_first()
        if options["programme"]:
            programmes = programmes.filter(key=options["programme"])
        if not programmes:
            raise CommandError("There is no such programme.")
        logging.disable(logging.INFO)
        try:
            for programme in programmes:
                self.replay(programme, options["first"], options["last"])
        finally:
            logging.disable(logging.NOTSET)

    def replay(
        self, programme: Programme, first: date | None, last: date | None
    ) -> None:
        """Replay one programme, by default over its own period."""
        first = first or (programme.start and programme.start.earliest)
        last = last or (programme.end and programme.end.latest)
        if not (first and last and first <= last):
            raise CommandError("Say --from an earlier day --to a later one.")
        try:
            table = replay(
                programme=programme, first=first, last=last, progress=self.tell_progress
            )
        except ReplayError as error:
            raise CommandError(f"A mail of {error} cannot be built.") from error
        self.stdout.write(f"{programme}: {first} – {last}")
        for line in lines_of(table):
            self.stdout.write(line)

    def tell_progress(self, day: date) -> None:
        """Say on standard error which month has been reached."""
        if day.day == 1:
            self.stderr.write(f"{day:%Y-%m}", self.style.NOTICE)


def lines_of(table: Table) -> list[str]:
    """Return the table with a row a month, a column a rule, and the sums."""
    rules = sorted(
        {(cause, offset) for _month, cause, offset in table},
        key=lambda rule: (rule[0] != Cause.RULE, rule),
    )
    heads = [
        f"{offset:+d}" if cause == Cause.RULE else cause for cause, offset in rules
    ]
    rows = [
        (f"{month:%Y-%m}", [table[month, *rule] for rule in rules])
        for month in sorted({month for month, _cause, _offset in table})
    ]
    rows.append(("sum", [sum(row[at] for _m, row in rows) for at in range(len(rules))]))
    return [
        "month   " + "".join(f"{head:>9}" for head in [*heads, "sum"]),
        *(
            f"{name:<8}" + "".join(f"{count:>9}" for count in [*counts, sum(counts)])
            for name, counts in rows
        ),
    ]

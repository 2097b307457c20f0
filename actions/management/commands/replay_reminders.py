"""`manage.py replay_reminders --from 2013-01-01 --to 2015-07-31`."""

import logging
import smtplib
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from email.utils import make_msgid
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.management import CommandError
from django.db.models import Max, Min
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from actions.calendar_file import domain
from actions.reminders.message import ReminderMail
from actions.reminders.replay import Replay, ReplayError, Timeline
from actions.reminders.vocabulary import Cause
from creative_district.kernel.commands import DatabaseCommand
from creative_district.kernel.mail import mailbox
from partners.models import Contact
from programme.models import Programme


class Command(DatabaseCommand):
    """Prints what the programmes' timelines would have mailed, month by month."""

    help = (
        "Walk the timeline through planner and delivery. It keeps nothing, and mails "
        "nobody unless told to."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=day, help="first day")
        parser.add_argument("--to", dest="last", type=day, help="last day")
        parser.add_argument("--programme", metavar="KEY", help="default: each")
        for name, what in (
            ("--send", "mail what was collected, marked as a test"),
            ("--real-people", "send it to more than demonstration contacts"),
            ("--yes", "do not ask before a mail server is used"),
        ):
            parser.add_argument(name, action="store_true", help=what)

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE), without_news():
            programmes = named(options["programme"])
            if options["send"] and not options["real_people"]:
                spare_people(programmes)
            mails: list[ReminderMail] = []
            whole = Timeline()
            for programme in programmes:
                replay = self.replay_of(programme, options["first"], options["last"])
                if options["send"]:
                    replay.post = mails.append
                whole += self.run(replay)
            if len(programmes) > 1:
                # Translators: “Tous les districts”
                self.show(_("All districts"), whole)
            if options["send"]:
                self.send(mails, is_agreed=options["yes"] or mailbox.is_in_use())
            self.fail_where(whole)

    def replay_of(
        self, programme: Programme, first: date | None, last: date | None
    ) -> Replay:
        """Return the replay of a programme, by default over its own period."""
        own_first, own_last = period_of(programme)
        first, last = first or own_first, last or own_last
        if not (first and last and first <= last):
            raise CommandError(_("Say --from an earlier day --to a later one."))
        return Replay(programme, first, last, progress=self.progress)

    def run(self, replay: Replay) -> Timeline:
        """Replay a programme and print its table."""
        programme = replay.programme
        self.month = ""
        try:
            timeline = replay.run()
        except ReplayError as error:
            raise CommandError(
                _("The reminders of %(programme)s cannot be planned: %(error)s")
                % {"programme": programme, "error": error}
            ) from error
        title = _("%(programme)s: %(first)s – %(last)s")
        period = {"first": replay.first, "last": replay.last}
        self.show(title % {"programme": programme, **period}, timeline)
        return timeline

    def progress(self, reached: date, mails: int) -> None:
        """Say on standard error when another month has been reached."""
        month = f"{reached:%Y-%m}"
        if month != self.month:
            self.month = month
            so_far = ngettext("%(count)s mail", "%(count)s mails", mails)
            self.say(f"{month}  {so_far % {'count': mails}}")

    def show(self, title: str, timeline: Timeline) -> None:
        """Print a table."""
        self.stdout.write(title)
        for line in lines_of(timeline):
            self.stdout.write(line)

    def send(self, mails: Sequence[ReminderMail], *, is_agreed: bool) -> None:
        """Hand the mails to where the portal's mail goes; ask first if need be."""
        count = len(mails)
        if not (is_agreed or self.agrees(count)):
            raise CommandError(_("Nothing was sent."))
        sent = 0
        try:
            with get_connection() as connection:
                for mail in mails:
                    # Not that of the real mail, which might then be dropped as known.
                    mail.extra_headers["Message-ID"] = make_msgid(domain=domain())
                    sent += connection.send_messages([mail])
        except (smtplib.SMTPException, OSError) as error:
            raise CommandError(
                _("%(sent)s of %(count)s mails were sent, then: %(error)s")
                % {"sent": sent, "count": count, "error": error}
            ) from error
        told = ngettext("%(count)s mail was sent.", "%(count)s mails were sent.", sent)
        self.say(told % {"count": sent})

    def agrees(self, count: int) -> bool:
        """Ask whether real mails are to go out."""
        question = ngettext(
            "Send %(count)s mail through %(server)s? Answer “%(yes)s”:",
            "Send %(count)s mails through %(server)s? Answer “%(yes)s”:",
            count,
        )
        server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        self.say(question % {"count": count, "server": server, "yes": _("yes")})
        try:
            return input().strip().lower() == _("yes")
        except EOFError:
            return False

    def fail_where(self, timeline: Timeline) -> None:
        """End in an error when a reminder could not be mailed."""
        for key, reason in timeline.failures:
            self.say(f"{key}: {reason}")
        if count := len(timeline.failures):
            told = ngettext(
                "%(count)s reminder cannot be mailed.",
                "%(count)s reminders cannot be mailed.",
                count,
            )
            raise CommandError(told % {"count": count})

    def say(self, words: str) -> None:
        """Write to standard error: standard output is for tables alone."""
        self.stderr.write(words, style_func=str)


@contextmanager
def without_news() -> Iterator[None]:
    """Leave out what each sweep logs when all is well."""
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def day(written: str) -> date:
    """Return the day, or refuse it in the parser's way."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ArgumentTypeError(
            _("“%(written)s” is not a day. Write 2013-01-31.") % {"written": written}
        ) from None


def named(key: str | None) -> Sequence[Programme]:
    """Return the programme of that key, or all of them."""
    programmes = Programme.objects.home_first()
    if key:
        programmes = programmes.filter(key=key)
    if not programmes:
        raise CommandError(_("There is no such programme."))
    return list(programmes)


def period_of(programme: Programme) -> tuple[date | None, date | None]:
    """Return a programme's first and last day; else the years of its milestones."""
    due = programme.milestones.own().aggregate(
        first=Min("due__earliest"), last=Max("due__latest")
    )
    first = due["first"] and due["first"].replace(month=1, day=1)
    last = due["last"] and due["last"].replace(month=12, day=31)
    return (
        programme.start.earliest if programme.start else first,
        programme.end.latest if programme.end else last,
    )


def spare_people(programmes: Sequence[Programme]) -> None:
    """Refuse to mail anybody who is not there for demonstrations."""
    people = Contact.objects.filter(programme__in=programmes, is_demonstration=False)
    if count := people.count():
        told = ngettext(
            "%(count)s contact is a person, who would get mails of a rehearsal: say "
            "--real-people if that is meant.",
            "%(count)s contacts are people, who would get mails of a rehearsal: say "
            "--real-people if that is meant.",
            count,
        )
        raise CommandError(told % {"count": count})


def lines_of(timeline: Timeline) -> Iterator[str]:
    """Yield the table: a row a month, a column a rule, and the sums."""
    rules = sorted(
        {(cause, offset) for _month, cause, offset in timeline.reminders},
        key=lambda rule: (rule[0] != Cause.RULE, rule),
    )
    rows: list[list[Any]] = []
    for month in sorted(timeline.mails):
        counts = [timeline.reminders[month, *rule] for rule in rules]
        rows.append([f"{month:%Y-%m}", *counts, sum(counts), timeline.mails[month]])
    sums = [sum(row[at] for row in rows) for at in range(1, len(rules) + 3)]
    table: list[list[Any]] = [
        [_("month"), *map(head, rules), _("reminders"), _("mails")],
        *rows,
        # Translators: “somme”
        [pgettext("last line of a table", "sum"), *sums],
    ]
    widths = [max(len(str(row[at])) for row in table) for at in range(len(sums) + 1)]
    for first, *others in table:
        cells = zip(others, widths[1:], strict=True)
        right = "".join(f"  {cell:>{width}}" for cell, width in cells)
        yield f"{first:<{widths[0]}}{right}"


def head(rule: tuple[str, int]) -> str:
    """Return what stands above a rule's column: its offset, or the cause."""
    cause, offset = rule
    if cause != Cause.RULE:
        return str(Cause(cause).label)
    return f"{offset:+d}" if offset else "0"

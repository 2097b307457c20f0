"""The mail of a reminder, as it would be written: reads, and writes nothing."""

import logging
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest

from actions.models import Reminder
from actions.reminders import claims, message, policy
from actions.reminders.vocabulary import State
from creative_district.kernel import clock
from creative_district.kernel.admin.mail_pages import MailPages, NoMailError
from partners.models import Contact

logger = logging.getLogger(__name__)

AHEAD = {State.PLANNED, State.CLAIMED}


class ReminderMail(MailPages):
    """Shows the mail of each reminder: planned, sent or not."""

    mail_template = "admin/actions/reminder/mail.html"

    def source_of(self, request: HttpRequest, pk: int) -> bytes:
        reminder = self.reminder_of(request, pk)
        moment = moment_of(reminder, clock.now())
        try:
            mail = message.build(reminders=letter_of(reminder, moment), now=moment)
            written: Any = mail.message()
            return bytes(written.as_bytes(linesep="\r\n"))
        except message.AddressError as error:
            raise NoMailError(str(error)) from error
        except Exception as error:
            # Staff look for what is wrong with this very mail: they are told.
            logger.exception("Reminder %s cannot be shown", reminder.key)
            raise NoMailError(repr(error)) from error

    def mail_context(self, request: HttpRequest, pk: int) -> dict[str, Any]:
        reminder = self.reminder_of(request, pk)
        moment = moment_of(reminder, clock.now())
        return {
            "title": reminder.name,
            "reminder": reminder,
            "moment": moment,
            "is_ahead": reminder.state in AHEAD,
            "companion_count": len(letter_of(reminder, moment)) - 1,
        }

    def reminder_of(self, request: HttpRequest, pk: int) -> Reminder:
        """Return a reminder with what its mail tells, or raise `Http404`."""
        seen = self.get_queryset(request).filter(pk=pk).order_by().values("pk")
        for reminder in claims.in_full(Reminder.objects.filter(pk__in=seen)):
            return reminder
        raise Http404


def moment_of(reminder: Reminder, now: datetime) -> datetime:
    """Return when the mail is to be read: as it goes out, or `now` where it is over."""
    if reminder.state not in AHEAD:
        return now
    daily = reminder.contact.next_digest_at if is_daily(reminder) else None
    return max(filter(None, [now, reminder.send_at, daily]))


def letter_of(reminder: Reminder, moment: datetime) -> list[Reminder]:
    """Return the reminders that share a mail with this one, itself among them.

    The next daily mail tells of all that is due to its reader by then, a later one of
    its own day; the reminders of one that went out were sent at the same moment.
    """
    if not is_daily(reminder):
        return [reminder]
    own = Reminder.objects.filter(
        contact=reminder.contact_id, milestone__programme=reminder.contact.programme
    )
    if reminder.state in AHEAD:
        rows = own.filter(state__in=AHEAD, send_at__lte=moment)
        if reminder.send_at == moment:
            zone = reminder.contact.zone
            day = policy.morning(policy.day_in(zone, moment), zone)
            rows = rows.filter(send_at__gte=day)
    elif reminder.state == State.SENT:
        rows = own.filter(state=State.SENT, sent_at=reminder.sent_at)
    else:
        return [reminder]
    found = claims.in_full(rows.order_by("due_on", "pk")[: claims.MOST_ITEMS])
    return found or [reminder]


def is_daily(reminder: Reminder) -> bool:
    """Whether the reader takes one mail a day."""
    return reminder.contact.delivery == Contact.Delivery.DIGEST

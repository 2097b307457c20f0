"""Sends the reminders of one claim over one connection."""

import logging
import smtplib
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from django.core.mail.backends.base import BaseEmailBackend

from actions.models import Reminder
from actions.reminders import claims, ledger, message, policy
from actions.reminders.claims import Claim
from actions.reminders.faults import Fault, Kind, fault_of
from actions.reminders.vocabulary import Reason, State

logger = logging.getLogger(__name__)

OpenMail = Callable[[], BaseEmailBackend]

# So many connections that break one after the other are the server's fault, not that
# of the mails they carried.
BREAKS = 2


@dataclass
class Delivery:
    """One claim on its way out.

    Each mail is committed by itself. A failure stays with the mail that it struck,
    unless it shows that the server takes none: then the rest of the claim waits.
    """

    claim: Claim
    clock: Callable[[], datetime]
    open_mail: OpenMail
    trouble: str = ""
    letters: Counter[State] = field(default_factory=Counter)
    connection: BaseEmailBackend | None = None
    breaks: int = 0

    def send(self) -> Counter[State]:
        """Send what is still wanted; return how many came to which state."""
        try:
            for index in range(len(self.claim.ids)):
                self._send_next(index)
                if self.trouble:
                    break
        finally:
            self._hang_up()
        return self.letters

    def _send_next(self, index: int) -> None:
        reminder = claims.take(self.claim, index)
        if reminder is None:
            return
        now = self.clock()
        state, reason = ledger.verdict(reminder, now)
        if state != State.PLANNED:
            claims.close(reminder, state, reason)
            self.letters[state] += 1
        elif fault := self._connect():
            self._wait(index, fault)
        elif fault := self._hand_over(reminder, now):
            self._settle(index, reminder, fault)
        else:
            claims.mark_sent(reminder)
            self.letters[State.SENT] += 1
            self.breaks = 0

    def _connect(self) -> Fault | None:
        if self.connection:
            return None
        self.connection = self.open_mail()
        try:
            self.connection.open()
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            fault = fault_of(error)
            # No recipient has been named yet: a refusal for good is the portal's.
            kind = Kind.PASSING if fault.kind == Kind.PASSING else Kind.OURS
            return Fault(kind, fault.answer)
        return None

    def _hand_over(self, reminder: Reminder, now: datetime) -> Fault | None:
        """Give the mail to the server; None: it has taken it."""
        zone = reminder.contact.zone
        moment = policy.day_in(zone, reminder.send_at)
        reminder.is_late = moment < policy.day_in(zone, now)
        try:
            mail = message.build(reminder=reminder, now=now)
            mail.connection = self.connection
            mail.send()
        except (smtplib.SMTPException, OSError) as error:
            return fault_of(error)
        except Exception as error:
            # A mail that cannot be built must not hold up the others.
            logger.exception("Reminder %s cannot be mailed", reminder.key)
            return Fault(Kind.PASSING, repr(error), breaks_connection=False)
        return None

    def _settle(self, index: int, reminder: Reminder, fault: Fault) -> None:
        logger.warning("Reminder %s: %s", reminder.key, fault.answer)
        if fault.breaks_connection:
            self._hang_up()
            self.breaks += 1
        if fault.kind == Kind.OURS or self.breaks >= BREAKS:
            self._wait(index, fault)
        elif fault.kind == Kind.RECIPIENT:
            claims.mark_failed(reminder, fault.answer)
            self.letters[State.FAILED] += 1
        else:
            claims.try_later(reminder, fault.answer)
            self.letters[State.PLANNED] += 1

    def _wait(self, start: int, fault: Fault) -> None:
        """Put the rest of the claim back; it counts as tried unless we are at fault."""
        self.trouble = fault.answer
        if fault.kind == Kind.OURS:
            claims.release(self.claim, start, Reason.PAUSED)
        else:
            for index in range(start, len(self.claim.ids)):
                if reminder := claims.take(self.claim, index):
                    claims.try_later(reminder, fault.answer)
        self.letters[State.PLANNED] += len(self.claim.ids) - start

    def _hang_up(self) -> None:
        if self.connection:
            with suppress(smtplib.SMTPException, OSError):
                self.connection.close()
            self.connection = None

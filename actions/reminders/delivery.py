"""Sends the mails of one claim over one connection."""

import logging
import smtplib
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from actions.reminders import claims, ledger, message, policy
from actions.reminders.briefing import Briefing
from actions.reminders.claims import Claim, Letter
from actions.reminders.faults import Fault, Kind, fault_of
from actions.reminders.message import AddressError
from actions.reminders.vocabulary import Reason, State

logger = logging.getLogger(__name__)

OpenMail = Callable[[], BaseEmailBackend]

# So many connections that break one after the other are the server's fault, not that
# of the mails they carried.
BREAKS = 2
RECONNECT_SECONDS = 0.5


@dataclass
class Delivery:
    """One claim on its way out.

    Each mail is committed by itself. A failure stays with the mail that it struck,
    unless it shows that the server takes none: then the rest of the claim waits.
    """

    claim: Claim
    clock: Callable[[], datetime]
    open_mail: OpenMail
    stop: Callable[[], bool]
    trouble: str = ""
    # How many reminders came to which state.
    reminders: Counter[State] = field(default_factory=Counter)
    connection: BaseEmailBackend | None = None
    breaks: int = 0
    renewed_at: float = field(default_factory=time.monotonic)
    briefing: Briefing = field(init=False)

    def __post_init__(self) -> None:
        self.briefing = Briefing(self.claim)

    def send(self) -> Counter[State]:
        """Send what is still wanted; return how many came to which state."""
        try:
            for index in range(len(self.claim.letters)):
                if self.stop():
                    claims.release(self.claim, index, Reason.STOPPED)
                    break
                self._send_next(index)
                if self.trouble:
                    break
        finally:
            self._hang_up()
        return self.reminders

    def _send_next(self, index: int) -> None:
        if fault := self._connect():
            self._wait(index, fault)
            return
        self._renew(index)
        now = self.clock()
        letter = self._wanted(self.briefing.letter(index), now)
        if not letter:
            return
        if fault := self._hand_over(letter, now):
            self._settle(index, letter, fault)
        else:
            self._note_sent(letter, now)
            self.reminders[State.SENT] += len(letter)
            self.breaks = 0

    def _wanted(self, letter: Letter, now: datetime) -> Letter:
        """Give up what ought not to be sent any more; return the rest."""
        wanted = []
        for reminder in letter:
            if reminder.milestone.programme.reminders_paused:
                claims.put_back([reminder], Reason.DISTRICT_PAUSED)
                continue
            state, reason = ledger.verdict(
                reminder, self.briefing.dossier_of(reminder), now
            )
            if state == State.PLANNED:
                wanted.append(reminder)
            else:
                claims.close(reminder, state, reason)
                self.reminders[state] += 1
        return wanted

    def _renew(self, start: int) -> None:
        """Begin the lease anew, so that all of it but a tenth is left for each mail."""
        if time.monotonic() - self.renewed_at > settings.REMINDER_LEASE_SECONDS / 10:
            claims.renew(self.claim, start)
            self.renewed_at = time.monotonic()

    def _connect(self) -> Fault | None:
        if self.connection and not is_cut(self.connection):
            return None
        self._hang_up()
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

    def _hand_over(self, letter: Letter, now: datetime) -> Fault | None:
        """Give the mail to the server; None: it has taken it."""
        for reminder in letter:
            zone = reminder.contact.zone
            moment = policy.day_in(zone, reminder.send_at)
            reminder.is_late = moment < policy.day_in(zone, now)
        dossier = self.briefing.dossier_of(letter[0])
        try:
            mail = message.build(reminders=letter, now=now, dossier=dossier)
            mail.connection = self.connection
            mail.send()
        except AddressError as error:
            return Fault(Kind.RECIPIENT, str(error), breaks_connection=False)
        except (smtplib.SMTPException, OSError) as error:
            return fault_of(error)
        except Exception as error:
            # A mail that cannot be built must not hold up the others.
            logger.exception("Reminder %s cannot be mailed", letter[0].key)
            return Fault(Kind.PASSING, repr(error), breaks_connection=False)
        return None

    def _note_sent(self, letter: Letter, now: datetime) -> None:
        """Record what the server took, also where the database was away meanwhile.

        Nobody else would know that it was sent.
        """
        end = time.monotonic() + settings.REMINDER_LEASE_SECONDS
        while True:
            try:
                return claims.mark_sent(letter, now=now)
            except (OperationalError, InterfaceError):
                if connection.in_atomic_block or time.monotonic() > end:
                    raise
                logger.exception("Reminder %s: sent, not yet recorded", letter[0].key)
                connection.close()
                time.sleep(RECONNECT_SECONDS)
            except DatabaseError:
                # Whatever cannot be written beside it, that it went is kept: nobody
                # gets a mail again and again.
                logger.exception("Reminder %s: sent, poorly recorded", letter[0].key)
                return claims.keep_sent(letter)

    def _settle(self, index: int, letter: Letter, fault: Fault) -> None:
        logger.warning("Reminder %s: %s", letter[0].key, fault.answer)
        if fault.breaks_connection:
            self._hang_up()
            self.breaks += 1
        if fault.kind == Kind.OURS or self.breaks >= BREAKS:
            self._wait(index, fault)
        elif fault.kind == Kind.RECIPIENT:
            claims.mark_failed(letter, fault.answer)
            self.reminders[State.FAILED] += len(letter)
        else:
            claims.try_later(letter, fault.answer)
            self.reminders[State.PLANNED] += len(letter)

    def _wait(self, start: int, fault: Fault) -> None:
        """Put the rest of the claim back; it counts as tried unless we are at fault."""
        self.trouble = fault.answer
        if fault.kind == Kind.OURS:
            claims.release(self.claim, start, Reason.PAUSED)
        else:
            for index in range(start, len(self.claim.letters)):
                if letter := self.briefing.letter(index):
                    claims.try_later(letter, fault.answer)
        self.reminders[State.PLANNED] += len(self.claim.ids(start))

    def _hang_up(self) -> None:
        if self.connection:
            with suppress(smtplib.SMTPException, OSError):
                self.connection.close()
            self.connection = None


def is_cut(connection: BaseEmailBackend) -> bool:
    """Whether the server was seen to go away, as some do after a refusal."""
    client = getattr(connection, "connection", None)
    return isinstance(client, smtplib.SMTP) and client.sock is None

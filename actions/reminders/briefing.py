"""What the worker knows of the mails of its claim, and whether it still holds.

Reminders are read for the whole claim at once, with all that planning and the mails
have to know. Right before each mail one short question asks whether anything that
decides about it has changed since; if so, all of it is read anew.
"""

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from actions.models import Reminder
from actions.reminders import claims
from actions.reminders.claims import Claim
from actions.reminders.dossier import Dossier

# Seconds for which a claim may rely on what only other rows tell: rules, memberships,
# the partners and the place of a milestone.
FRESH = 1.0

# What decides whether a mail goes out, to whom, and what it says.
DECISIVE = [
    "pk",
    *(
        f"milestone__{name}"
        for name in (
            "title", "due", "reached", "cancelled_on", "kind", "scope", "state",
            "publish_from", "action", "thrust", "responsible", "responsible_partner",
            "place",
            *(
                f"action__{name}"
                for name in (
                    "title", "state", "publish_from", "lead", "thrust__state",
                    "thrust__publish_from",
                )
            ),
            *(
                f"programme__{name}"
                for name in (
                    "state", "publish_from", "country", "time_zone",
                    "reminders_from", "reminders_paused",
                )
            ),
        )
    ),
    *(
        f"contact__{name}"
        for name in (
            "name", "email", "language", "time_zone", "delivery", "problem", "partner",
        )
    ),
]  # fmt: skip
ASKED = -1


class Watch:
    """Asks what decides about the reminders of a claim, without converting a value.

    The same question is put before each mail; its SQL is written once, because that
    takes ten times as long as the database needs to answer.
    """

    def __init__(self, claim: Claim) -> None:
        rows = claims.held(claim).filter(pk=ASKED).order_by().values_list(*DECISIVE)
        self.sql, self.parameters = rows.query.sql_with_params()

    def standing(self, pk: int) -> tuple[Any, ...] | None:
        """Return what decides about a reminder; None: it is no longer held."""
        parameters = [pk if value == ASKED else value for value in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            row: tuple[Any, ...] | None = cursor.fetchone()
        return row


@dataclass
class Briefing:
    """The reminders of a claim, and what is known about their milestones."""

    claim: Claim
    watch: Watch = field(init=False)
    read_at: float = 0.0
    reminders: Mapping[int, Reminder] = field(default_factory=dict)
    standings: Mapping[int, Any] = field(default_factory=dict)
    dossiers: Mapping[int, Dossier] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.watch = Watch(self.claim)

    def letter(self, index: int) -> list[Reminder]:
        """Return the reminders of one mail that the claim still holds, as of now."""
        ids = self.claim.letters[index]
        if any(self.watch.standing(pk) != self.standings.get(pk, ()) for pk in ids):
            self._read(index)
        elif time.monotonic() - self.read_at > FRESH:
            self._read_around(index)
        found = [self.reminders[pk] for pk in ids if pk in self.reminders]
        return sorted(found, key=lambda reminder: (reminder.due_on, reminder.pk))

    def dossier_of(self, reminder: Reminder) -> Dossier:
        """Return what is known about a reminder's milestone."""
        return self.dossiers[reminder.milestone.programme_id]

    def _read(self, start: int) -> None:
        """Read the mails from `start` on, and all that concerns them."""
        ids = self.claim.ids(start)
        self.standings = {pk: self.watch.standing(pk) for pk in ids}
        self._read_around(start)

    def _read_around(self, start: int) -> None:
        """Read the same, with what other rows tell about the milestones."""
        self.read_at = time.monotonic()
        rows = claims.held(self.claim).filter(pk__in=self.claim.ids(start))
        found = claims.in_full(rows)
        milestones = defaultdict(set)
        for reminder in found:
            milestones[reminder.milestone.programme].add(reminder.milestone_id)
        self.dossiers = {
            programme.pk: Dossier.of(programme, concerned)
            for programme, concerned in milestones.items()
        }
        # One may be deleted between the two.
        self.reminders = {
            row.pk: row
            for row in found
            if row.milestone_id in self.dossier_of(row).subjects
        }

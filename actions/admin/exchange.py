"""Imports that concern reminders: what becomes of them is said before, and done."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from actions.admin.replanning import replan
from actions.admin.review import ReviewedRecords, counts
from actions.models import Milestone, Reminder
from actions.reminders import effects
from creative_district.kernel import clock
from creative_district.kernel.admin.exchange import ExchangedRecords
from creative_district.kernel.admin.importing import Change
from programme.models import Programme

# Of more milestones the worker sees to the reminders; nobody waits for their sum.
MOST_COUNTED = 200


class ReplannedImports(ExchangedRecords, ReviewedRecords):
    """The admin of records whose import can move reminders."""

    def milestones_of_all(self, records: Sequence[Any]) -> QuerySet[Milestone]:
        """Return the milestones that a change of these records can concern."""
        raise NotImplementedError

    def hold_for_import(self) -> None:
        """As saving a form does: nobody waits in a circle."""
        list(Programme.objects.select_for_update(no_key=True).order_by("pk"))

    def notes_on_import(
        self, request: HttpRequest, changes: Sequence[Change]
    ) -> Iterator[str]:
        yield from super().notes_on_import(request, changes)
        concerned = self.milestones_of_all([change.record for change in changes])
        if (count := concerned.count()) > MOST_COUNTED:
            # Translators: “Les rappels de %(count)s jalons seront replanifiés.”
            said = _("The reminders of %(count)s milestones will be planned anew.")
            yield said % {"count": count}
            return
        now = clock.now()
        before = as_they_stood(concerned, changes)
        after = effects.settled(concerned, now=now)
        if told := list(counts(effects.changes(before, after, now=now))):
            # Translators: “Rappels : 2 déplacés, 1 annulé.”
            yield _("Reminders: %(counts)s.") % {"counts": ", ".join(told)}

    def after_import(
        self, request: HttpRequest, changes: Sequence[Change], reason: str
    ) -> None:
        super().after_import(request, changes, reason)
        replan(change.record for change in changes)


def as_they_stood(
    milestones: QuerySet[Milestone], changes: Sequence[Change]
) -> dict[int, Milestone]:
    """Return the milestones with the reminders that the ledger had planned so far.

    They are written already; the ledger has not followed yet.
    """
    originals = {c.original.pk: c.original for c in changes if c.original}
    letters = Reminder.objects.select_related("contact").order_by("pk")
    found = milestones.select_related("programme", "action")
    before = {}
    for milestone in found.prefetch_related(Prefetch("reminders", letters)):
        original = originals.get(milestone.pk)
        if isinstance(original, Milestone):
            milestone.due = original.due
        before[milestone.pk] = milestone
    return before

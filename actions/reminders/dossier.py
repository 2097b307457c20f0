"""What planning and mails have to know about some milestones, read at once.

The sweep plans by it, and the mails of a claim share one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from actions.models import Milestone, Reminder
from actions.reminders import facts
from actions.reminders.facts import People
from actions.reminders.planning import Subject, Terms
from programme.models import Programme

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Dossier:
    """Milestones of one programme, its terms and people, and what was sent so far."""

    terms: Terms
    people: People
    rows: Mapping[int, Sequence[Reminder]]
    actions: Set[int]
    subjects: Mapping[int, Subject]
    _neighbours: dict[Span, dict[int, list[Milestone]]] = field(default_factory=dict)

    @classmethod
    def of(cls, programme: Programme, milestones: Iterable[int]) -> Self:
        """Read what concerns these milestones of a programme: 7 queries."""
        ids = list(milestones)
        people = facts.people_of(programme)
        rows = facts.rows_of(ids)
        standings = facts.standings_of(Milestone.objects.filter(pk__in=ids))
        return cls(
            terms=facts.terms_of(programme),
            people=people,
            rows=rows,
            actions={row.action for row in standings.values() if row.action},
            subjects=facts.subjects_of(standings, people, rows),
        )

    def neighbours_of(self, action: int, span: Span) -> Sequence[Milestone]:
        """Return the open public milestones of an action that are due in a span.

        Both days included, by due date: 1 query for all actions of the dossier.
        """
        if span not in self._neighbours:
            found = (
                Milestone.objects.public()
                .own()
                .filter(
                    action__in=self.actions,
                    due__latest__range=span,
                    reached=None,
                    cancelled_on=None,
                )
                .order_by("due", "key")
            )
            by_action: dict[int, list[Milestone]] = defaultdict(list)
            for milestone in found:
                by_action[milestone.action_id].append(milestone)
            self._neighbours[span] = by_action
        return self._neighbours[span].get(action, [])

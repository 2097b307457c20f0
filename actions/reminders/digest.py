"""What a mail about several milestones says, in the active language."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from actions.reminders import wording
from actions.reminders.content import Item, is_test


@dataclass(frozen=True, slots=True)
class Group:
    """Milestones of a mail under one heading."""

    heading: str
    items: Sequence[Item]

    @property
    def count(self) -> int:
        """How many milestones; one may be told of twice."""
        return len({item.milestone.pk for item in self.items})


def digest_of(items: Sequence[Item]) -> dict[str, Any]:
    """Return what a mail about several milestones says: overdue first, then by day."""
    late, ahead, cancelled = groups = groups_of(items)
    counts = {
        "late": late.count,
        "ahead": ahead.count,
        "cancelled": cancelled.count,
    }
    return {
        "subject": wording.subject_of_many(
            **counts, is_test=is_test(items[0].milestone.programme)
        ),
        "item": next(item for group in groups for item in group.items),
        "sentence": wording.greeting(**counts),
        "next_step": wording.next_step_of_many(
            are_open=bool(late.items or ahead.items)
        ),
        "groups": [group for group in groups if group.items],
    }


def groups_of(items: Sequence[Item]) -> tuple[Group, Group, Group]:
    """Return the items that are overdue, to come and cancelled, each by due day."""
    by_day = sorted(
        items,
        key=lambda item: (
            item.milestone.due.latest,
            item.milestone.due.earliest,
            item.title.text,
        ),
    )
    return (
        # Translators: headings of a list: “En retard”, “À venir”, “Annulés”
        Group(_("Overdue"), [item for item in by_day if item.is_overdue]),
        Group(
            _("To come"),
            [item for item in by_day if item.is_open and not item.is_overdue],
        ),
        Group(
            pgettext("milestones", "Cancelled"),
            [item for item in by_day if not item.is_open],
        ),
    )

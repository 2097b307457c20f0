"""The milestones that rules speak of, and of which nobody can be reminded."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from actions.models import Milestone, ReminderRule
from partners.models import Contact, Membership


def unaddressed(today: date, among: Any = None) -> QuerySet[Milestone]:
    """Return them: 2 queries; the same as `planning.silence` says one by one.

    Of all milestones, or only `among` those of a query.
    """
    mains = Contact.objects.filter(is_main=True)
    own = mains.filter(programme=OuterRef("programme"))
    partners = Q(partner=OuterRef("responsible_partner")) | Q(
        partner=OuterRef("action__lead")
    )
    named = Q(responsible__programme=F("programme"))
    milestones = Milestone.objects.all() if among is None else among
    found: QuerySet[Milestone] = (
        milestones.public()
        .own()
        .filter(
            ~named | Q(responsible=None),
            Q(reached=None) | Q(reached__latest__gte=today),
            Q(cancelled_on=None) | Q(cancelled_on__gt=today),
            # What spares looking at each milestone comes before what looks at it.
            ~Q(programme__in=answered(mains)),
            ~Exists(own.filter(partners)),
            _spoken_of(),
        )
    )
    return found


def answered(contacts: QuerySet[Contact]) -> QuerySet[Contact, Any]:
    """Return the programmes for which one of the contacts answers as a whole.

    It is a contact of the coordinator or of the programme's own staff.
    """
    coordinates = Membership.objects.filter(
        programme=OuterRef("programme"),
        partner=OuterRef("partner"),
        role=Membership.Role.COORDINATOR,
    )
    return contacts.filter(Q(partner=None) | Exists(coordinates)).values("programme")


def _spoken_of() -> Q:
    """Match the milestones of whose kind an active rule speaks."""
    kinds: dict[int, set[str]] = defaultdict(set)
    for rule in ReminderRule.objects.filter(is_active=True).order_by():
        kinds[rule.programme_id].update(rule.kinds)
    # As few alternatives as can be: SQLite goes through its index anew for each.
    alike: dict[frozenset[str], list[int]] = defaultdict(list)
    for programme, spoken in kinds.items():
        alike[frozenset(spoken)].append(programme)
    matched = Q(pk__in=[])
    for same, programmes in alike.items():
        matched |= Q(programme__in=sorted(programmes), kind__in=sorted(same))
    return matched

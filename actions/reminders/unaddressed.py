"""The milestones that rules speak of, and of which nobody can be reminded."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from actions.models import Milestone, ReminderRule
from partners.models import Contact, Membership


def unaddressed(today: date) -> QuerySet[Milestone]:
    """Return them: 2 queries; the same as `planning.silence` says one by one."""
    mains = Contact.objects.filter(programme=OuterRef("programme"), is_main=True)
    coordinator = Membership.objects.filter(
        programme=OuterRef("programme"), role=Membership.Role.COORDINATOR
    )
    partners = (
        Q(partner=OuterRef("responsible_partner"))
        | Q(partner=OuterRef("action__lead"))
        | Q(partner__in=coordinator.values("partner"))
        | Q(partner=None)
    )
    named = Q(responsible__programme=F("programme"))
    found: QuerySet[Milestone] = (
        Milestone.objects.public()
        .own()
        .filter(
            ~named | Q(responsible=None),
            Q(reached=None) | Q(reached__latest__gte=today),
            Q(cancelled_on=None) | Q(cancelled_on__gt=today),
            ~Exists(mains.filter(partners)),
            _spoken_of(),
        )
    )
    return found


def _spoken_of() -> Q:
    """Match the milestones of whose kind an active rule speaks."""
    matched = Q(pk__in=[])
    for rule in ReminderRule.objects.filter(is_active=True).order_by():
        matched |= Q(programme=rule.programme_id, kind__in=rule.kinds)
    return matched

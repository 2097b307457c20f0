"""The actions for which nobody is responsible whom a mail would reach."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from actions.models import Action
from creative_district.kernel.record import State
from partners.models import Contact, Membership

OVER = [Action.Completion.COMPLETED, Action.Completion.CANCELLED]


def unattended(today: date) -> QuerySet[Action]:
    """Return own actions that go on or are to come, and that nobody sees to.

    They have no lead partner; or neither the lead nor the coordinator has a main
    contact that wants mail and whose address works. Without an end of its own, an
    action is over when its programme is.
    """
    is_on = Q(programme__end=None) | Q(programme__end__latest__gte=today)
    goes_on = Q(end__latest__gte=today) | (Q(end=None) & is_on)
    reachable = Contact.objects.filter(
        programme=OuterRef("programme"), is_main=True, problem=""
    ).exclude(delivery=Contact.Delivery.NONE)
    coordinator = Membership.objects.filter(
        programme=OuterRef("programme"), role=Membership.Role.COORDINATOR
    )
    asked = Q(partner=OuterRef("lead")) | Q(partner__in=coordinator.values("partner"))
    kept = Action.objects.own().exclude(state=State.WITHDRAWN)
    found: QuerySet[Action] = kept.exclude(completion__in=OVER).filter(
        goes_on, Q(lead=None) | ~Exists(reachable.filter(asked))
    )
    return found

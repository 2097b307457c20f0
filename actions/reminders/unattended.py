"""The actions for which nobody is responsible whom a mail would reach."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from actions.models import Action
from actions.reminders.unaddressed import answered
from creative_district.kernel.record import State
from partners.models import Contact

OVER = [Action.Completion.COMPLETED, Action.Completion.CANCELLED]


def unattended(today: date, among: Any = None) -> QuerySet[Action]:
    """Return own actions that go on or are to come, and that nobody sees to.

    Of all actions, or only `among` those of a query.

    They have no lead partner; or neither the lead nor the coordinator nor the
    programme's staff has a main contact that wants mail and whose address works.
    Without an end of its own, an action is over when its programme is.
    """
    is_on = Q(programme__end=None) | Q(programme__end__latest__gte=today)
    goes_on = Q(end__latest__gte=today) | (Q(end=None) & is_on)
    reachable = Contact.objects.filter(is_main=True, problem="").exclude(
        delivery=Contact.Delivery.NONE
    )
    leads = reachable.filter(programme=OuterRef("programme"), partner=OuterRef("lead"))
    is_silent = ~Q(programme__in=answered(reachable)) & ~Exists(leads)
    actions = Action.objects.all() if among is None else among
    found: QuerySet[Action] = (
        actions.own()
        .exclude(state=State.WITHDRAWN)
        .exclude(completion__in=OVER)
        .filter(goes_on, Q(lead=None) | is_silent)
    )
    return found

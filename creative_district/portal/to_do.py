"""What waits for somebody of the staff, as links to lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Count, Model, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from actions.admin.contact import REFUSED
from actions.admin.filters import NOBODY, SOON, SOON_DAYS, due_soon, tomorrow
from actions.models import Milestone, Reminder
from actions.phases import Progress
from actions.reminders import health
from actions.reminders.unaddressed import unaddressed
from creative_district.kernel.models import LinkCheck
from creative_district.kernel.record import Record, Scope, State
from creative_district.kernel.rights import within
from partners.models import Contact


@dataclass(frozen=True, slots=True)
class Task:
    """So many rows of a list wait for somebody."""

    label: str
    count: int
    model: type[Model]
    query: dict[str, str]

    @property
    def address(self) -> str:
        """The list of exactly these rows."""
        label = f"{self.model._meta.app_label}_{self.model._meta.model_name}"
        return f"{reverse(f'admin:{label}_changelist')}?{urlencode(self.query)}"


def to_do(request: HttpRequest, *, today: date) -> list[Task]:
    """Return what waits in the lists that this person may see; nothing twice."""
    user = request.user
    found = [
        *of_milestones(user, today),
        *of_reminders(user),
        *of_contacts(user),
        *of_links(),
        *in_review(user),
    ]
    return [
        task
        for task in found
        if task.count
        and admin.site.get_model_admin(task.model).has_view_permission(request)
    ]


def of_milestones(user: Any, today: date) -> Iterator[Task]:
    """Yield own milestones that are late, due soon, or with nobody to address."""
    own = within(user, "view", Milestone.objects.own())
    late = own.in_progress(Progress.LATE, today).count()
    soon = due_soon(own, today=today).count()
    scope = {"scope__exact": Scope.OWN.value}
    yield Task(
        _("Milestones overdue"), late, Milestone, {"progress": Progress.LATE, **scope}
    )
    yield Task(
        _("Milestones due in the next %(days)d days") % {"days": SOON_DAYS},
        soon,
        Milestone,
        {"progress": SOON, **scope},
    )
    yield Task(
        _("Milestones with nobody to address"),
        within(user, "view", unaddressed(today)).count(),
        Milestone,
        {"addressee": NOBODY},
    )


def of_reminders(user: Any) -> Iterator[Task]:
    """Yield what goes out tomorrow, and what could not be delivered."""
    planned = within(user, "view", tomorrow())
    yield Task(
        _("Reminders of tomorrow"), planned.count(), Reminder, {"waits": "tomorrow"}
    )
    yield Task(
        _("Reminders that failed"),
        within(user, "view", health.failed()).count(),
        Reminder,
        {"waits": "failed"},
    )


def of_contacts(user: Any) -> Iterator[Task]:
    """Yield the people whom no mail reaches."""
    yield Task(
        _("Contacts whose address was refused"),
        within(user, "view", health.refused()).count(),
        Contact,
        {"trouble": REFUSED},
    )


def of_links() -> Iterator[Task]:
    """Yield the addresses elsewhere that are gone."""
    dead = LinkCheck.Verdict.DEAD
    yield Task(
        # Translators: “Adresses citées qui n’existent plus”
        _("Cited addresses that are gone"),
        LinkCheck.objects.found(dead).count(),
        LinkCheck,
        {"verdict__exact": dead.value},
    )


def in_review(user: Any) -> Iterator[Task]:
    """Yield, for each kind of record, those that somebody has to look through."""
    kinds = {
        model._meta.label: model
        for model in admin.site._registry
        if issubclass(model, Record)
    }
    counted = [count_of(user, label, model) for label, model in kinds.items()]
    for row in counted[0].union(*counted[1:], all=True).order_by("of_model"):
        model = kinds[row["of_model"]]
        label = _("In review: %(kinds)s") % {"kinds": model._meta.verbose_name_plural}
        query = {"state__exact": State.IN_REVIEW.value}
        yield Task(label, row["count"], model, query)


def count_of(user: Any, label: str, model: Any) -> QuerySet[Any, dict[str, Any]]:
    """Return the query of how many records of a model are in review."""
    found = within(user, "view", model.objects.filter(state=State.IN_REVIEW))
    waiting = found.order_by()
    counted: QuerySet[Any, dict[str, Any]] = waiting.values(
        of_model=Value(label)
    ).annotate(count=Count("pk"))
    return counted

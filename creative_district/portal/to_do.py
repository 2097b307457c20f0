"""What waits for somebody of the staff, as links to lists."""

from collections.abc import Iterator, Sequence
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
from actions.admin.filters import NOBODY, SOON, SOON_DAYS, UNSOURCED, due_soon, tomorrow
from actions.models import Action, Milestone, Reminder
from actions.phases import Progress
from actions.reminders import health
from actions.reminders.unaddressed import unaddressed
from actions.reminders.unattended import unattended
from actions.unsourced import FACTS, unsourced
from creative_district.kernel.models import LinkCheck
from creative_district.kernel.record import Record, Scope, State
from creative_district.portal.translating.counts import of_translations
from partners.models import Contact, Webhook

# How many rows a line names, where it names any.
NAMED = 5
OWN = {"scope__exact": Scope.OWN.value}


@dataclass(frozen=True, slots=True)
class Task:
    """So many rows of a list wait for somebody."""

    label: str
    count: int
    model: type[Model]
    query: dict[str, str]
    # Which rows are meant, where the label leaves that open.
    rule: str = ""
    # The first of them in words, where that saves a look at the list.
    names: Sequence[str] = ()

    @property
    def address(self) -> str:
        """The list of exactly these rows."""
        label = f"{self.model._meta.app_label}_{self.model._meta.model_name}"
        return f"{reverse(f'admin:{label}_changelist')}?{urlencode(self.query)}"

    @property
    def more(self) -> int:
        """How many rows there are beyond those that are named."""
        return self.count - len(self.names)


def to_do(request: HttpRequest, *, today: date) -> list[Task]:
    """Return what waits in the lists that this person may see; nothing twice."""
    found = [
        *of_milestones(request, today),
        *of_reminders(request),
        *of_contacts(request),
        *of_webhooks(request),
        *of_links(request),
        *in_review(request),
        *of_actions(request, today),
        *of_facts(request),
        *(Task(*line) for line in of_translations(request)),
    ]
    return [task for task in found if task.count]


def seen(request: HttpRequest, model: Any) -> Any:
    """Return the rows of a model's list for this person; none without leave to look."""
    page = admin.site.get_model_admin(model)
    if not page.has_view_permission(request):
        return model._default_manager.none()
    return page.get_queryset(request).order_by()


def of_milestones(request: HttpRequest, today: date) -> Iterator[Task]:
    """Yield own milestones that are late, due soon, or with nobody to address."""
    milestones = seen(request, Milestone)
    own = milestones.own()
    yield Task(
        _("Milestones overdue"),
        own.in_progress(Progress.LATE, today).count(),
        Milestone,
        {"progress": Progress.LATE, **OWN},
    )
    yield Task(
        _("Milestones due in the next %(days)d days") % {"days": SOON_DAYS},
        due_soon(own, today=today).count(),
        Milestone,
        {"progress": SOON, **OWN},
    )
    yield Task(
        _("Milestones with nobody to address"),
        unaddressed(today, among=milestones).count(),
        Milestone,
        {"addressee": NOBODY},
    )


def of_reminders(request: HttpRequest) -> Iterator[Task]:
    """Yield what goes out tomorrow and to whom, and what could not be delivered."""
    reminders = seen(request, Reminder)
    planned = reminders.filter(pk__in=tomorrow().values("pk"))
    first = planned.select_related("milestone", "contact").order_by("send_at", "pk")
    yield Task(
        _("Reminders of tomorrow"),
        planned.count(),
        Reminder,
        {"waits": "tomorrow"},
        names=[
            # Translators: who gets a reminder, which one, and of what
            _("%(contact)s: %(milestone)s (%(reminder)s)")
            % {
                "contact": reminder.contact,
                "milestone": reminder.milestone,
                "reminder": reminder.name,
            }
            for reminder in first[:NAMED]
        ],
    )
    yield Task(
        _("Reminders that failed"),
        reminders.filter(pk__in=health.failed().values("pk")).count(),
        Reminder,
        {"waits": "failed"},
    )


def of_contacts(request: HttpRequest) -> Iterator[Task]:
    """Yield the people whom no mail reaches."""
    refused = health.refused().values("pk")
    yield Task(
        _("Contacts whose address was refused"),
        seen(request, Contact).filter(pk__in=refused).count(),
        Contact,
        {"trouble": REFUSED},
    )


def of_webhooks(request: HttpRequest) -> Iterator[Task]:
    """Yield the webhooks that the portal gave up."""
    stopped = Webhook.State.STOPPED
    yield Task(
        # Translators: “Crochets web arrêtés”
        _("Webhooks that are stopped"),
        seen(request, Webhook).filter(state=stopped).count(),
        Webhook,
        {"state__exact": stopped.value},
    )


def of_links(request: HttpRequest) -> Iterator[Task]:
    """Yield the addresses elsewhere that are gone."""
    dead = LinkCheck.Verdict.DEAD
    yield Task(
        # Translators: “Adresses citées qui n’existent plus”
        _("Cited addresses that are gone"),
        seen(request, LinkCheck).found(dead).count(),
        LinkCheck,
        {"verdict__exact": dead.value},
    )


def of_actions(request: HttpRequest, today: date) -> Iterator[Task]:
    """Yield the actions that nobody sees to."""
    yield Task(
        _("Actions without a person responsible"),
        unattended(today, among=seen(request, Action)).count(),
        Action,
        {"responsible": NOBODY},
        # Translators: “Actions propres au programme, en cours ou à venir : …”
        rule=_(
            "The programme’s own, not over: without a lead partner, or without a main "
            "contact whom mail reaches, be it at the lead, at the coordinator or on "
            "the programme’s staff."
        ),
    )


def of_facts(request: HttpRequest) -> Iterator[Task]:
    """Yield, for each kind of record, those that state something without a source."""
    for model in FACTS:
        yield Task(
            # Translators: “Un fait sans source : %(kinds)s”
            _("A fact without a source: %(kinds)s")
            % {"kinds": model._meta.verbose_name_plural},
            unsourced(seen(request, model)).count(),
            model,
            {"facts": UNSOURCED},
            # Translators: “Fiches publiques du programme dont une date, …”
            rule=_(
                "The programme’s own that the public sees: a date, a lead, an outcome "
                "or a figure is stated and no public source is cited for it, nor for "
                "the whole record."
            ),
        )


def in_review(request: HttpRequest) -> Iterator[Task]:
    """Yield, for each kind of record, those that somebody has to look through."""
    kinds = {
        model._meta.label: model
        for model in admin.site._registry
        if issubclass(model, Record)
    }
    counted = [count_of(request, label, model) for label, model in kinds.items()]
    for row in counted[0].union(*counted[1:], all=True).order_by("of_model"):
        model = kinds[row["of_model"]]
        label = _("In review: %(kinds)s") % {"kinds": model._meta.verbose_name_plural}
        query = {"state__exact": State.IN_REVIEW.value}
        yield Task(label, row["count"], model, query)


def count_of(
    request: HttpRequest, label: str, model: Any
) -> QuerySet[Any, dict[str, Any]]:
    """Return the query of how many records of a model are in review."""
    waiting = seen(request, model).filter(state=State.IN_REVIEW).values("pk")
    counted: QuerySet[Any, dict[str, Any]] = (
        model.objects.filter(pk__in=waiting)
        .order_by()
        .values(of_model=Value(label))
        .annotate(count=Count("pk"))
    )
    return counted

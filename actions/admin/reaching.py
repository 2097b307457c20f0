"""Marking milestones reached from their list: the date is asked first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from actions.admin.review import AGREED, log_link, seal
from actions.models import Milestone
from actions.reminders import effects
from actions.reminders.effects import Change, Effect
from actions.services import reach_milestones
from creative_district.kernel import clock
from creative_district.kernel.dates import PartialDate, day_in_words
from creative_district.kernel.forms.partial_date import PartialDateFormField
from creative_district.kernel.publication import REASON_LENGTH
from programme.models import Programme

AT_ONCE = 100
# How many reminders the message names that follows.
NAMED = 10


class ReachForm(forms.Form):
    """When milestones were reached, and why that is known."""

    on = PartialDateFormField(
        # Translators: “Atteints le”, of milestones
        label=gettext_lazy("Reached on"),
        # Translators: “Un jour jusqu’à aujourd’hui, ou un mois, …”
        help_text=gettext_lazy(
            "A day up to today, or a month, a quarter, a year or days that are over: "
            "2014, 2014-Q1, 2014-05, 2014-05-16 or 2014-05-05/2014-05-15"
        ),
    )
    why = forms.CharField(
        # Translators: “Motif, gardé dans l’historique”
        label=gettext_lazy("Reason, kept in the history"),
        required=False,
        max_length=REASON_LENGTH,
    )

    def __init__(self, data: Any, *, today: date) -> None:
        self.today = today
        super().__init__(data, initial={"on": PartialDate.of_day(today)})

    def clean_on(self) -> PartialDate:
        """Refuse what is not over yet: nothing is reached in advance."""
        on: PartialDate = self.cleaned_data["on"]
        if on.latest <= self.today:
            return on
        # Translators: “%(date)s n’est pas terminé : …”
        said = _(
            "%(date)s is not over yet. Today is %(today)s: write a day up to then, or "
            "a month, a quarter or a year that has ended."
        )
        shown = {"date": on, "today": day_in_words(self.today)}
        raise ValidationError(said % shown)


@dataclass(frozen=True, slots=True)
class Selection:
    """What was ticked, parted by what can become of it."""

    open: Sequence[Milestone]
    # Reached or cancelled already.
    settled: Sequence[Milestone]
    # How many are no longer in the list.
    gone: int


class Reaching(admin.ModelAdmin):
    """The list's action that marks milestones reached."""

    # Translators: “Marquer atteints …”, of milestones
    @admin.action(description=gettext_lazy("Mark reached …"), permissions=["change"])
    def reach(
        self, request: HttpRequest, queryset: QuerySet[Milestone]
    ) -> HttpResponse | None:
        """Ask for the date, show what it does to reminders; then write it."""
        today = clock.today()
        chosen = self.selection(request, queryset, today)
        if len(chosen.open) > AT_ONCE:
            said = _("At most %(count)s milestones are marked at once.")
            self.message_user(request, said % {"count": AT_ONCE}, messages.ERROR)
            return None
        agreed = request.POST.get(AGREED)
        form = ReachForm(None if agreed is None else request.POST, today=today)
        is_answered = form.is_valid()
        given = form.cleaned_data if is_answered else {}
        on, why = given.get("on", PartialDate.of_day(today)), given.get("why", "")
        with transaction.atomic():
            marked, found = mark(chosen.open, on=on, why=why, today=today)
            is_as_shown = constant_time_compare(agreed or "", seal(found))
            if marked and is_answered and is_as_shown:
                self.tell_reached(request, marked, on, found)
                return None
            # Until staff have seen what it does, it was only tried.
            transaction.set_rollback(True)
        return self.ask_day(request, chosen, form, found)

    def selection(
        self, request: HttpRequest, queryset: QuerySet[Milestone], today: date
    ) -> Selection:
        """Part the milestones that were ticked and that the person may change."""
        found = list(queryset.select_related("programme", "action")[: AT_ONCE * 10])
        ticked = set(request.POST.getlist(ACTION_CHECKBOX_NAME))
        listed = self.get_queryset(request).filter(pk__in=ticked)
        return Selection(
            open=[row for row in found if is_open(row, today)],
            settled=[row for row in found if not is_open(row, today)],
            gone=len(ticked) - listed.count(),
        )

    def ask_day(
        self,
        request: HttpRequest,
        chosen: Selection,
        form: ReachForm,
        found: Sequence[Change],
    ) -> HttpResponse:
        """Show what was chosen, the date to fill in and what it does to reminders."""
        context = {
            **self.admin_site.each_context(request),
            # Translators: “Marquer des jalons atteints”
            "title": _("Mark milestones reached"),
            "opts": self.opts,
            "chosen": chosen,
            "form": form,
            "found": found,
            "is_stale": form.is_valid(),
            "box": ACTION_CHECKBOX_NAME,
            "agreed": AGREED,
            "seal": seal(found),
            "media": self.media,
        }
        return render(request, "admin/actions/milestone/reach.html", context)

    def tell_reached(
        self,
        request: HttpRequest,
        marked: Sequence[Milestone],
        on: PartialDate,
        found: Sequence[Change],
    ) -> None:
        """Say what was marked, and which reminders will not go out."""
        words = ngettext(
            "%(count)s milestone is marked as reached: %(date)s.",
            "%(count)s milestones are marked as reached: %(date)s.",
            len(marked),
        )
        said = words % {"count": len(marked), "date": on}
        self.message_user(request, said, messages.SUCCESS)
        if gone := list(cancelled(found)):
            self.message_user(request, cancellations(gone, found), messages.SUCCESS)


def is_open(milestone: Milestone, today: date) -> bool:
    """Whether it can be marked: a day that is still to come is no day reached."""
    is_reached = milestone.reached is not None and milestone.reached.latest <= today
    return not (is_reached or milestone.cancelled_on)


def mark(
    milestones: Sequence[Milestone], *, on: PartialDate, why: str, today: date
) -> tuple[list[Milestone], list[Change]]:
    """Mark them reached; return those marked and what became of reminders.

    Like everything that the ledger then writes, it belongs to the caller's transaction.
    """
    now = clock.now()
    # Before anything is written, as the ledger does: nobody waits in a circle.
    held = Programme.objects.filter(pk__in={row.programme_id for row in milestones})
    list(held.select_for_update(no_key=True).order_by("pk"))
    concerned = Milestone.objects.filter(pk__in=[row.pk for row in milestones])
    before = effects.settled(concerned, now=now)
    # Translators: “marqué atteint depuis la liste”
    reason = why or _("marked reached in the list")
    marked = reach_milestones(milestones=milestones, on=on, today=today, reason=reason)
    after = effects.settled(concerned, now=now)
    return marked, [plainly(row) for row in effects.changes(before, after, now=now)]


def plainly(change: Change) -> Change:
    """Leave out why reminders are cancelled: staff know, and did that themselves.

    The ledger's reason depends on the date, so that a page would not be agreed to with
    another date, although the same reminders are cancelled.
    """
    lines = [
        replace(line, reason="") if line.effect == Effect.CANCELLED else line
        for line in change.lines
    ]
    return replace(change, lines=lines)


def cancelled(found: Iterable[Change]) -> Iterable[tuple[str, str, str]]:
    """Yield each reminder that will not go out: which, of what, to whom."""
    for change in found:
        for line in change.lines:
            if line.effect == Effect.CANCELLED:
                for person in line.people:
                    yield line.name, str(change.milestone), str(person)


def cancellations(
    gone: Sequence[tuple[str, str, str]], found: Sequence[Change]
) -> SafeString:
    """Name the reminders that are cancelled, a few of many, with the way to the log."""
    named = format_html_join("; ", "{}, “{}” → {}", gone[:NAMED])
    words = ngettext(
        "%(count)s reminder cancelled:", "%(count)s reminders cancelled:", len(gone)
    )
    rest = ngettext("and %(count)s more", "and %(count)s more", len(gone) - NAMED)
    more = rest % {"count": len(gone) - NAMED} if len(gone) > NAMED else ""
    said = words % {"count": len(gone)}
    return format_html("{} {} {} {}", said, named, more, log_link(found))

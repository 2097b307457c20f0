"""The page that shows what a change does to reminders, before anything is written.

The change is made and the ledger follows it, in the one transaction of the request.
What became of the reminders is the page; unless staff agreed to that very page, all
of it is rolled back. So the page cannot say anything but what will happen.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.admin.bounds import outside, past
from actions.admin.replanning import ReplanningRecords
from actions.models import Milestone
from actions.reminders import effects
from actions.reminders.effects import Change, Effect
from actions.reminders.policy import day_in
from creative_district.kernel import clock
from programme.models import Programme

# What the buttons of the page are called: to agree to it, and to go back to the form.
AGREED = "_agreed"
BACK = "_back"
# What the page asks for anew.
OWN = {"csrfmiddlewaretoken", AGREED, BACK}


class StaysOpen:
    """A form that is shown again as it was filled in, and not saved."""

    def is_valid(self) -> bool:
        """Read the boxes, and say no."""
        super().is_valid()  # type: ignore[misc]  # it stands before a form
        return False


class ReviewedRecords(ReplanningRecords):
    """Saving shows first what it does to reminders, and waits until staff agree.

    A save that changes no reminder goes through at once. Neither form takes files: the
    page carries all that was typed in hidden boxes.
    """

    def milestones_of(self, obj: Any) -> QuerySet[Milestone]:
        """Return the milestones that saving this record can concern."""
        raise NotImplementedError

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kw: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kw)
        if BACK not in request.POST:
            return form
        return type(form)(form.__name__, (StaysOpen, form), {})

    def to_hold(self, request: HttpRequest, pk: Any) -> Iterator[QuerySet[Any]]:
        """The programme first, as the ledger does: nobody waits in a circle."""
        own = self.model._default_manager.filter(pk=pk)
        yield Programme.objects.filter(pk__in=own.values("programme"))
        yield from super().to_hold(request, pk)

    def restore(self, request: HttpRequest, record: Any, version: Any) -> HttpResponse:
        """Go back to a version, or from the page back to the history."""
        if BACK in request.POST:
            return redirect(self.history_page(record))
        return super().restore(request, record, version)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        now = clock.now()
        concerned = self.milestones_of(obj) if change else Milestone.objects.none()
        if not change:
            # What is changed is held since before it was read.
            Programme.objects.select_for_update(no_key=True).get(pk=obj.programme_id)
        request.before = now, effects.settled(concerned, now=now)
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        page = self.review(request, obj)
        return page or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self.review(request, obj) or super().response_change(request, obj)

    def review(self, request: Any, obj: Any) -> HttpResponse | None:
        """Return the page to agree to; None when what was saved is to be kept."""
        now, before = request.before
        after = effects.settled(self.milestones_of(obj), now=now)
        found = effects.changes(before, after, now=now)
        agreed = request.POST.get(AGREED)
        if agreed is None and not found:
            warn(request, before, after)
            return None
        if agreed is not None and constant_time_compare(agreed, seal(found)):
            if found:
                self.message_user(request, summary(found), messages.SUCCESS)
            return None
        page = self.page(request, obj, found, now)
        transaction.set_rollback(True)
        return page

    def page(
        self, request: HttpRequest, obj: Any, found: Sequence[Change], now: datetime
    ) -> HttpResponse:
        """Return the page of what was found; the transaction is still the change's."""
        context = {
            **self.admin_site.each_context(request),
            # Translators: “Relecture avant d’enregistrer”
            "title": _("Review before saving"),
            "opts": self.opts,
            "original": obj,
            "is_popup": IS_POPUP_VAR in request.POST,
            "is_stale": AGREED in request.POST,
            "reviewed": [(each, oddities(each, now)) for each in found],
            "typed": [
                (name, value)
                for name, values in request.POST.lists()
                for value in values
                if name not in OWN
            ],
            "agreed": AGREED,
            "seal": seal(found),
            "back": BACK,
        }
        return render(request, "admin/actions/review.html", context)


def warn(
    request: HttpRequest,
    before: Mapping[int, Milestone],
    after: Mapping[int, Milestone],
) -> None:
    """Tell who saved milestones which of them came to lie outside a known period."""
    for pk, milestone in after.items():
        was = before.get(pk)
        is_put = not was or (was.due, was.action) != (milestone.due, milestone.action)
        if is_put and (said := outside(milestone)):
            messages.warning(request, said)


def oddities(change: Change, now: datetime) -> list[str]:
    """Return what is odd about the date that a milestone is given."""
    milestone = change.milestone
    if milestone.due == change.was_due:
        return []
    today = day_in(milestone.programme.time_zone, now)
    return [said for said in (past(milestone, today), outside(milestone)) if said]


def seal(found: Iterable[Change]) -> str:
    """Return what stands for a page: signed, another one for all that differs.

    A new milestone has no number yet that would last.
    """
    shown = [
        (
            change.was_due and change.milestone.pk,
            change.was_due,
            change.milestone.due,
            [(line, [person.pk for person in line.people]) for line in change.lines],
        )
        for change in found
    ]
    return salted_hmac("review", repr(shown), algorithm="sha256").hexdigest()


def summary(found: Sequence[Change]) -> SafeString:
    """Say what became of reminders, with the way to their log."""
    # Translators: “Rappels : 2 déplacés, 1 annulé.”
    said = _("Reminders: %(counts)s.") % {"counts": ", ".join(counts(found))}
    return format_html("{} {}", said, log_link(found))


def log_link(found: Iterable[Change]) -> SafeString:
    """Return the way to the log of the milestones' reminders."""
    log = reverse("admin:actions_reminder_changelist")
    ids = ",".join(str(change.milestone.pk) for change in found)
    # Translators: “Voir le journal”
    said = _("See the log")
    return format_html('<a href="{}?milestone__id__in={}">{}</a>', log, ids, said)


def counts(found: Iterable[Change]) -> Iterator[str]:
    """Yield how many reminders fared in which way: '2 moved', '1 cancelled'."""
    fared: Counter[Effect] = Counter()
    for change in found:
        for line in change.lines:
            fared[line.effect] += len(line.people)
    moved = fared[Effect.MOVED] + fared[Effect.KEPT]
    new = fared[Effect.NEW] + fared[Effect.AGAIN]
    cancelled, told = fared[Effect.CANCELLED], fared[Effect.TELLS]
    if moved:
        # Translators: “%(count)d déplacé”, of reminders
        yield ngettext("%(count)d moved", "%(count)d moved", moved) % {"count": moved}
    if cancelled:
        # Translators: “%(count)d annulé”, of reminders
        said = ngettext("%(count)d cancelled", "%(count)d cancelled", cancelled)
        yield said % {"count": cancelled}
    if new:
        # Translators: “%(count)d nouveau”, “%(count)d nouveaux”, of reminders
        yield ngettext("%(count)d new", "%(count)d new", new) % {"count": new}
    if told:
        # Translators: “%(count)d mail sur le changement”
        said = ngettext(
            "%(count)d mail about the change", "%(count)d mails about the change", told
        )
        yield said % {"count": told}

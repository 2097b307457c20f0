"""Steps to the public with many records at once, from a list."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from creative_district.kernel.admin.findings import Finding, blocking
from creative_district.kernel.admin.publishing import Publishing
from creative_district.kernel.admin.standing import VERBS, standing
from creative_district.kernel.admin.step_form import AcceptForm, MoveForm
from creative_district.kernel.publication import held, steps
from creative_district.kernel.record import Record, RecordQuerySet, State

# How many records a message names.
MOST_NAMED = 10
# What the page before a step says of itself.
ASKED = "_asked"


class PublishingMany(Publishing):
    """Those that can take the step take it, and the others are named: none by half."""

    actions: Any = ["publish", "send_to_review", "withdraw", "return_to_draft"]
    action_form = MoveForm

    def move_selected(
        self, request: HttpRequest, queryset: RecordQuerySet, to: State
    ) -> HttpResponse | None:
        """Take a step with those of the selected records that can; name the others.

        What there is to know before publishing is shown first, and has to be accepted.
        """
        reason = request.POST.get("reason", "").strip() if to == State.WITHDRAWN else ""
        if to == State.WITHDRAWN and not reason:
            # Translators: “Dites pourquoi : le public lit le motif du retrait.”
            said = gettext("Say why: the public reads the reason for withdrawing.")
            self.message_user(request, said, messages.ERROR)
            return None
        with transaction.atomic():
            # As they are now, until they have the state: somebody else may be at it.
            held(queryset)
            ready: list[tuple[Record, list[Finding]]] = []
            stay: list[tuple[Record, str]] = []
            for record in queryset.exclude(state=to):
                found = self.findings(record, to)
                if obstacle := self.obstacle(request, record, to, found):
                    stay.append((record, obstacle))
                else:
                    ready.append((record, found))
            told = [(record.pk, each.text) for record, found in ready for each in found]
            answer = request.POST if ASKED in request.POST else None
            form = AcceptForm(answer, warnings=told)
            if told and not form.is_valid():
                return self.ask_of_many(request, form, to, ready, stay)
            changed = self.move(request, [each for each, _none in ready], to, reason)
        if changed or not stay:
            self.count(request, changed, to)
        self.name_left(request, stay)
        return None

    def ask_of_many(
        self,
        request: HttpRequest,
        form: AcceptForm,
        to: State,
        ready: Sequence[tuple[Record, Sequence[Finding]]],
        stay: Sequence[tuple[Record, str]],
    ) -> HttpResponse:
        """Return the page of what there is to know of each record before a step."""
        context = {
            **self.admin_site.each_context(request),
            "title": VERBS[to],
            "opts": self.opts,
            "form": form,
            "ready": ready,
            "warned": [
                (record, self.form_page(record), found)
                for record, found in ready
                if found
            ],
            "stay": stay,
            # The selection, as it was sent: of all pages, or of one.
            "sent": [
                (name, value)
                for name in ("action", "select_across", ACTION_CHECKBOX_NAME)
                for value in request.POST.getlist(name)
                if value
            ],
            "asked": ASKED,
        }
        return render(request, "admin/step_many.html", context)

    def count(self, request: HttpRequest, changed: Sequence[Record], to: State) -> None:
        """Say how many records have a state now."""
        message = ngettext(
            "%(count)d record is now “%(state)s”.",
            "%(count)d records are now “%(state)s”.",
            len(changed),
        )
        said = message % {"count": len(changed), "state": to.label}
        self.message_user(request, said, messages.SUCCESS)

    def obstacle(
        self,
        request: HttpRequest,
        record: Record,
        to: State,
        found: Sequence[Finding],
    ) -> str:
        """Return why a record cannot be given a state; empty if it can."""
        if to not in steps(record, now=timezone.now()):
            # Translators: “« publié » : étape impossible”
            return gettext("it is %(state)s") % {"state": standing(record)}
        if not self.may_take(request, record, to):
            # Translators: “cela ne vous est pas permis”
            return gettext("that is not yours to do")
        return " ".join(error.text for error in blocking(found))

    def name_left(
        self, request: HttpRequest, left: Sequence[tuple[Record, str]]
    ) -> None:
        """Say of which records nothing was changed, and why."""
        for record, obstacle in left[:MOST_NAMED]:
            # Translators: “Inchangé : « X » (…)”
            said = gettext("Left as it is: “%(record)s” – %(why)s")
            known = {"record": record, "why": obstacle}
            self.message_user(request, said % known, messages.WARNING)
        more = len(left) - MOST_NAMED
        if more > 0:
            words = ngettext("and %(count)d more", "and %(count)d more", more)
            self.message_user(request, words % {"count": more}, messages.WARNING)

    @admin.action(description=VERBS[State.PUBLISHED], permissions=["publish"])
    def publish(
        self, request: HttpRequest, queryset: RecordQuerySet
    ) -> HttpResponse | None:
        return self.move_selected(request, queryset, State.PUBLISHED)

    @admin.action(description=VERBS[State.IN_REVIEW], permissions=["change"])
    def send_to_review(
        self, request: HttpRequest, queryset: RecordQuerySet
    ) -> HttpResponse | None:
        return self.move_selected(request, queryset, State.IN_REVIEW)

    @admin.action(description=VERBS[State.WITHDRAWN], permissions=["publish"])
    def withdraw(
        self, request: HttpRequest, queryset: RecordQuerySet
    ) -> HttpResponse | None:
        return self.move_selected(request, queryset, State.WITHDRAWN)

    @admin.action(description=VERBS[State.DRAFT], permissions=["change"])
    def return_to_draft(
        self, request: HttpRequest, queryset: RecordQuerySet
    ) -> HttpResponse | None:
        return self.move_selected(request, queryset, State.DRAFT)

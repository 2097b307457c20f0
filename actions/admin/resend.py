"""Sending reminders again: staff are asked once more, and what goes out is noted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from actions.models import Reminder
from actions.reminders import again
from actions.reminders.dossier import Dossier
from actions.services import ResendError, send_again
from creative_district.kernel import clock
from creative_district.kernel.rights import may
from programme.models import Programme

AT_ONCE = 100


class Resending(admin.ModelAdmin):
    """The log's only action: to send again what was sent, failed or was skipped."""

    actions = ["send_again"]

    def has_send_again_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may have a mail sent again, or any at all."""
        return may(request.user, "send_again", obj or Reminder)

    @admin.action(description=gettext_lazy("Send again …"), permissions=["send_again"])
    def send_again(
        self, request: HttpRequest, queryset: QuerySet[Reminder]
    ) -> HttpResponse | None:
        """Ask first; then have those sent again for which nothing stands against it."""
        chosen = list(
            queryset.select_related("milestone__programme", "contact").order_by("pk")[
                : AT_ONCE + 1
            ]
        )
        if len(chosen) > AT_ONCE:
            self.message_user(
                request,
                _("At most %(count)s reminders are sent again at once.")
                % {"count": AT_ONCE},
                messages.ERROR,
            )
            return None
        if "confirmed" not in request.POST:
            return self.ask(request, chosen)
        repeats = list(self.repeats(request, chosen))
        self.report(request, repeats)
        if len(repeats) == len(chosen) == 1:
            return redirect("admin:actions_reminder_change", repeats[0].pk)
        return None

    def ask(self, request: HttpRequest, chosen: list[Reminder]) -> HttpResponse:
        """Show what would be sent again, and why the rest would not."""
        found = list(obstacles(chosen, clock.now()))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Send reminders again"),
            "opts": self.opts,
            "sendable": [reminder for reminder, why in found if not why],
            "refused": [(reminder, why) for reminder, why in found if why],
            "box": ACTION_CHECKBOX_NAME,
        }
        return render(request, "admin/actions/reminder/send_again.html", context)

    def repeats(
        self, request: HttpRequest, chosen: Iterable[Reminder]
    ) -> Iterator[Reminder]:
        """Have the chosen reminders sent again; say of the others why not."""
        for reminder in chosen:
            try:
                repeat = send_again(reminder=reminder, now=clock.now())
            except ResendError as error:
                colon = pgettext("after a name", ":")
                said = f"{reminder.milestone}, {reminder.contact}{colon} {error}"
                self.message_user(request, said, messages.WARNING)
            else:
                # Translators: “Nouvel envoi demandé.”
                self.log_addition(request, repeat, _("Asked to send it again."))
                yield repeat

    def report(self, request: HttpRequest, repeats: list[Reminder]) -> None:
        """Say how many go out, and which of them wait for their district."""
        if repeats:
            words = ngettext(
                "%(count)s reminder goes out again at the next sweep.",
                "%(count)s reminders go out again at the next sweep.",
                len(repeats),
            )
            said = words % {"count": len(repeats)}
            self.message_user(request, said, messages.SUCCESS)
        for programme in {repeat.milestone.programme for repeat in repeats}:
            if programme.reminders_paused:
                words = _("They wait: the reminders of %(programme)s are paused.")
                said = words % {"programme": programme}
                self.message_user(request, said, messages.WARNING)


def obstacles(
    reminders: Iterable[Reminder], now: datetime
) -> Iterator[tuple[Reminder, str]]:
    """Yield each reminder and why it cannot be sent again: 7 queries a programme."""
    by_programme: dict[Programme, list[Reminder]] = defaultdict(list)
    for reminder in reminders:
        by_programme[reminder.milestone.programme].append(reminder)
    for programme, own in by_programme.items():
        dossier = Dossier.of(programme, {row.milestone_id for row in own})
        for reminder in own:
            yield reminder, again.obstacle(reminder, dossier, now=now)

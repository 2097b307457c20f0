"""Programmes: pausing reminders or starting them again plans them anew."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from actions.admin.replanning import ReplanningRecords
from actions.models import Reminder
from actions.reminders.vocabulary import State
from actions.services import pause_reminders
from creative_district.kernel import clock
from programme.admin.programme import ProgrammeAdmin
from programme.models import Programme


@admin.register(Programme)
class ReplanningProgrammeAdmin(ReplanningRecords, ProgrammeAdmin):
    """The districts, and their reminders."""

    actions = [*ReplanningRecords.actions, "pause", "let_go_on"]

    @admin.action(description=_("Pause reminders"), permissions=["change"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Programme]) -> None:
        """Hold back the mails of the selected programmes, and say how many wait."""
        for programme in queryset.filter(reminders_paused=False):
            pause_reminders(programme=programme, paused=True)
            planned = Reminder.objects.filter(
                milestone__programme=programme, state=State.PLANNED
            ).count()
            words = ngettext(
                "The reminders of %(programme)s are paused. %(count)s planned "
                "reminder waits.",
                "The reminders of %(programme)s are paused. %(count)s planned "
                "reminders wait.",
                planned,
            )
            said = words % {"programme": programme, "count": planned}
            self.message_user(request, said, messages.WARNING)

    @admin.action(description=_("Let reminders go on"), permissions=["change"])
    def let_go_on(self, request: HttpRequest, queryset: QuerySet[Programme]) -> None:
        """Send again, and say how many mails became due meanwhile."""
        for programme in queryset.filter(reminders_paused=True):
            pause_reminders(programme=programme, paused=False)
            due = Reminder.objects.filter(
                milestone__programme=programme,
                state=State.PLANNED,
                send_at__lte=clock.now(),
            ).count()
            words = _(
                "The reminders of %(programme)s go on. Due meanwhile: %(count)s; the "
                "latest to each person about a milestone goes out."
            )
            said = words % {"programme": programme, "count": due}
            self.message_user(request, said, messages.SUCCESS)

"""Rows on the pages of actions, milestones and indicators."""

from typing import Any

from django import forms
from django.contrib.admin import StackedInline, TabularInline
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from actions.admin.silence import silence_of
from actions.models import Milestone, Reading, Reminder, ReminderEvent
from actions.reminders.dossier import Dossier
from creative_district.kernel import clock
from creative_district.kernel.admin.read_only import ReadOnly
from creative_district.kernel.admin.rows import Rows


class ReadOnlyFormSet(forms.BaseInlineFormSet):
    """Rows to read: no form for any of them; `get_queryset` gives them."""

    def initial_form_count(self) -> int:
        return 0

    def total_form_count(self) -> int:
        return 0


class ReadOnlyRows(ReadOnly, Rows, TabularInline):
    """Rows that the engine writes; a template of their own shows them."""

    formset = ReadOnlyFormSet
    fields = ()
    extra = 0
    can_delete = False


class MilestonesOfAction(forms.BaseInlineFormSet):
    """A milestone of an action is of the action's programme and scope."""

    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            person = form.cleaned_data.get("responsible")
            if person and person.programme_id != self.instance.programme_id:
                form.add_error("responsible", _("Of another programme."))

    def save_new(self, form: Any, commit: bool = True) -> Any:
        form.instance.programme_id = self.instance.programme_id
        form.instance.scope = self.instance.scope
        return super().save_new(form, commit)

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> Any:
        if "due" in form.changed_data:
            form.instance.note_move(form.initial["due"])
        return super().save_existing(form, obj, commit)


class MilestoneInline(Rows, StackedInline):
    """What is due within an action."""

    model = Milestone
    formset = MilestonesOfAction
    fields = ["title", ("due", "reached"), ("kind", "responsible", "state")]
    # Published with its action, or by a step of its own.
    readonly_fields = ["state"]
    autocomplete_fields = ["responsible"]
    list_select_related = ("programme", "responsible")
    ordering = ["due", "key"]
    show_change_link = True
    own_rights = True

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """A new action has room for its first milestones."""
        return 1 if obj else 3


class ReadingInline(Rows, StackedInline):
    """The values of an indicator."""

    model = Reading
    fields = [("value", "qualifier"), "as_of", ("confidence", "is_disputed")]


class RemindersOfMilestone(ReadOnlyFormSet):
    """The reminders of a milestone."""

    def silence(self) -> str:
        """Return why no mail lies ahead; empty where one does."""
        milestone = self.instance
        dossier = Dossier.of(milestone.programme, [milestone.pk])
        return silence_of(milestone.pk, dossier, now=clock.now())


class ReminderInline(ReadOnlyRows):
    """What is owed to whom about a milestone, and what became of it."""

    model = Reminder
    formset = RemindersOfMilestone
    own_rights = True
    template = "admin/actions/milestone/reminders.html"
    list_select_related = ("contact",)
    ordering = ["send_at", "pk"]
    verbose_name_plural = _("Reminders planned and sent")


class ReminderEventInline(ReadOnlyRows):
    """The life of a reminder."""

    model = ReminderEvent
    template = "admin/actions/reminder/events.html"

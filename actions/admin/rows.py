"""Rows on the pages of actions, milestones and indicators."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import StackedInline, TabularInline
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from actions.models import Milestone, Reading, Reminder, ReminderEvent
from creative_district.kernel.admin.read_only import ReadOnly
from creative_district.kernel.admin.rows import Rows


class ReadOnlyRows(ReadOnly, Rows, TabularInline):
    """Rows that the engine writes."""

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
    autocomplete_fields = ["responsible"]
    list_select_related = ("responsible",)
    ordering = ["due", "key"]
    show_change_link = True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Milestones are withdrawn or cancelled rather than deleted."""
        user: Any = request.user
        return user.is_superuser and super().has_delete_permission(request, obj)


class ReadingInline(Rows, TabularInline):
    """The values of an indicator."""

    model = Reading
    fields = ["value", "qualifier", "as_of", "confidence", "is_disputed"]


class ReminderInline(ReadOnlyRows):
    """What is owed to whom about a milestone, and what became of it."""

    model = Reminder
    readonly_fields = (
        "send_at", "contact", "cause", "offset_days", "due_on", "state", "reason",
    )  # fmt: skip
    fields = readonly_fields
    list_select_related = ("contact", "milestone")
    ordering = ["send_at", "pk"]
    show_change_link = True
    verbose_name_plural = _("Reminders planned and sent")


class ReminderEventInline(ReadOnlyRows):
    """The life of a reminder."""

    model = ReminderEvent
    readonly_fields = ("at", "before", "after", "reason")
    fields = readonly_fields

    @admin.display(description=_("from"))
    def before(self, event: ReminderEvent) -> str:
        return state_in_words(event.from_state)

    @admin.display(description=_("to"))
    def after(self, event: ReminderEvent) -> str:
        return state_in_words(event.to_state)


def state_in_words(state: str) -> str:
    """Return the name of a reminder's state; a dash for none."""
    return str(dict(Reminder.State.choices).get(state, "–"))

"""The log of reminders, to read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from actions.admin.rows import ReminderEventInline
from actions.models import Reminder
from creative_district.kernel.admin.read_only import ReadOnly
from creative_district.kernel.admin.search import AccentBlindSearch


@admin.register(Reminder)
class ReminderAdmin(ReadOnly, AccentBlindSearch):
    """When, to whom, by which rule, and what became of it; the engine writes it."""

    list_display = [
        "send_at",
        "contact",
        "milestone",
        "rule",
        "state",
        "reason",
        "sent_at",
    ]
    list_filter = ["state", "cause", "offset_days", "milestone__programme", "is_late"]
    list_select_related = ["contact", "milestone"]
    list_per_page = 50
    show_full_result_count = False
    date_hierarchy = "send_at"
    search_fields = ["milestone__title", "contact__name", "contact__email", "reason"]
    ordering = ["-send_at", "-pk"]
    fieldsets = [
        (None, {"fields": ["milestone", "contact", "rule", "due_on", "resend_number"]}),
        (
            _("What became of it"),
            {"fields": ["state", "reason", "is_late", "send_at", "sent_at"]},
        ),
        (
            _("Engine"),
            {
                "fields": [
                    "key",
                    "attempt_count",
                    "retry_at",
                    "claimed_by",
                    "lease_ends_at",
                    "created_at",
                ],
                "classes": ["collapse"],
            },
        ),
    ]
    readonly_fields = ["rule", "key"]
    inlines = [ReminderEventInline]

    @admin.display(description=_("rule"), ordering="offset_days")
    def rule(self, reminder: Reminder) -> str:
        if reminder.cause != Reminder.Cause.RULE:
            return reminder.get_cause_display()
        return f"{reminder.offset_days:+d}"

    @admin.display(description=_("key of its mail"))
    def key(self, reminder: Reminder) -> str:
        return reminder.key

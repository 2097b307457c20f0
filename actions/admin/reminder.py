"""The log of reminders: to read, to look at their mails, to send them again."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.admin.board import BoardPage
from actions.admin.filters import WaitsFilter
from actions.admin.preview import ReminderMail
from actions.admin.resend import Resending
from actions.admin.rows import ReminderEventInline
from actions.models import Reminder
from actions.reminders import again
from creative_district.kernel.admin.filters import WithinReach
from creative_district.kernel.admin.permissions import LimitedAdmin
from creative_district.kernel.admin.read_only import ReadOnly
from creative_district.kernel.admin.search import AccentBlindSearch


@admin.register(Reminder)
class ReminderAdmin(
    ReadOnly, Resending, ReminderMail, BoardPage, LimitedAdmin, AccentBlindSearch
):
    """When, to whom, by which rule, and what became of it; the engine writes it."""

    list_display = [
        "send_at",
        "contact",
        "milestone",
        "rule",
        "state",
        "why",
        "sent_at",
        "mail_link",
    ]
    list_filter = [
        WaitsFilter,
        "state",
        "cause",
        "offset_days",
        ("milestone__programme", WithinReach),
        "is_late",
        "is_asked",
    ]
    list_select_related = ["contact", "milestone"]
    list_per_page = 50
    show_full_result_count = False
    date_hierarchy = "send_at"
    search_fields = ["milestone__title", "contact__name", "contact__email", "reason"]
    ordering = ["-send_at", "-pk"]
    fieldsets = [
        (None, {"fields": ["milestone", "contact", "rule", "due_on", "is_asked"]}),
        (
            _("What became of it"),
            {"fields": ["state", "why", "is_late", "send_at", "sent_at"]},
        ),
        (
            _("Engine"),
            {
                "fields": [
                    "key",
                    "resend_number",
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
    readonly_fields = ["rule", "why", "key"]
    inlines = [ReminderEventInline]

    def get_urls(self) -> list[URLPattern]:
        pages = [
            path("board/", self.guarded(self.board), name=self.page_name("board")),
            *self.mail_urls("<int:pk>/mail/", "mail"),
        ]
        return [*pages, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        reminder = context["original"]
        context["subtitle"] = f"{reminder.name}, {reminder.milestone}"
        context["can_be_sent_again"] = (
            reminder.state in again.REPEATABLE
            and self.has_send_again_permission(request, reminder)
        )
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("rule"), ordering="offset_days")
    def rule(self, reminder: Reminder) -> str:
        return reminder.name

    @admin.display(description=_("reason"), ordering="reason", empty_value="–")
    def why(self, reminder: Reminder) -> str:
        return reminder.reason_in_words

    @admin.display(description=_("mail"))
    def mail_link(self, reminder: Reminder) -> SafeString:
        address = reverse("admin:actions_reminder_mail", args=[reminder.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("See the mail"))

    @admin.display(description=_("key of its mail"))
    def key(self, reminder: Reminder) -> str:
        return reminder.key

"""The admin of a record: its state, its key, its history, its page."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin

from creative_district.kernel.admin.history import InWords
from creative_district.kernel.admin.permissions import LimitedAdmin
from creative_district.kernel.admin.rows import KnownSelectMultiple, without_deleting
from creative_district.kernel.admin.search import AccentBlindSearch
from creative_district.kernel.admin.translating import Translating
from creative_district.kernel.publication import REASON_LENGTH, set_state
from creative_district.kernel.record import Record, RecordQuerySet, State

PUBLICATION: Any = (
    _("Publication"),
    {"fields": ["state", "publish_from", "key", ("created_at", "updated_at")]},
)


class MoveForm(ActionForm):
    """The bar of actions, with room to say why something is withdrawn."""

    # Translators: “Motif du retrait, visible du public”
    reason = forms.CharField(
        label=_("Reason for withdrawing, seen by the public"),
        required=False,
        max_length=REASON_LENGTH,
    )


class RecordAdmin(LimitedAdmin, Translating, AccentBlindSearch, SimpleHistoryAdmin):
    """Shared by all records.

    `fixed_fields` are set when a record is made and not changed afterwards. Records
    are withdrawn rather than deleted: only a superuser deletes.
    """

    fixed_fields: tuple[str, ...] = ("key",)
    ordering: ClassVar[Any] = ("pk",)
    readonly_fields: ClassVar[Any] = ["created_at", "updated_at"]
    actions: Any = ["publish", "withdraw", "return_to_draft"]
    action_form = MoveForm
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_per_page = 50
    show_full_result_count = False
    object_history_list_template = "admin/history_list.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        stated = super().get_readonly_fields(request, obj)
        return [*stated, *self.fixed_fields] if obj else stated

    def formfield_for_dbfield(
        self, db_field: models.Field, request: Any, **kwargs: Any
    ) -> Any:
        return without_deleting(
            super().formfield_for_dbfield(db_field, request, **kwargs)
        )

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KnownSelectMultiple(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_view_on_site_url(self, obj: models.Model | None = None) -> str | None:
        """Return the public page's address; None while the public cannot see it."""
        if not isinstance(obj, Record) or not hasattr(obj, "get_absolute_url"):
            return None
        public = type(obj).objects.public().filter(pk=obj.pk).exists()
        return str(obj.get_absolute_url()) if public else None

    def get_historical_record_context_helper(
        self, request: HttpRequest, historical_record: Any
    ) -> InWords:
        return InWords(self.model, historical_record)

    def move(
        self, request: HttpRequest, queryset: RecordQuerySet, state: State
    ) -> list[Record]:
        """Give the selected records a state and say how many were changed."""
        written = request.POST.get("reason", "") if state == State.WITHDRAWN else ""
        changed = set_state(records=queryset, state=state, reason=written.strip())
        count = len(changed)
        message = ngettext(
            "%(count)d record is now “%(state)s”.",
            "%(count)d records are now “%(state)s”.",
            count,
        )
        self.message_user(
            request, message % {"count": count, "state": state.label}, messages.SUCCESS
        )
        return changed

    @admin.action(description=_("Publish"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: RecordQuerySet) -> None:
        self.move(request, queryset, State.PUBLISHED)

    @admin.action(description=_("Withdraw from the public"), permissions=["publish"])
    def withdraw(self, request: HttpRequest, queryset: RecordQuerySet) -> None:
        self.move(request, queryset, State.WITHDRAWN)

    @admin.action(description=_("Return to draft"), permissions=["publish"])
    def return_to_draft(self, request: HttpRequest, queryset: RecordQuerySet) -> None:
        self.move(request, queryset, State.DRAFT)

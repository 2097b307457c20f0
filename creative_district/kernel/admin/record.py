"""The admin of a record: its state, its key, its history, its page."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.gzip import gzip_page

from creative_district.kernel.admin.meanwhile import align, boxes
from creative_district.kernel.admin.permissions import LimitedAdmin
from creative_district.kernel.admin.publishing_many import PublishingMany
from creative_district.kernel.admin.reasons import ReasonedRecords
from creative_district.kernel.admin.restoring import RestoredRecords
from creative_district.kernel.admin.rows import RelatedBoxes
from creative_district.kernel.admin.search import AccentBlindSearch
from creative_district.kernel.admin.translating import Translating
from creative_district.kernel.record import Record

PUBLICATION: Any = (
    _("Publication"),
    {"fields": ["key", ("created_at", "updated_at")]},
)


class RecordAdmin(
    LimitedAdmin,
    RelatedBoxes,
    Translating,
    AccentBlindSearch,
    PublishingMany,
    RestoredRecords,
    ReasonedRecords,
):
    """Shared by all records.

    `fixed_fields` are set when a record is made and not changed afterwards. Records
    are withdrawn rather than deleted: only a superuser deletes.
    """

    fixed_fields: tuple[str, ...] = ("key",)
    ordering: ClassVar[Any] = ("pk",)
    readonly_fields: ClassVar[Any] = ["created_at", "updated_at"]
    change_form_template = "admin/record_change_form.html"
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_per_page = 50
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        stated = super().get_readonly_fields(request, obj)
        return [*stated, *self.fixed_fields] if obj else stated

    # Forms with many rows are large. Django adds noise against guesses by size.
    @method_decorator(gzip_page)
    def changeform_view(self, *args: Any, **kwargs: Any) -> Any:
        return super().changeform_view(*args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        for each in context.get("inline_admin_formsets", ()):
            align(each.formset)
        context["meanwhile"] = list(boxes(context))
        return super().render_change_form(request, context, *args, **kwargs)

    def get_view_on_site_url(self, obj: models.Model | None = None) -> str | None:
        """Return the public page's address; None while the public cannot see it."""
        if not isinstance(obj, Record) or not hasattr(obj, "get_absolute_url"):
            return None
        public = type(obj).objects.public().filter(pk=obj.pk).exists()
        return str(obj.get_absolute_url()) if public else None

"""Staff pages that give records as a file."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR, IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.resources import modelresource_factory

from creative_district.kernel.admin.importing import RecordResource
from creative_district.kernel.admin.permissions import LimitedAdmin
from creative_district.kernel.exchange.table import Cell
from creative_district.kernel.exchange.writing import csv_file
from creative_district.kernel.exchange.xlsx import NotWrittenError, xlsx_file

CHUNK = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportedRecords(LimitedAdmin):
    """The admin of records that whoever sees the list can take away as a file.

    The file holds what the list shows: its filters and its search count.
    """

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.export_page)
        return [
            path("export/", page, name=self.page_name("export")),
            *super().get_urls(),
        ]

    def page_name(self, page: str) -> str:
        """Return what a page of this model is called among the admin's addresses."""
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def page_address(self, page: str) -> str:
        """Return the address of a page of this model."""
        return reverse(f"admin:{self.page_name(page)}")

    @property
    def export_address(self) -> str:
        """Where the list's tools lead."""
        return self.page_address("export")

    def resource(self, request: HttpRequest, **importing: Any) -> RecordResource:
        """Return the rows of these records, for one person."""
        kind = modelresource_factory(
            self.model,
            RecordResource,
            {
                "fields": ("key",),
                "import_id_fields": ("key",),
                "clean_model_instances": True,
                "skip_diff": True,
                "skip_unchanged": True,
                "use_transactions": False,
            },
        )
        made: RecordResource = kind(staff=self, request=request, **importing)
        return made

    def export_page(self, request: HttpRequest) -> HttpResponseBase:
        """Say what will be in the file; by POST give it."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        try:
            listed = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return redirect(f"{self.page_address('changelist')}?e=1")
        if request.method == "POST":
            return self.export(request, listed.queryset)
        back = f"{self.page_address('changelist')}?{request.GET.urlencode()}"
        context = {
            **self.admin_site.each_context(request),
            "title": _("Export"),
            "opts": self.opts,
            "count": listed.result_count,
            "is_filtered": bool(listed.get_filters_params() or listed.query),
            "columns": self.resource(request).columns,
            "list_address": back,
        }
        return render(request, "admin/exchange/export.html", context)

    def export(self, request: HttpRequest, records: QuerySet[Any]) -> HttpResponseBase:
        """Return the records as the file that was asked for."""
        headers = [column.name for column in self.resource(request).columns]
        rows = self.exported(request, records)
        name = str(self.opts.model_name)
        if request.POST.get("format") == "csv":
            answer = StreamingHttpResponse(csv_file(headers, rows), "text/csv")
            answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
            return answer
        try:
            file = xlsx_file(headers, rows)
        except NotWrittenError as error:
            self.message_user(request, str(error), messages.ERROR)
            return redirect(request.get_full_path())
        return FileResponse(
            file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX
        )

    def exported(
        self, request: HttpRequest, records: QuerySet[Any]
    ) -> Iterator[list[Cell]]:
        """Yield the rows of the records; few are in memory at a time."""
        resource = self.resource(request)
        chosen = self.model._base_manager.filter(pk__in=records.order_by().values("pk"))
        ordered = resource.records(chosen).order_by(*self.get_ordering(request))
        for record in ordered.iterator(chunk_size=CHUNK):
            yield [column.export(record) for column in resource.columns]

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        if IS_POPUP_VAR not in request.GET and self.has_export_permission(request):
            actions["export_selected"] = self.get_action("export_selected")
        return actions

    @admin.action(description=gettext_lazy("Export the selected"), permissions=["view"])
    def export_selected(
        self, request: HttpRequest, queryset: QuerySet[Any]
    ) -> HttpResponse:
        """Lead to the export of the selected records, or of all that is listed."""
        asked = request.GET.copy()
        if request.POST.get("select_across") != "1":
            chosen = request.POST.getlist("_selected_action")
            asked["id__in"] = ",".join(chosen)
        return redirect(f"{self.export_address}?{asked.urlencode()}")

"""The history of a record and of its rows, in words, and the way back to a version."""

from typing import Any

from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin

from creative_district.kernel.admin.kin import Kin, kin_of
from creative_district.kernel.admin.timeline import line_of, moments, who, why
from creative_district.kernel.admin.words import Names, differences
from creative_district.kernel.versions import fields_of, values_of, versions_of


class HistoryInWords(SimpleHistoryAdmin):
    """Shows what was changed, by whom, when and why; a version can be looked at."""

    history_list_per_page = 50

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Show a page of the history, whether or not the record is still there."""
        pk = self.number(object_id)
        newest = versions_of(self.model, pk).first()
        record = self.of_history(request, pk, newest)
        pk_name = self.opts.pk.attname
        kin = [Kin(self.model, {pk_name: pk}), *kin_of(self, request, pk)]
        paginator = Paginator(line_of(kin), self.history_list_per_page)
        page = paginator.get_page(request.GET.get(PAGE_VAR))
        is_there = newest is not None and newest.history_type != "-"
        context = {
            **self.admin_site.each_context(request),
            "title": _("Change history: %s") % record,
            "opts": self.opts,
            "object": record,
            "moments": list(moments(kin, page.object_list)),
            "page": page,
            "page_range": paginator.get_elided_page_range(page.number),
            "page_var": PAGE_VAR,
            "newest": newest,
            "may_restore": is_there and self.has_change_permission(request, record),
            **(extra_context or {}),
        }
        return render(request, "admin/history.html", context)

    def number(self, object_id: str) -> Any:
        """Return the number of a record from an address, or raise `Http404`."""
        if not object_id.isdecimal():
            raise Http404
        return int(object_id)

    def of_history(self, request: HttpRequest, pk: Any, newest: Any) -> Any:
        """Return the record, or what it was last; raise what others may not see."""
        record: Any = self.get_object(request, str(pk))
        if record is None and newest is not None and newest.history_type == "-":
            record = newest.instance
        if record is None:
            raise Http404
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        return record

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: Any = None,
    ) -> HttpResponse:
        """Show a version, and what it would change to go back to it."""
        pk = self.number(object_id)
        versions = versions_of(self.model, pk).select_related("history_user")
        version = versions.filter(history_id=self.number(version_id)).first()
        newest: Any = versions.first()
        record = self.of_history(request, pk, newest)
        if version is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "object": record,
            "version": version,
            "who": who(version),
            "why": why(version),
            **self.compared(version, newest),
            "may_restore": newest.history_type != "-"
            and version != newest
            and self.has_change_permission(request, record),
            **(extra_context or {}),
        }
        return render(request, "admin/version.html", context)

    def compared(self, version: Any, newest: Any) -> dict[str, Any]:
        """Return what a version held, and what is different now."""
        values = values_of(list({each.pk: each for each in (version, newest)}.values()))
        fields, names = fields_of(self.model), Names()
        names.learn(fields, list(values.values()))
        then, now = values[version.pk], values[newest.pk]
        return {
            "held": list(differences(fields, {}, then, names)),
            "changes": list(differences(fields, now, then, names)),
        }

"""Staff pages of sources."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.admin.exchange import ExchangedRecords
from creative_district.kernel.admin.filters import ValuesFilter, by_month
from creative_district.kernel.admin.record import PUBLICATION, RecordAdmin
from creative_district.kernel.translated import mentions
from programme.admin.statement import facts
from programme.models import Source, Statement

# A source that supports more than that is read on the site.
MOST = 200


@admin.register(Source)
class SourceAdmin(ExchangedRecords, RecordAdmin):
    """Public texts that facts rest on."""

    change_form_template = "admin/programme/source/change_form.html"
    list_display = ["title", "publisher", "weight", "language", "published", "state"]
    list_filter = [
        "state",
        "weight",
        "language",
        ("kind", ValuesFilter),
        by_month("published", _("published")),
    ]
    search_fields = ["title", "publisher", "url", "key"]
    ordering = ["title"]
    fieldsets = [
        (None, {"fields": ["title", "publisher", "url", ("language", "kind")]}),
        (
            _("Weight"),
            {
                "fields": ["weight", "published", "extent_read", "staff_note"],
                "description": _(
                    "A primary source speaks for itself; a secondary one retells."
                ),
            },
        ),
        PUBLICATION,
    ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find by the day of publication too: “2014”, “2014-06”."""
        day = Cast("published__earliest", TextField())
        plain = [*self.search_fields, "day"]
        found = queryset.alias(day=day).filter(mentions(search_term, [], plain))
        return found, False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        statements = Statement.objects.filter(
            sources__in=self.named(request, object_id)
        )
        told = {
            "supported": list(supported(request, self.admin_site, statements[:MOST])),
            "are_more": statements[MOST : MOST + 1].exists(),
            "most": MOST,
        }
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **told}
        )

    def named(self, request: HttpRequest, object_id: str) -> QuerySet[Source]:
        """Return the source that a page is asked for, if the person may see it."""
        found = self.get_queryset(request)
        is_number = object_id.isdecimal()
        return found.filter(pk=object_id) if is_number else found.none()


def supported(
    request: HttpRequest, site: AdminSite, statements: Iterable[Statement]
) -> Iterator[tuple[Model, str, str, str]]:
    """Yield what statements speak of: record, its kind, its staff page, the fact.

    Only the records that the person may see: a query for each kind of them.
    """
    by_kind: dict[int, list[Statement]] = defaultdict(list)
    for statement in statements:
        by_kind[statement.content_type_id].append(statement)
    for kind, spoken in by_kind.items():
        model: Any = ContentType.objects.get_for_id(kind).model_class()
        pages = site.get_model_admin(model)
        if not pages.has_view_permission(request):
            continue
        records = pages.get_queryset(request).in_bulk(
            [each.object_id for each in spoken]
        )
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        names, kind_name = dict(facts(model)), str(model._meta.verbose_name)
        for each in spoken:
            if record := records.get(each.object_id):
                fact = names.get(each.field, each.field)
                yield record, kind_name, reverse(name, args=[record.pk]), fact

"""Lists that fetch what their columns show for the rows of a page alone."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest


class FetchingList(ChangeList):
    """A list that prefetches what its admin names."""

    def get_queryset(self, request: HttpRequest, *args: Any) -> QuerySet[Any]:
        found = super().get_queryset(request, *args)
        page: Any = self.model_admin
        return found.prefetch_related(*page.list_prefetch_related)


class FetchedRows(admin.ModelAdmin):
    """Names in `list_prefetch_related` what the rows of its list are fetched with.

    What a column counts is cheaper so: the database would have to count it for all
    rows before it could put them in order.
    """

    list_prefetch_related: ClassVar[list[Any]] = []

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return FetchingList

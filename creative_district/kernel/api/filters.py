"""Filters of lists, taken at their word: what is not declared is refused."""

from typing import Any

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend

from creative_district.kernel.api.problems import Fault, InvalidParameters
from creative_district.kernel.filters import RecordFilter


class StrictFilterBackend(DjangoFilterBackend):
    """The page's filter set, except that a wrong value answers 400 and is named."""

    def get_filterset_kwargs(
        self, request: Any, queryset: QuerySet, view: Any
    ) -> dict[str, Any]:
        kwargs = super().get_filterset_kwargs(request, queryset, view)
        asked = request.query_params.keys()
        return {**kwargs, "today": view.reader.today, "only": asked}

    def filter_queryset(self, request: Any, queryset: QuerySet, view: Any) -> QuerySet:
        asked: RecordFilter | None = self.get_filterset(request, queryset, view)
        if asked is None:
            return queryset
        if not asked.is_valid():
            raise InvalidParameters(faults_of(asked))
        found: QuerySet = asked.qs
        return found


def faults_of(asked: RecordFilter) -> list[Fault]:
    """Return what is wrong with each parameter, and its codes where it has any."""
    return [
        Fault(
            name,
            " ".join(messages),
            [code for code, _label in asked.filters[name].extra.get("choices", ())],
        )
        for name, messages in asked.errors.items()
    ]

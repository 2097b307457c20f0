"""Filters of lists, taken at their word: what is not declared is refused."""

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django_filters.filters import CharFilter
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
        if faults := [*faults_of(asked), *empty(request.query_params, asked)]:
            raise InvalidParameters(faults)
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


def empty(given: QueryDict, asked: RecordFilter) -> list[Fault]:
    """Return what is wrong with parameters without a value, words aside.

    Pages take them for not asked, since forms leave fields empty. In a program it is a
    mistake, which would have the whole list for an answer.
    """
    # Translators: “Ce paramètre est vide.”
    detail = _("This parameter is empty.")
    return [
        Fault(name, detail)
        for name, asked_for in asked.filters.items()
        if given.get(name) == "" and not isinstance(asked_for, CharFilter)
        if name not in asked.errors
    ]

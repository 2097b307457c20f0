"""Search for staff: in every language, whatever the accents."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path
from django.db.models import QuerySet
from django.http import HttpRequest

from creative_district.kernel.translated import TranslatedField, mentions


class AccentBlindSearch(admin.ModelAdmin):
    """`search_fields` may name translated and plain text fields, related ones too."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        names = list(self.get_search_fields(request))
        translated = [name for name in names if self.is_translated(str(name))]
        plain = [name for name in names if name not in translated]
        return queryset.filter(mentions(search_term, translated, plain)), False

    def is_translated(self, path: str) -> bool:
        """Whether the path of names leads to a translated field."""
        return isinstance(get_fields_from_path(self.model, path)[-1], TranslatedField)

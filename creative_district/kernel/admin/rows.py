"""Inline rows whose number does not change the number of queries."""

from typing import Any

from django import forms
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.widgets import (
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db import models
from django.http import HttpRequest


class KnowsItsChoice(AutocompleteMixin, forms.widgets.ChoiceWidget):
    """An autocomplete box that shows the records which its row was fetched with.

    Django's asks the database for what is chosen: once for each box of each row.
    """

    known: tuple[models.Model, ...] = ()

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        options = {str(record.pk): record for record in self.known}
        chosen = [str(pk) for pk in value if pk]
        if not options.keys() >= set(chosen):
            return super().optgroups(name, value, attr)
        needs_blank = not (self.is_required or self.allow_multiple_selected)
        blank = [("", "", False)] if needs_blank else []
        texts = [(pk, str(options[pk]), True) for pk in chosen]
        shown = [
            self.create_option(name, *option, index)
            for index, option in enumerate([*blank, *texts])
        ]
        return [(None, shown, 0)]


class KnownSelect(KnowsItsChoice, AutocompleteSelect):
    """One record."""


class KnownSelectMultiple(KnowsItsChoice, AutocompleteSelectMultiple):
    """Several records; each is taken away by itself.

    Select2 puts the button that empties the box between the items of its list, where
    no list may have one.
    """

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        attrs: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)
        return {**attrs, "data-allow-clear": "false"}


def without_deleting(field: Any) -> Any:
    """Take away the button that deletes a related record from afar."""
    if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
        field.widget.can_delete_related = False
    return field


class RowForm(forms.ModelForm):
    """Tells each autocomplete box the related records that its row has at hand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            box = getattr(field.widget, "widget", field.widget)
            if isinstance(box, KnowsItsChoice) and self.instance.pk:
                box.known = self.related(name)

    def related(self, name: str) -> tuple[models.Model, ...]:
        """Return the stored relation; no query if it was selected or prefetched."""
        value = getattr(self.instance, name)
        if value is None:
            return ()
        return (value,) if isinstance(value, models.Model) else tuple(value.all())


class Rows(InlineModelAdmin):
    """An inline that fetches what its rows show.

    `list_select_related` and `list_prefetch_related` name the relations.
    """

    form = RowForm
    extra = 1
    view_on_site = False
    list_select_related: tuple[str, ...] = ()
    list_prefetch_related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = super().get_queryset(request)
        if self.list_select_related:
            rows = rows.select_related(*self.list_select_related)
        return rows.prefetch_related(*self.list_prefetch_related)

    def formfield_for_dbfield(
        self, db_field: models.Field, request: Any, **kwargs: Any
    ) -> Any:
        return without_deleting(
            super().formfield_for_dbfield(db_field, request, **kwargs)
        )

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KnownSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KnownSelectMultiple(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

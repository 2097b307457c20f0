"""Inline rows whose number does not change the number of queries."""

from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin
from django.contrib.admin.widgets import (
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db import models
from django.http import HttpRequest

from creative_district.kernel.admin.concurrency import VersionedForm, VersionedRows
from creative_district.kernel.admin.permissions import (
    LimitedChoices,
    keep_chosen,
)
from creative_district.kernel.forms.translated import TranslatedFormField
from creative_district.kernel.rights import has_all, may, with_flags, within


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


class RelatedBoxes(BaseModelAdmin):
    """No box of related records deletes one, and each shows those that it knows."""

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


class RowForm(VersionedForm):
    """Tells each autocomplete box the related records that its row has at hand.

    What the person may not change in a row is disabled: whatever is sent is ignored.
    """

    # What holds of rows that do not say it themselves (`with_flags`).
    may_change = True
    may_translate = True
    is_limited = False

    yields = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            box = getattr(field.widget, "widget", field.widget)
            if isinstance(box, KnowsItsChoice) and self.instance.pk:
                box.known = self.related(name)
        if self.is_limited:
            self.limit()

    def limit(self) -> None:
        """Leave to the person what is theirs to change in this row."""
        row = self.instance
        if row.pk:
            keep_chosen(self.fields, row)
        if not (row.pk and not self.is_allowed("change")):
            return
        for field in self.fields.values():
            is_text = isinstance(field, TranslatedFormField)
            field.disabled |= not (is_text and self.is_allowed("translate"))

    def is_allowed(self, verb: str) -> bool:
        """Whether the person may do so with this row."""
        name = f"may_{verb}"
        return bool(getattr(self.instance, name, getattr(self, name)))

    def related(self, name: str) -> tuple[models.Model, ...]:
        """Return the stored relation; no query if it was selected or prefetched."""
        value = getattr(self.instance, name)
        if value is None:
            return ()
        return (value,) if isinstance(value, models.Model) else tuple(value.all())


class Rows(LimitedChoices, RelatedBoxes, VersionedRows, InlineModelAdmin):
    """An inline that fetches what its rows show.

    `list_select_related` and `list_prefetch_related` name the relations, `named_by` the
    field that tells rows apart in the history. Rows are part of the record they stand
    on: whoever may change it may change them. Those with `own_rights` are records that
    are asked for one by one.
    """

    form = RowForm
    extra = 1
    view_on_site = False
    own_rights = False
    named_by = ""
    list_select_related: tuple[str, ...] = ()
    list_prefetch_related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = super().get_queryset(request)
        if self.own_rights:
            rows = within(request.user, "view", rows)
            rows = with_flags(request.user, ("change", "translate"), rows)
        if self.list_select_related:
            rows = rows.select_related(*self.list_select_related)
        return rows.prefetch_related(*self.list_prefetch_related)

    @property
    def parent(self) -> Any:
        """The admin of the record that the rows stand on."""
        return self.admin_site.get_model_admin(self.parent_model)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if self.own_rights:
            return may(request.user, "view", self.model)
        return bool(self.parent.has_view_permission(request, obj))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if self.own_rights:
            return any(
                may(request.user, verb, self.model) for verb in ("change", "translate")
            )
        return bool(self.parent.has_change_permission(request, obj))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if self.own_rights:
            return may(request.user, "add", self.model)
        if obj is None:
            return bool(self.parent.has_add_permission(request))
        return bool(self.parent.allows(request, "change", obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if self.own_rights:
            return may(request.user, "delete", self.model)
        return self.has_add_permission(request, obj)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kw: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kw)
        formset.own_rights = self.own_rights
        form = formset.form
        form.is_limited = not has_all(request.user)
        if form.is_limited and not self.own_rights and obj is not None:
            form.may_change = self.parent.allows(request, "change", obj)
        return formset

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KnownSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

"""The sources of a record's facts, edited on the record's own page."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib.contenttypes.admin import GenericStackedInline
from django.contrib.contenttypes.forms import BaseGenericInlineFormSet
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.admin.rows import RowForm, Rows
from programme.models import Statement

BOOKKEEPING = {
    "id", "key", "slug", "state", "publish_from", "created_at", "updated_at",
    "programme", "position", "colour", "outdated",
}  # fmt: skip


def facts(model: type[models.Model]) -> list[tuple[str, Any]]:
    """Return a model's fields of which a source can speak, as choices."""
    return [
        ("", _("the whole record")),
        *(
            (field.name, capfirst(str(field.verbose_name)))
            for field in (*model._meta.fields, *model._meta.many_to_many)
            if field.name not in BOOKKEEPING
            and not isinstance(field, models.BooleanField)
        ),
    ]


class StatementRow(RowForm):
    """A statement whose field is chosen from the record's fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields.get("field")
        stored = self.instance.field
        if choice and stored not in dict(choice.choices):
            choice.choices = [*choice.choices, (stored, stored)]


class OnePerField(BaseGenericInlineFormSet):
    """At most one statement speaks of a field."""

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms]
        spoken = Counter(
            form.cleaned_data["field"]
            for form in kept
            if "field" in form.cleaned_data and (form.has_changed() or form.instance.pk)
        )
        if any(count > 1 for count in spoken.values()):
            raise ValidationError(_("Two statements speak of the same field."))


class StatementInline(Rows, GenericStackedInline):
    """Statements: what supports which field."""

    model = Statement
    form = StatementRow
    formset: Any = OnePerField
    ct_field = "content_type"
    ct_fk_field = "object_id"
    fields = [("field", "status", "confidence"), "sources", "note"]
    autocomplete_fields = ["sources"]
    list_prefetch_related = ("sources",)
    extra = 0
    classes = ["collapse"]

    def formfield_for_dbfield(
        self, db_field: models.Field, request: Any, **kwargs: Any
    ) -> Any:
        if db_field.name == "field":
            return forms.ChoiceField(
                choices=facts(self.parent_model),
                required=False,
                label=capfirst(str(db_field.verbose_name)),
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

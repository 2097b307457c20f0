"""The sources of a record's facts, edited on the record's own page."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.contenttypes.admin import GenericStackedInline
from django.contrib.contenttypes.forms import BaseGenericInlineFormSet
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from creative_district.kernel.admin.rows import RowForm, Rows
from programme.models import Source, Statement
from programme.services import source_at

BOOKKEEPING = {
    "id", "key", "slug", "state", "publish_from", "created_at", "updated_at",
    "programme", "position", "colour", "outdated", "picture",
}  # fmt: skip

HELP = {
    "status": _(
        # Translators: “Avéré : c’est arrivé. Prévu : c’était annoncé. Déduit : tiré de
        # ce que disent les sources.”
        "Actual: it happened. Planned: it was announced. Inferred: worked out from "
        "what the sources say."
    ),
    "confidence": _(
        # Translators: “Élevée : une source primaire, ou deux sources indépendantes.
        # Moyenne : une source secondaire, ou une déduction légère. Faible : des sources
        # disent le contraire.”
        "High: a primary source, or two independent ones. Medium: one secondary "
        "source, or a light inference. Low: sources say otherwise."
    ),
}


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

    @property
    def summary(self) -> str:
        """A stored statement in a line: “Due – 2 sources – high”."""
        spoken_of: Any = self.instance.content_type.model_class()
        name = dict(facts(spoken_of)).get(self.instance.field, self.instance.field)
        return f"{name} – {self.support}"

    @property
    def support(self) -> str:
        """How well a stored statement is supported: “2 sources – high”."""
        # None where somebody has deleted the statement since its form was opened.
        count = len(self.instance.sources.all()) if self.instance.pk else 0
        cited = ngettext("%(count)d source", "%(count)d sources", count)
        sure = self.instance.get_confidence_display()
        return f"{cited % {'count': count}} – {sure}"


class CitingRow(StatementRow):
    """One that also takes a source which the list lacks, by its address."""

    new_source = forms.URLField(
        # Translators: “Adresse d’une nouvelle source”
        label=_("Address of a new source"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_(
            # Translators: “Si la liste ne l’a pas. Une source qui a déjà cette adresse
            # est reprise ; sinon, la nouvelle attend en relecture d’être complétée.”
            "Where the list lacks it. A source that has this address already is taken; "
            "else a new one waits in review to be completed."
        ),
    )

    def _save_m2m(self) -> None:
        if url := self.cleaned_data.get("new_source"):
            cited = self.cleaned_data["sources"]
            self.cleaned_data["sources"] = [*cited, source_at(url=url)]
        super()._save_m2m()  # type: ignore[misc]  # of ModelForm's own


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
    template = "admin/programme/statement/rows.html"
    fields = [("field", "status", "confidence"), "sources", "note"]
    autocomplete_fields = ["sources"]
    list_select_related = ("content_type",)
    list_prefetch_related = ("sources",)
    extra = 0
    classes = ["collapse"]

    def can_add_sources(self, request: HttpRequest, obj: Any) -> bool:
        """Whether the person may make a source in passing."""
        sources = self.admin_site.get_model_admin(Source)
        writes = self.has_add_permission(request, obj) or self.has_change_permission(
            request, obj
        )
        return writes and sources.has_add_permission(request)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        stated = list(super().get_fields(request, obj))
        return (
            [*stated[:2], "new_source", *stated[2:]]
            if self.can_add_sources(request, obj)
            else stated
        )

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = CitingRow if self.can_add_sources(request, obj) else StatementRow
        return super().get_formset(request, obj, **{"form": form, **kwargs})

    def formfield_for_dbfield(
        self, db_field: models.Field, request: Any, **kwargs: Any
    ) -> Any:
        if db_field.name == "field":
            return forms.ChoiceField(
                choices=facts(self.parent_model),
                required=False,
                label=capfirst(str(db_field.verbose_name)),
            )
        if db_field.name in HELP:
            kwargs["help_text"] = HELP[db_field.name]
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class SourcedRecords(admin.ModelAdmin):
    """The admin of records with statements: fields say how well they are supported."""

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        fields = context["adminform"].form.fields
        for rows in context["inline_admin_formsets"]:
            if rows.formset.model is Statement:
                tell_support(fields, rows.formset.initial_forms)
        return super().render_change_form(request, context, *args, **kwargs)


def tell_support(fields: Any, rows: Iterable[StatementRow]) -> None:
    """Add to the help of each field what the statement on it rests on; no query."""
    for row in rows:
        if field := fields.get(row.instance.field):
            field.help_text = f"{field.help_text} {row.support}".strip()

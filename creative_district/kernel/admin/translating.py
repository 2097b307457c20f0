"""Forms that show what a language lacks, and keep in mind what a change outdates."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from creative_district.kernel import clock
from creative_district.kernel.coverage import Behind, Coverage, coverages
from creative_district.kernel.forms.translated import TranslatedFormField
from creative_district.kernel.record import Record
from creative_district.kernel.rights import may
from creative_district.kernel.translating import confirm, mark_outdated, stored_texts


@dataclass(frozen=True)
class Mark:
    """What a box of a language says of its text; `tick` names the box that confirms."""

    words: str
    tick: str = ""
    is_ticked: bool = False


class Translating(admin.ModelAdmin):
    """Saving notes which languages did not follow; a tick says that they need not."""

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        if isinstance(obj, Record):
            follow(obj, form)
        super().save_model(request, obj, form, change)

    def save_formset(
        self, request: HttpRequest, form: Any, formset: Any, change: bool
    ) -> None:
        for row in formset.forms:
            if isinstance(row.instance, Record) and row.instance.pk:
                follow_row(row, request.user)
        super().save_formset(request, form, formset, change)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        for form in shown_forms(context):
            if isinstance(form.instance, Record) and form.instance.pk:
                mark_boxes(form)
        return super().render_change_form(request, context, *args, **kwargs)


def follow(record: Record, form: Any) -> None:
    """Note what a record's texts leave behind, but for what its form has ticked."""
    mark_outdated(record, was=stored_texts(record), on=clock.today())
    for code, names in ticked(form):
        confirm(record, code, names)


def follow_row(row: Any, user: Any) -> None:
    """Do so for one row; where nothing but a tick was set, save it.

    A row that may only be looked at says that it has not changed, whatever was sent.
    """
    record = row.instance
    if row.has_changed():
        follow(record, row)
        return
    confirmed = list(ticked(row))
    if not confirmed or not (
        may(user, "change", record) or may(user, "translate", record)
    ):
        return
    for code, names in confirmed:
        confirm(record, code, names)
    record.save(update_fields=["outdated", "updated_at"])


def ticked(form: Any) -> Iterator[tuple[str, list[str]]]:
    """Yield the languages with the fields that were said to be still right."""
    names = [name for name, _field in boxes_of(form)]
    for code, _language in settings.LANGUAGES:
        right = [name for name in names if tick_of(form, name, code) in form.data]
        if right:
            yield code, right


def tick_of(form: forms.BaseForm, name: str, language: str) -> str:
    """Return what the tick of a field in a language is called."""
    return f"{form.add_prefix(name)}_{language}_right"


def boxes_of(form: forms.BaseForm) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a form that have a box for each language."""
    for name, field in form.fields.items():
        if isinstance(field, TranslatedFormField):
            yield name, field


def shown_forms(context: Any) -> Iterator[Any]:
    """Yield the form of a change page, and those of its rows."""
    yield context["adminform"].form
    for inline in context["inline_admin_formsets"]:
        yield from inline.formset.forms


def mark_boxes(form: Any) -> None:
    """Tell each box what its language lacks."""
    found = {lack.language: lack for lack in coverages(form.instance)}
    for name, field in boxes_of(form):
        field.widget.marks = {
            code: mark
            for code, lack in found.items()
            if (mark := mark_of(form, name, lack))
        }


def mark_of(form: Any, name: str, lack: Coverage) -> Mark | None:
    """Return what is to be said of a field in a language; None where it is fine."""
    if name in lack.missing:
        # Translators: “à traduire”
        return Mark(_("missing"))
    if name in lack.outdated:
        tick = tick_of(form, name, lack.language)
        return Mark(in_words(lack.outdated[name]), tick, tick in form.data)
    return None


def in_words(behind: Behind) -> str:
    """Say which change a text has not followed."""
    source, day = behind
    # Translators: “à revoir : %(language)s modifié le %(day)s”; the language is a code
    said = _("outdated: %(language)s changed on %(day)s")
    return said % {"language": source.upper(), "day": date_format(day)}

"""The form of one record in one language: what it says elsewhere beside each box."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creative_district.kernel.admin.translating import in_words
from creative_district.kernel.coverage import coverage, source_of, texts_of
from creative_district.kernel.record import Record
from creative_district.kernel.translating import translate
from creative_district.portal.translating.kinds import Kind, kinds, portal_languages
from creative_district.portal.translating.worklist import Choice, form_of

TICK = "_right"


class TranslationForm(forms.Form):
    """A box for each text that exists elsewhere: missing first, then outdated.

    What it carries as `version` tells whether somebody else wrote the record meanwhile.
    """

    def __init__(
        self, *args: Any, record: Record, language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        self.language = language
        self.lack = coverage(record, language)
        self.version = record.updated_at.isoformat()
        for field in self.ordered():
            self.add_box(field)

    def ordered(self) -> list[Any]:
        """Return the fields that can be translated, what is to be done first."""
        names = [*self.lack.to_do]
        found = [
            field
            for field in texts_of(type(self.record))
            if source_of(self.record, field.name, self.language)[0]
        ]
        rank = {name: number for number, name in enumerate(names)}
        return sorted(found, key=lambda field: rank.get(field.name, len(rank)))

    def add_box(self, field: Any) -> None:
        """Add the box of a text, and the tick of one that is outdated."""
        name, text = field.name, getattr(self.record, field.name)
        size = {"rows": 6} if field.multiline else {"rows": 2}
        attrs = {"lang": self.language, **size}
        self.fields[name] = forms.CharField(
            label=capfirst(str(field.verbose_name)),
            required=False,
            max_length=field.length,
            initial=text.get(self.language, ""),
            widget=forms.Textarea(attrs=attrs),
        )
        if name in self.lack.outdated:
            self.fields[f"{name}{TICK}"] = forms.BooleanField(
                # Translators: “Toujours juste”
                label=_("Still right"),
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        if self.data.get("version") != self.version:
            raise forms.ValidationError(CHANGED)
        return self.cleaned_data

    def boxes(self) -> list[dict[str, Any]]:
        """Return each box with what it is translated from and what it lacks."""
        return [self.box(field.name) for field in self.ordered()]

    def box(self, name: str) -> dict[str, Any]:
        """Return one box for the page."""
        code, words = source_of(self.record, name, self.language)
        tick = f"{name}{TICK}"
        behind = self.lack.outdated.get(name)
        return {
            "field": self[name],
            "tick": self[tick] if tick in self.fields else None,
            "code": code,
            "words": words,
            "is_missing": name in self.lack.missing,
            "outdated": in_words(behind) if behind else "",
        }

    @property
    def words(self) -> dict[str, str]:
        """The texts that were changed."""
        return {
            name: self.cleaned_data[name]
            for name in self.changed_data
            if not name.endswith(TICK)
        }

    @property
    def confirmed(self) -> list[str]:
        """The texts that were said to be still right."""
        outdated = self.lack.outdated
        return [name for name in outdated if self.cleaned_data[f"{name}{TICK}"]]


CHANGED = gettext_lazy(
    # Translators: “Quelqu’un d’autre a modifié cette fiche entre-temps. Comparez, puis
    # enregistrez de nouveau.”
    "Somebody else changed this record meanwhile. Compare, then save again."
)


def translation(
    request: HttpRequest, label: str, pk: int, language: str
) -> HttpResponse:
    """Show the form of a record; by POST save it and go to the next."""
    kind = kind_named(request, label)
    if language not in portal_languages():
        raise Http404
    records = kind.records()
    if request.method != "POST":
        record: Any = get_object_or_404(records, pk=pk)
        return page(request, kind, TranslationForm(record=record, language=language))
    with transaction.atomic():
        held = records.select_for_update(of=("self",))
        record = get_object_or_404(held, pk=pk)
        form = TranslationForm(request.POST, record=record, language=language)
        if not form.is_valid():
            return page(request, kind, form)
        if translate(
            record=record,
            language=language,
            words=form.words,
            confirmed=form.confirmed,
        ):
            # Translators: “« %(record)s » est enregistré.”
            said = _("“%(record)s” is saved.") % {"record": record}
            messages.success(request, said)
    return redirect(after(kind, record, Choice.of(request)))


def page(request: HttpRequest, kind: Kind, form: TranslationForm) -> HttpResponse:
    """Return the page of a form."""
    context = {
        **admin.site.each_context(request),
        "title": f"{form.record} ({form.language.upper()})",
        "form": form,
        "kind": kind,
        "record": form.record,
        "language": form.language,
        "choice": Choice.of(request),
    }
    return render(request, "admin/translating/record.html", context)


def kind_named(request: HttpRequest, label: str) -> Kind:
    """Return the kind of that label that the person may translate, or raise."""
    for kind in kinds(request):
        if kind.label == label:
            return kind
    raise PermissionDenied


def after(kind: Kind, record: Record, choice: Choice) -> str:
    """Return the form of the next record that lacks something; else the worklist."""
    waiting = kind.to_do(choice.language, choice.district).filter(pk__gt=record.pk)
    following = waiting.order_by("pk").first()
    if following:
        return form_of(kind, following.pk, choice)
    return f"{reverse('translating:worklist')}?{choice.query}"

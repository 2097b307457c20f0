"""Two people with the same form: the second sees what the first has changed.

A form carries the number of the version that it was filled in from. If there is a
newer one by the time it is saved, nothing is overwritten: the form comes back as it was
typed, with what was changed meanwhile, and the person says field by field what is to
stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms.utils import ErrorDict
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from creative_district.kernel.admin.kin import kin_of
from creative_district.kernel.admin.reasons import ReasonedForm
from creative_district.kernel.versions import (
    Values,
    changed,
    is_kept,
    values_of,
    versions_of,
    with_version,
)

# The box with the number of the version that the form was filled in from.
READ = "version_read"
# The number of the version that the person has seen since.
SEEN = "version_seen"
THEIRS = "theirs"
MINE = "mine"


@dataclass(frozen=True, slots=True)
class Choice:
    """A field that somebody else has changed: their value and the one in the form."""

    name: str
    field: Any
    theirs: Any
    mine: Any
    kept: str


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What became of a row since its form was opened: by whom, and which fields."""

    versions: list[Any]
    choices: list[Choice]

    @property
    def newest(self) -> int:
        """The number of the version that is to be seen."""
        number: int = self.versions[0].pk
        return number


class VersionedForm(forms.ModelForm):
    """A form that notices that its row has changed since it was opened.

    With `yields`, a form in which nothing was typed gives way without a word.
    """

    yields = False
    meanwhile: Meanwhile | None = None

    version_read = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given_up: set[str] = set()
        if self.instance.pk and not self.is_bound:
            self.initial[READ] = version_of(self.instance)

    @cached_property
    def changed_data(self) -> list[str]:
        """What was typed, without what was given up for what others wrote."""
        written = super().changed_data
        return [name for name in written if name not in {READ, *self.given_up}]

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_gone():
            self._errors = ErrorDict(renderer=self.renderer)
            if self.typed_since(self.values_read()):
                said = _(
                    "This row was deleted meanwhile. Tick “Delete” to go on without "
                    "it; what you typed can be copied to a new row."
                )
                self.add_error(None, said)

    def is_gone(self) -> bool:
        """Whether the row that the form was opened for is there no more.

        Only an old row of a formset can be gone, and is not saved then. What a new one
        or a record's own form claims of a version counts for nothing.
        """
        is_old_row = self.yields and self.is_bound and not self.empty_permitted
        is_read = is_old_row and bool(self.data.get(self.add_prefix(READ)))
        return is_read and self.instance.pk is None

    def values_read(self) -> Values:
        """Return what the row held when the form was opened."""
        read = str(self.data.get(self.add_prefix(READ)) or "")
        history = self._meta.model.history
        versions = list(history.filter(pk=read if read.isdecimal() else None))
        return values_of(versions)[versions[0].pk] if versions else {}

    def _clean_form(self) -> None:
        super()._clean_form()  # type: ignore[misc]  # it stands in Django's BaseForm
        self.cleaned_data.pop(READ, None)
        # What is sent counts, also where the person may change little of the row.
        read = str(self.data.get(self.add_prefix(READ)) or "")
        if read.isdecimal() and self.instance.pk:
            self.compare(int(read))

    def compare(self, read: int) -> None:
        """Hold what was typed against what has been written since."""
        versions = list(since(self.instance, read))
        if len(versions) < 2:
            return
        *newer, base = versions
        values = values_of([newer[0], base])
        before, after = values[base.pk], values[newer[0].pk]
        theirs = [name for name in changed(before, after) if name in self.fields]
        if not theirs:
            return
        typed = self.typed_since(before)
        if self.yields and not typed:
            self.give_up(set(self.fields))
            return
        self.settle(newer, [self.choice(name, after, typed) for name in theirs])

    def settle(self, newer: list[Any], choices: list[Choice]) -> None:
        """Do as the person chose, or let the choice be made first."""
        self.meanwhile = Meanwhile(newer, choices)
        if self.data.get(self.add_prefix(SEEN)) != str(self.meanwhile.newest):
            said = _("Somebody else has changed this since you opened it: see above.")
            self.add_error(None, ValidationError(said, code="meanwhile"))
        self.give_up({each.name for each in choices if each.kept == THEIRS})

    def give_up(self, names: set[str]) -> None:
        """Leave fields as others wrote them."""
        self.given_up |= names
        for name in names:
            self.cleaned_data.pop(name, None)
            self.errors.pop(name, None)
        # It may have been read before.
        self.__dict__.pop("changed_data", None)

    def choice(self, name: str, after: Values, typed: set[str]) -> Choice:
        """Return the choice about a field; at first, what was typed is kept."""
        default = MINE if name in typed else THEIRS
        chosen = self.data.get(self.add_prefix(f"keep-{name}"), default)
        field = self.instance._meta.get_field(name)
        mine = self.cleaned_data.get(name)
        return Choice(name, field, after[name], mine, chosen)

    def typed_since(self, before: Values) -> set[str]:
        """Return the fields of the row that hold something else than when opened."""
        return {
            name
            for name, value in before.items()
            if name in self.fields
            and self.fields[name].has_changed(value, cast("Any", self[name]).data)
        }


def version_of(record: Any) -> int | None:
    """Return the number of a row's newest version; no query if it came with it."""
    if hasattr(record, "version"):
        return cast("int | None", record.version)
    newest = versions_of(type(record), record.pk).first()
    return newest and newest.pk


def since(record: Any, read: int) -> models.QuerySet[Any]:
    """Return the versions of a row from a certain one on, the newest first."""
    versions: models.QuerySet[Any] = versions_of(type(record), record.pk)
    return versions.filter(history_id__gte=read).select_related("history_user")


class VersionedRows(InlineModelAdmin):
    """Rows with their version, one query for all of them."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = super().get_queryset(request)
        if not is_kept(self.model):
            return rows
        return with_version(rows)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Add the hidden box, for who can send it back."""
        found = super().get_fieldsets(request, obj)
        if not is_kept(self.model) or not self.has_change_permission(request, obj):
            return found
        (name, first), *rest = found
        return [(name, {**first, "fields": [*first["fields"], READ]}), *rest]


class VersionedRecords(admin.ModelAdmin):
    """The forms of records and of their rows are saved one after the other."""

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kw: Any
    ) -> Any:
        form = type("RecordForm", (VersionedForm, ReasonedForm, self.form), {})
        return super().get_form(request, obj, change=change, **{"form": form, **kw})

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kw: Any
    ) -> Any:
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, *args, **kw)
        with transaction.atomic():
            self.hold(request, unquote(object_id))
            return super().changeform_view(request, object_id, *args, **kw)

    def hold(self, request: HttpRequest, object_id: str) -> None:
        """Let nobody else write the record or its rows before this form is saved."""
        try:
            pk = self.opts.pk.to_python(object_id)
        except ValidationError:
            return
        for rows in self.to_hold(request, pk):
            locked = rows.order_by("pk").select_for_update(no_key=True)
            list(locked.values_list("pk"))

    def to_hold(self, request: HttpRequest, pk: Any) -> Iterator[models.QuerySet[Any]]:
        """Yield what is locked for a form, in this order."""
        yield self.model._default_manager.filter(pk=pk)
        for each in kin_of(self, request, pk):
            yield each.model._default_manager.filter(**each.belongs)

"""Records that staff export and import, and what an import asks of their admin."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from creative_district.kernel import clock
from creative_district.kernel.admin.import_pages import ImportedRecords
from creative_district.kernel.admin.importing import Change
from creative_district.kernel.forms.slugs import SluggedForm, filled, slug_errors
from creative_district.kernel.translating import mark_outdated, texts


class ExchangedRecords(ImportedRecords):
    """The admin of records that go out and come in as CSV and XLSX.

    Its own forms' rules hold for rows too; what else a kind of record needs, its admin
    says by these methods.
    """

    fixed_fields: tuple[str, ...]

    def hold_for_import(self) -> None:
        """Lock what has to be locked before any record is."""

    def held_for_import(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the records that are there for this person, locked."""
        seen = self.get_queryset(request).order_by().values("pk")
        records: QuerySet[Any] = self.model._base_manager.filter(pk__in=seen)
        return records.select_for_update(of=("self",))

    def check_may_import(
        self, request: HttpRequest, record: Any, original: Any
    ) -> None:
        """Raise `ValidationError` if the person may not make or change the record."""
        if original is None and not self.has_add_permission(request):
            raise ValidationError(_("You may not add a record."))
        if original and not self.has_change_permission(request, original):
            raise ValidationError(_("You may not change this record."))

    def check_reach(self, request: HttpRequest, record: Any, *, is_new: bool) -> None:
        """Raise `ValidationError` if what was written lies beyond their reach."""
        try:
            self.demand(request, "add" if is_new else "change", record)
        except PermissionDenied as error:
            raise ValidationError(_("You may not change this record.")) from error

    @property
    def slugged(self) -> type[SluggedForm] | None:
        """The form that knows how addresses are made, where the records have one."""
        names = {field.name for field in self.opts.fields}
        form: Any = self.form
        return form if "slug" in names and issubclass(form, SluggedForm) else None

    def complete_imported(self, record: Any) -> None:
        """Fill what the form would fill."""
        if self.slugged:
            titles = getattr(record, self.slugged.slug_from)
            record.slug = filled(record.slug, titles)

    def import_errors(
        self, record: Any, original: Any, related: Mapping[str, Sequence[Any]]
    ) -> Iterator[tuple[str, str]]:
        """Yield what the form would refuse and the model does not: field, message."""
        for name in {*self.fixed_fields} - {"key"} if original else ():
            field: Any = self.opts.get_field(name)
            if getattr(record, field.attname) != getattr(original, field.attname):
                yield name, _("It is set when a record is made, and stays.")
        if self.slugged and (original is None or original.slug != record.slug):
            for said in slug_errors(record.slug, self.neighbours(record)):
                yield "slug", said

    def neighbours(self, record: Any) -> QuerySet[Any]:
        """Return the records that may not have the same address."""
        manager: Any = self.model._default_manager
        others: QuerySet[Any] = manager.exclude(pk=record.pk)
        within = self.slugged and self.slugged.slug_within
        if not within:
            return others
        return others.filter(**{f"{within}_id": getattr(record, f"{within}_id")})

    def save_imported(self, request: HttpRequest, record: Any, original: Any) -> None:
        """Write the record itself; its original is what it was, None if it is new."""
        was = texts(original) if original else {}
        mark_outdated(record, was=was, on=clock.today())
        record.save(force_insert=original is None)

    def notes_on_import(
        self, request: HttpRequest, changes: Sequence[Change]
    ) -> Iterator[str]:
        """Say what else follows from changes that are written, not yet kept."""
        yield from ()

    def after_import(
        self, request: HttpRequest, changes: Sequence[Change], reason: str
    ) -> None:
        """Do what belongs to changes that are kept, within their transaction."""
        who: Any = request.user.pk
        for flag in (ADDITION, CHANGE):
            records: Any = [
                change.record
                for change in changes
                if (change.original is None) == (flag == ADDITION)
            ]
            if records:
                LogEntry.objects.log_actions(who, records, flag, reason)

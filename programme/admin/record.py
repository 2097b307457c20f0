"""What the staff pages of a programme's records share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.admin.exchange import ExchangedRecords
from creative_district.kernel.admin.findings import Finding
from creative_district.kernel.admin.record import RecordAdmin
from creative_district.kernel.forms.slugs import SluggedForm
from creative_district.kernel.rights import within
from programme.admin.findings import hidden_picture, unsourced
from programme.admin.statement import SourcedRecords
from programme.models import Programme

BY_PROGRAMME = ("programme", RelatedOnlyFieldListFilter)


class ProgrammeRecordForm(SluggedForm):
    """What a record of a programme refers to belongs to the same programme."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        programme = self.cleaned_data.get("programme")
        wanted = programme.pk if programme else self.instance.programme_id
        for name, value in list(self.cleaned_data.items()):
            if wanted and any(owner != wanted for owner in owners(value)):
                self.add_error(name, ValidationError(_("Of another programme.")))
        return cleaned


def owners(value: Any) -> set[int]:
    """Return the programmes that the chosen records belong to, as far as they do."""
    chosen: Any = value if isinstance(value, QuerySet) else [value]
    records = (record for record in chosen if isinstance(record, Model))
    return {
        record.programme_id for record in records if hasattr(record, "programme_id")
    }


def language_of(programme: Programme) -> str:
    """Return the language that a district's texts have to have."""
    offered = dict(settings.LANGUAGES)
    own = (code for code in programme.languages if code in offered)
    return next(own, settings.LANGUAGE_CODE)


class ProgrammeRecordAdmin(ExchangedRecords, SourcedRecords, RecordAdmin):
    """A record stays in the programme that it was made for."""

    form = ProgrammeRecordForm
    fixed_fields: tuple[str, ...] = ("key", "programme")

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        offered = within(request.user, "choose", Programme.objects.home_first())
        first = offered.first()
        given = super().get_changeform_initial_data(request)
        return {"programme": first and first.pk, **given}

    def publication_checks(self, record: Any) -> Iterable[Finding]:
        yield from super().publication_checks(record)
        if hasattr(record, "statements"):
            yield from unsourced(record)
        yield from hidden_picture(record)

    def first_language(self, record: Any) -> str:
        """The first language of the district that the portal has."""
        return language_of(record.programme)

    def import_errors(
        self, record: Any, original: Any, related: Mapping[str, Sequence[Any]]
    ) -> Iterator[tuple[str, str]]:
        yield from super().import_errors(record, original, related)
        for name, others in related.items():
            if set().union(*map(owners, others)) - {record.programme_id}:
                yield name, str(_("Of another programme."))

"""The kinds of records that a person may translate, and which records of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from creative_district.kernel.coverage import is_behind, lacks, texts_of
from creative_district.kernel.record import Record, RecordQuerySet
from creative_district.kernel.rights import within
from partners.models import Partner
from programme.models import Programme


@dataclass(frozen=True)
class Kind:
    """A kind of record with the staff page that says who may do what with it."""

    model: type[Record]
    admin: Any
    request: HttpRequest

    @property
    def label(self) -> str:
        """What it is called in addresses and in files."""
        return self.model._meta.label_lower

    @property
    def names(self) -> Any:
        """What its records are called."""
        return self.model._meta.verbose_name_plural

    def seen(self) -> RecordQuerySet:
        """Return the records that the person sees."""
        seen = self.admin.get_queryset(self.request).order_by().values("pk")
        found: RecordQuerySet = self.model.objects.filter(pk__in=seen)
        return found

    def records(self, district: Programme | None = None) -> RecordQuerySet:
        """Return what the person may translate; of a district, and what it shares.

        What their languages follow from is fetched along.
        """
        records: RecordQuerySet = within(self.request.user, "translate", self.seen())
        if district:
            records = records.filter(of_district(self.model, district))
        owner = self.model.languages_at.rpartition("__")[0]
        return records.select_related(owner) if owner else records

    def to_do(self, language: str, district: Programme | None = None) -> RecordQuerySet:
        """Return the records that lack something in a language."""
        waiting = self.records(district).wanting(language)
        return waiting.filter(lacks(self.model, language) | is_behind(language))


def address_of(record: Record, name: str) -> str:
    """Return where a text belongs, for ever: `actions.action.cheques.summary`."""
    return f"{record._meta.label_lower}.{record.key}.{name}"


def of_district(model: type[Model], district: Programme) -> Q:
    """Match what belongs to a district, or to none."""
    if model is Programme:
        return Q(pk=district.pk)
    if model is Partner:
        return Q(memberships__programme=district)
    has_one = any(field.name == "programme" for field in model._meta.fields)
    return Q(programme=district) if has_one else Q()


def kinds(request: HttpRequest) -> Iterator[Kind]:
    """Yield the kinds of records of which the person may translate some."""
    registry: dict[Any, Any] = admin.site._registry
    for model, model_admin in registry.items():
        has_texts = issubclass(model, Record) and bool(texts_of(model))
        if has_texts and model_admin.has_translate_permission(request):
            yield Kind(model, model_admin, request)


def districts(request: HttpRequest) -> QuerySet[Programme]:
    """Return the districts that the person sees, the one that opens the site first."""
    seen = admin.site.get_model_admin(Programme).get_queryset(request).values("pk")
    found: QuerySet[Programme] = Programme.objects.home_first().filter(pk__in=seen)
    return found


def portal_languages() -> dict[str, Any]:
    """Return the names of the portal's languages by their codes."""
    return dict(settings.LANGUAGES)

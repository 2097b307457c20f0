"""What lists of programmes, sources, news and documents can be asked."""

from django.utils.translation import gettext_lazy as _

from creative_district.kernel.filters import (
    CodesFilter,
    DayFilter,
    KeysFilter,
    RecordFilter,
)
from programme.models import Document, News, Programme, Source


class ProgrammeFilter(RecordFilter):
    """Programmes by what is written of them."""

    texts = ("name", "short_name", "region", "area", "summary")
    plain = ("acronym",)

    class Meta:
        model = Programme
        fields = ()


class SourceFilter(RecordFilter):
    """Sources by weight."""

    plain = ("title", "publisher")

    weight = CodesFilter(label=_("Weight"), choices=Source.Weight.choices)

    class Meta:
        model = Source
        fields = ()


class NewsFilter(RecordFilter):
    """News by programme and day."""

    texts = ("title", "summary", "body")

    programme = KeysFilter(Programme, label=_("Programme"))
    published_after = DayFilter(
        field_name="published_on", lookup_expr="gte", label=_("Published from")
    )
    published_before = DayFilter(
        field_name="published_on", lookup_expr="lte", label=_("Published until")
    )

    class Meta:
        model = News
        fields = ()


class DocumentFilter(RecordFilter):
    """Documents by programme."""

    texts = ("title", "summary")

    programme = KeysFilter(Programme, label=_("Programme"))

    class Meta:
        model = Document
        fields = ()

"""List and detail of programmes, sources, news and documents."""

from typing import Any, ClassVar

from django.db.models import QuerySet

from creative_district.kernel.api.views import RecordViewSet
from creative_district.kernel.linked import Node, Words
from programme import filters, vocabulary
from programme.api import serializers
from programme.api.provenance import provenance


class StatedViewSet(RecordViewSet):
    """Records that come with the provenance of what they state."""

    gathered: ClassVar[tuple[str, ...]] = ("statements__sources",)

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().prefetch_related(provenance())


class ProgrammeViewSet(StatedViewSet):
    """The creative districts of this portal."""

    serializer_class = serializers.ProgrammeSerializer
    filterset_class = filters.ProgrammeFilter

    def described(self, programme: Any, words: Words) -> Node:
        return vocabulary.of_programme(programme, words)


class SourceViewSet(RecordViewSet):
    """The public texts that support what the portal states."""

    serializer_class = serializers.SourceSerializer
    filterset_class = filters.SourceFilter

    def described(self, source: Any, words: Words) -> Node:
        return vocabulary.of_source(source, words)


class NewsViewSet(StatedViewSet):
    """Dated notes to the public."""

    serializer_class = serializers.NewsSerializer
    filterset_class = filters.NewsFilter

    def described(self, news: Any, words: Words) -> Node:
        return vocabulary.of_news(news, words)


class DocumentViewSet(StatedViewSet):
    """Reports, guides and forms."""

    serializer_class = serializers.DocumentSerializer
    filterset_class = filters.DocumentFilter

    def described(self, document: Any, words: Words) -> Node:
        return vocabulary.of_document(document, words)

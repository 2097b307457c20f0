"""How programmes, sources, news and documents are written."""

from typing import Any

from rest_framework import serializers

from creative_district.kernel.api.fields import LinkField
from creative_district.kernel.api.reader import page_address
from creative_district.kernel.api.serializers import RecordSerializer
from programme.api.provenance import StatedSerializer
from programme.models import Document, News, Programme, Source


class ProgrammeSerializer(StatedSerializer):
    """A region's creative district."""

    also_known_as = serializers.ListField(child=serializers.CharField(), read_only=True)
    languages = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Programme
        fields = (
            "name",
            "short_name",
            "acronym",
            "also_known_as",
            "headline",
            "summary",
            "region",
            "area",
            "country",
            "time_zone",
            "languages",
            "start",
            "end",
            "framework",
            "call_title",
            "call_reference",
            "call_issuer",
            "call_opened",
            "call_closed",
            "designated",
            "applicant_count",
            "awarded_count",
            "duration_months",
            "budget_eur",
            "budget_qualifier",
            "cofinancing",
            "legal_nature",
            "accessibility_law",
            "is_practice",
            "provenance",
        )


class SourceSerializer(RecordSerializer):
    """A public text that states facts about a programme."""

    original_url = LinkField(
        source="url", read_only=True, help_text="Where it was published."
    )

    class Meta:
        model = Source
        fields = (
            "title",
            "publisher",
            "original_url",
            "language",
            "published",
            "kind",
            "weight",
            "extent_read",
        )


class NewsSerializer(StatedSerializer):
    """A dated note to the public."""

    class Meta:
        model = News
        fields = (
            "programme",
            "title",
            "summary",
            "body",
            "published_on",
            "provenance",
        )


class DocumentSerializer(StatedSerializer):
    """A report, guide or form."""

    original_url = serializers.SerializerMethodField(help_text="Where it can be read.")

    class Meta:
        model = Document
        fields = (
            "programme",
            "title",
            "summary",
            "language",
            "published",
            "original_url",
            "provenance",
        )

    def get_original_url(self, document: Any) -> str | None:
        """Return the address of our own file, else where it stands elsewhere."""
        return page_address(document.file.url) if document.file else document.url

"""What supports the fields of an item: its statements with their sources."""

from typing import Any

from django.db.models import Prefetch

from creative_district.kernel.api.serializers import PlainSerializer, RecordSerializer
from programme.models import Source, Statement


class StatementSerializer(PlainSerializer):
    """What supports one field of the item, or the item as a whole (field empty)."""

    class Meta:
        model = Statement
        fields = ("field", "status", "confidence", "note", "sources")


class StatedSerializer(RecordSerializer):
    """A record with the provenance of what it states."""

    provenance = StatementSerializer(source="statements", many=True, read_only=True)


def provenance() -> Prefetch:
    """Return what fetches the statements of records and their public sources."""
    sources: Any = Prefetch("sources", Source.objects.public())
    return Prefetch("statements", Statement.objects.prefetch_related(sources))

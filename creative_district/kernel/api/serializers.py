"""How a record is written: what all of them say, around what each one adds."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any, ClassVar

from django.db import models
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from creative_district.kernel.api.fields import (
    DateField,
    LinkField,
    NumberField,
    ReferenceField,
    TextField,
)
from creative_district.kernel.api.reader import Reader, api_address, page_address
from creative_district.kernel.date_field import PartialDateField
from creative_district.kernel.record import Record
from creative_district.kernel.translated import TranslatedField

FALLBACK_SCHEMA = {
    "type": "object",
    "additionalProperties": {"type": "string"},
    "description": "Fields that are missing in the asked language, and the language "
    "in which they come instead.",
}


class PlainSerializer(serializers.ModelSerializer):
    """Rows written by our fields, read only."""

    serializer_related_field = ReferenceField
    serializer_field_mapping: ClassVar = {
        **serializers.ModelSerializer.serializer_field_mapping,
        TranslatedField: TextField,
        PartialDateField: DateField,
        models.DecimalField: NumberField,
        models.URLField: LinkField,
    }

    def get_extra_kwargs(self) -> dict[str, Any]:
        return {name: {"read_only": True} for name in self.Meta.fields}


class RecordSerializer(PlainSerializer):
    """A record: `Meta.fields` between what every item starts and ends with.

    The context holds the `reader`, the `fields` to which the answer is cut down (none:
    all) and, by relation, the serializers of what to `expand`.
    """

    id = serializers.CharField(
        source="key", read_only=True, help_text="Permanent; names the record for ever."
    )
    url = serializers.SerializerMethodField(help_text="Its address in the API.")
    html_url = serializers.SerializerMethodField(
        help_text="Its public page in the asked language, where it has one."
    )
    updated_at = serializers.DateTimeField(default_timezone=UTC, read_only=True)
    fallback_languages = serializers.SerializerMethodField()

    def get_field_names(
        self, declared_fields: Mapping[str, serializers.Field], info: Any
    ) -> list[str]:
        own = super().get_field_names(declared_fields, info)
        names = ["id", "url", "html_url", *own, "updated_at", "fallback_languages"]
        asked = self.context.get("fields") or names
        return [name for name in names if name in asked]

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, record: Record) -> str:
        """Return where the API tells of it."""
        return api_address(record)

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_html_url(self, record: Record) -> str | None:
        """Return where people read of it; nowhere while the public cannot see it."""
        if not getattr(record, "is_shown", True):
            return None
        return page_address(self.page_of(record))

    def page_of(self, record: Any) -> str | None:
        """Return the path of its page; None where it has none."""
        return (
            record.get_absolute_url() if hasattr(record, "get_absolute_url") else None
        )

    @extend_schema_field(FALLBACK_SCHEMA)
    def get_fallback_languages(self, record: Record) -> dict[str, str]:
        """Return what the fields before this one had to replace."""
        reader: Reader = self.context["reader"]
        return reader.fallbacks

    def to_representation(self, instance: Record) -> dict[str, Any]:
        self.context["reader"].fallbacks = {}
        return super().to_representation(instance)

"""How one value of a record is written."""

from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from creative_district.kernel.api.reader import Reader, api_address
from creative_district.kernel.dates import Confidence, PartialDate, Precision, Status
from creative_district.kernel.text import Text


def path_of(field: serializers.Field) -> str:
    """Return where a field stands in its item: 'title', 'memberships.task'."""
    names: list[str] = []
    at: Any = field
    while at is not None:
        if at.field_name:
            names.insert(0, at.field_name)
        at = at.parent
    return ".".join(names)


class ReadField(serializers.Field):
    """A field of the answers; the model's limits concern writing and are dropped."""

    def __init__(self, **kw: Any) -> None:
        super().__init__(read_only=True, allow_null=kw.get("allow_null", False))


class TextField(ReadField):
    """A text, as the reader gets it."""

    @cached_property
    def path(self) -> str:
        return path_of(self)

    def to_representation(self, value: Text) -> Any:
        reader: Reader = self.context["reader"]
        return reader.reads(value, self.path)


class DateSerializer(serializers.Serializer):
    """A date as far as it is known, and how well it is supported."""

    value = serializers.CharField(
        help_text="2014, 2014-Q4, 2014-06, 2014-06-16 or 2014-11-05/2014-11-15"
    )
    precision = serializers.ChoiceField(Precision.choices)
    earliest = serializers.DateField(help_text="The first day on which it can lie.")
    latest = serializers.DateField(help_text="The last day on which it can lie.")
    status = serializers.ChoiceField(Status.choices)
    confidence = serializers.ChoiceField(Confidence.choices)


@extend_schema_field(DateSerializer)
class DateField(ReadField):
    """A date with its bounds, its precision and its grade."""

    def to_representation(self, value: PartialDate) -> dict[str, Any]:
        return {
            "value": value.value,
            "precision": value.precision,
            "earliest": value.earliest,
            "latest": value.latest,
            "status": value.status,
            "confidence": value.confidence,
        }


@extend_schema_field(OpenApiTypes.NUMBER)
class NumberField(ReadField):
    """A decimal as a JSON number, a whole one without a fraction."""

    def to_representation(self, value: Decimal) -> int | float:
        return int(value) if value == value.to_integral_value() else float(value)


# Addresses elsewhere may hold any letter; the empty one is a reference as well.
@extend_schema_field({"type": "string", "format": "iri-reference"})
class LinkField(serializers.CharField):
    """An address as it was given; empty where there is none."""


class ReferenceSerializer(serializers.Serializer):
    """A related item: its permanent key, its name, its address in the API."""

    id = serializers.CharField()
    name = TextField()
    url = serializers.URLField()


@extend_schema_field(ReferenceSerializer)
class ReferenceField(serializers.RelatedField):
    """A related record by id, name and address, or in full; None if not public.

    An optional relation may lead to a draft: `RecordViewSet.optional` has the query
    mark, as `shows_<relation>`, whether it may be told.
    """

    @cached_property
    def path(self) -> str:
        return f"{path_of(self)}.name"

    @cached_property
    def whole(self) -> serializers.BaseSerializer | None:
        """What writes the related record in full, where the reader asked for that."""
        kind = self.context["expand"].get(path_of(self))
        if kind is None:
            return None
        reader = replace(self.context["reader"], fallbacks={})
        whole: serializers.BaseSerializer = kind(
            context={"reader": reader, "fields": (), "expand": {}}
        )
        return whole

    def get_attribute(self, instance: Any) -> Any:
        if getattr(instance, f"shows_{self.source}", True):
            return super().get_attribute(instance)
        return None

    def to_representation(self, value: Any) -> dict[str, Any]:
        name = getattr(value, "name", None) or getattr(value, "title", None)
        if isinstance(name, Text):
            name = self.context["reader"].reads(name, self.path)
        reference = {"id": value.key, "name": name, "url": api_address(value)}
        if self.whole:
            return {**reference, **self.whole.to_representation(value)}
        return reference

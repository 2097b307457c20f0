"""How the OpenAPI document describes the views that all resources share."""

from http import HTTPStatus
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from creative_district.kernel.api.deprecation import mark
from creative_district.kernel.api.fields import TextField
from creative_district.kernel.api.problems import MEDIA_TYPE
from creative_district.kernel.api.reader import languages
from creative_district.kernel.api.views import RecordViewSet


class FaultSerializer(serializers.Serializer):
    """What is wrong with one parameter."""

    parameter = serializers.CharField()
    detail = serializers.CharField()
    allowed = serializers.ListField(
        child=serializers.CharField(), help_text="Empty where it is not a short list."
    )


class ProblemSerializer(serializers.Serializer):
    """An error, as RFC 9457 writes it."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = FaultSerializer(many=True)  # type: ignore[assignment] # a field, here


EVERYWHERE = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.NOT_ACCEPTABLE,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
OF_ONE_RECORD = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)

# What is no JSON value, or another one.
OF_FORMATS = {
    "jsonld": OpenApiTypes.OBJECT,
    "ndjson": OpenApiTypes.STR,
    "csv": OpenApiTypes.STR,
    "ics": OpenApiTypes.STR,
    "xlsx": OpenApiTypes.BINARY,
}

PRESENTATION = [
    OpenApiParameter(
        "lang",
        description="Language of texts, before `Accept-Language`; `all` gives each.",
        enum=languages(),
    ),
    OpenApiParameter(
        "fields",
        description="Cut items down to these fields, separated by commas.",
        type={"type": "array", "items": {"type": "string"}},
        style="form",
        explode=False,
    ),
]
BOM = OpenApiParameter(
    "bom",
    description="Begin CSV with a byte order mark, for spreadsheets.",
    type=bool,
)


def format_of(names: list[str]) -> OpenApiParameter:
    """Return the parameter that names a format."""
    return OpenApiParameter("format", enum=names, description="Instead of `Accept`.")


def problems(*codes: HTTPStatus) -> dict[tuple[HTTPStatus, str], Any]:
    """Return the errors that any request can end in, and those of the given codes."""
    return {(code, MEDIA_TYPE): ProblemSerializer for code in (*EVERYWHERE, *codes)}


def expand(names: list[str]) -> OpenApiParameter:
    """Return the parameter that writes related items in full."""
    return OpenApiParameter(
        "expand",
        description="Write these related items in full, separated by commas.",
        type={"type": "array", "items": {"type": "string", "enum": names}},
        style="form",
        explode=False,
    )


class TextSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # spectacular's
    """How a text is described, once for all."""

    target_class = TextField
    match_subclasses = True

    def get_name(self) -> str:
        return "Text"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {
            "description": "In the asked language, else in another one (then it is "
            "among the `fallback_languages`), else null; with `lang=all` an object "
            "of language to text.",
            "oneOf": [
                {"type": "string"},
                {
                    "title": "TextByLanguage",
                    "type": "object",
                    "additionalProperties": {"type": "string"},
                },
                {"type": "null"},
            ],
        }


class ResourceSchema(AutoSchema):
    """Adds to each operation its errors, what presents an answer, and what goes."""

    @property
    def deprecated(self) -> Any:
        """What of the view is on its way out."""
        return getattr(self.view, "deprecated", ())

    def is_deprecated(self) -> bool:
        return any(each.is_whole for each in self.deprecated)

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        known: Any = super()
        if operation := known.get_operation(*args, **kwargs):
            mark(operation, self.deprecated)
        return operation

    def get_override_parameters(self) -> list[Any]:
        if not isinstance(self.view, RecordViewSet):
            return []
        names = list(self.view.expansions)
        return [
            *PRESENTATION,
            format_of(self.view.options_of()["format"]),
            *([BOM] if "bom" in self.view.parameters() else []),
            *([expand(names)] if names else []),
        ]

    def get_response_serializers(self) -> Any:
        if not isinstance(self.view, RecordViewSet):
            return {HTTPStatus.OK: OpenApiTypes.OBJECT}
        is_list = self.view.action == "list"
        answers = {
            (HTTPStatus.OK, kind.media_type): OF_FORMATS.get(
                kind.format, self.view.serializer_class
            )
            for kind in self.view.get_renderers()
        }
        return {**answers, **(problems() if is_list else problems(*OF_ONE_RECORD))}

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> dict[str, Any]:
        """Describe an item; what is only said to tokens is not always there."""
        known: Any = super()
        described: dict[str, Any] = known._map_basic_serializer(serializer, direction)
        required = described.get("required", [])
        if "publication" in required:
            required.remove("publication")
        if type(serializer) is getattr(self.view, "serializer_class", None):
            for each in self.deprecated:
                if each.field:
                    described["properties"][each.field]["deprecated"] = True
        return described

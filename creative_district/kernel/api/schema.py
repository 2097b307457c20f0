"""How the OpenAPI document describes the views that all resources share."""

from http import HTTPStatus
from typing import Any

from django_filters.filters import CharFilter, Filter
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from creative_district.kernel.api.bodies import (
    DATE,
    KEY,
    BodySerializer,
    DateInput,
    KeyInput,
    TextInput,
)
from creative_district.kernel.api.deprecation import mark
from creative_district.kernel.api.fields import TextField
from creative_district.kernel.api.headers import described
from creative_district.kernel.api.problems import MEDIA_TYPE
from creative_district.kernel.api.reader import languages
from creative_district.kernel.api.serializers import RecordSerializer
from creative_district.kernel.api.views import RecordViewSet
from creative_district.kernel.filters import (
    FIRST_YEAR,
    LAST_YEAR,
    CodesFilter,
    KeysFilter,
    MomentFilter,
    YearFilter,
)


class FaultSerializer(serializers.Serializer):
    """What is wrong with one parameter, or with the header `Accept`."""

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

LANG = OpenApiParameter(
    "lang",
    description="Language of texts, before `Accept-Language`; `all` gives each, but in "
    "calendars.",
    enum=languages(),
)
BOM = OpenApiParameter(
    "bom",
    description="Begin CSV with a byte order mark, for spreadsheets; in CSV alone.",
    type=bool,
)


def format_of(names: list[str]) -> OpenApiParameter:
    """Return the parameter that names a format."""
    return OpenApiParameter("format", enum=names, description="Instead of `Accept`.")


def problems(*codes: HTTPStatus) -> dict[tuple[HTTPStatus, str], Any]:
    """Return the errors that any request can end in, and those of the given codes."""
    return {(code, MEDIA_TYPE): ProblemSerializer for code in (*EVERYWHERE, *codes)}


make_component: Any = ResolvedComponent
KEY_SCHEMA = {"type": "string", "pattern": f"^{KEY}$"}
# No database holds a NUL.
NO_NUL = "^[^\\u0000]*$"
ONE_LINE = "^[^\\u0000\\r\\n]*[^\\s\\u0000][^\\u0000\\r\\n]*$"
NOT_BLANK = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$"
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    location=OpenApiParameter.HEADER,
    description="The `ETag` of the answer that you hold: 304 if it is still the same.",
)


def schema_of(asked: Filter) -> dict[str, Any]:
    """Return what a filter takes beyond what can be guessed from the model's field."""
    match asked:
        case KeysFilter():
            return {"type": "array", "items": KEY_SCHEMA}
        case CodesFilter():
            codes = [code for code, _label in asked.extra["choices"]]
            return {"type": "array", "items": {"type": "string", "enum": codes}}
        case MomentFilter():
            days = {"type": "string", "format": "date"}
            return {"anyOf": [days, {"type": "string", "format": "date-time"}]}
        case YearFilter():
            return {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}
        case CharFilter():
            longest = asked.extra["max_length"]
            return {"type": "string", "maxLength": longest, "pattern": NO_NUL}
    return {}


def listed(name: str, names: list[str], description: str) -> OpenApiParameter:
    """Return a parameter that lists some of these names."""
    return OpenApiParameter(
        name,
        description=f"{description}, separated by commas; not as linked data, nor for "
        "calendars.",
        type={
            "type": "array",
            "items": {"type": "string", "enum": names},
            "minItems": 1,
        },
        style="form",
        explode=False,
    )


def fields(view: RecordViewSet) -> OpenApiParameter:
    """Return the parameter that cuts items down."""
    whole: Any = view.get_serializer()
    return listed("fields", list(whole.fields), "Cut items down to these fields")


def expand(names: list[str]) -> OpenApiParameter:
    """Return the parameter that writes related items in full."""
    return listed("expand", names, "Write these related items in full")


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


class DateInputSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # spectacular's
    """How a date is written in a body."""

    target_class = DateInput

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{DATE}$"}


class KeyInputSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # spectacular's
    """How a body names a record."""

    target_class = KeyInput

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return dict(KEY_SCHEMA)


class TextInputSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # spectacular's
    """How a body holds a text."""

    target_class = TextInput

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {
            "type": "object",
            "description": "By language: those of the district, `fr` and `en` say.",
            "additionalProperties": {
                "type": "string",
                "maxLength": self.target.child.max_length,
                "pattern": NOT_BLANK if self.target.child.has_lines else ONE_LINE,
            },
            "minProperties": 0 if self.target.allow_empty else 1,
        }


class ResourceSchema(AutoSchema):
    """Adds to each operation errors, headers, what presents an answer, what goes."""

    view: Any

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
        held = [IF_NONE_MATCH] if self.is_validated else []
        if not isinstance(self.view, RecordViewSet):
            return held
        names = list(self.view.expansions)
        return [
            *held,
            LANG,
            fields(self.view),
            format_of(self.view.options_of()["format"]),
            *([BOM] if "bom" in self.view.parameters() else []),
            *([expand(names)] if names else []),
        ]

    @property
    def is_validated(self) -> bool:
        """Whether there can be an answer that says that nothing has changed."""
        return bool(self.method == "GET")

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

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        """Describe the answers with their headers, 304 among them."""
        known: Any = super()
        bodies: dict[str, Any] = known._get_response_bodies(direction)
        if self.is_validated:
            bodies[str(HTTPStatus.NOT_MODIFIED.value)] = {"description": ""}
        return {
            code: self.answer(HTTPStatus(int(code)), body)
            for code, body in sorted(bodies.items())
        }

    def answer(self, status: HTTPStatus, body: dict[str, Any]) -> dict[str, Any]:
        """Complete the description of an answer; errors are described once for all."""
        body["description"] = body["description"] or status.phrase
        body["headers"] = described(self.view, status, self.registry)
        if status < HTTPStatus.BAD_REQUEST:
            return body
        component: Any = make_component(
            name=status.phrase.title().replace(" ", ""),
            type=ResolvedComponent.RESPONSE,
            schema=body,
            object=status,
        )
        self.registry.register_on_missing(component)
        ref: dict[str, Any] = component.ref
        return ref

    def _get_filter_parameters(self) -> list[dict[str, Any]]:
        """Describe the filters as strictly as they are read."""
        known: Any = super()
        found: list[dict[str, Any]] = known._get_filter_parameters()
        for parameter in found:
            asked = self.view.filterset_class.base_filters[parameter["name"]]
            parameter["schema"] = schema_of(asked) or parameter["schema"]
        return found

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> dict[str, Any]:
        """Describe an object: items can be cut down, bodies hold nothing unknown."""
        known: Any = super()
        mapped: dict[str, Any] = known._map_basic_serializer(serializer, direction)
        if isinstance(serializer, RecordSerializer):
            mapped.pop("required", None)
        if isinstance(serializer, BodySerializer):
            mapped["additionalProperties"] = False
        if type(serializer) is getattr(self.view, "serializer_class", None):
            for each in self.deprecated:
                if each.field:
                    mapped["properties"][each.field]["deprecated"] = True
        return mapped

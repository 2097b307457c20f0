"""How the OpenAPI document describes what is no record: contents, files, itself."""

from http import HTTPStatus
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from creative_district.kernel.api.schema import format_of, problems

ADDRESSES: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {"type": "string", "format": "uri"},
}


class LastDumpSerializer(serializers.Serializer):
    """The archive of everything; its last three are null before the first one."""

    url = serializers.URLField()
    checksum_url = serializers.URLField()
    made_at = serializers.DateTimeField(allow_null=True)
    bytes = serializers.IntegerField(allow_null=True)
    sha256 = serializers.CharField(allow_null=True)


class ExportsSerializer(serializers.Serializer):
    """Where the data are as files."""

    dump = LastDumpSerializer()
    collections = serializers.DictField(
        child=serializers.DictField(child=serializers.URLField()),
        help_text="By resource, and then by format.",
    )


contents = extend_schema(
    operation_id="contents_retrieve",
    responses={(HTTPStatus.OK, "application/json"): ADDRESSES, **problems()},
)
exports = extend_schema(
    operation_id="export_retrieve",
    responses={HTTPStatus.OK: ExportsSerializer, **problems()},
)
schema = extend_schema(
    operation_id="schema_retrieve",
    parameters=[format_of(["json", "yaml"])],
    responses={
        **{
            (HTTPStatus.OK, f"application/{kind}"): OpenApiTypes.OBJECT
            for kind in (
                *("vnd.oai.openapi", "yaml"),
                *("vnd.oai.openapi+json", "json"),
            )
        },
        **problems(),
    },
)
docs = extend_schema(
    operation_id="docs_retrieve",
    responses={(HTTPStatus.OK, "text/html"): OpenApiTypes.STR, **problems()},
)

"""How the OpenAPI document describes what may be written."""

from http import HTTPStatus
from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from actions.api.serializers import ActionSerializer, MilestoneSerializer
from creative_district.kernel.api.problems import MEDIA_TYPE
from creative_district.kernel.api.schema import ProblemSerializer, problems
from creative_district.portal.writing.bodies import ProposalBody, ReachedBody
from creative_district.portal.writing.idempotency import LONGEST
from creative_district.portal.writing.preconditions import CONDITION


class FieldFaultSerializer(serializers.Serializer):
    """What is wrong with one field of a body."""

    field = serializers.CharField(help_text="Its path; empty: the body as a whole.")
    detail = serializers.CharField()
    allowed = serializers.ListField(
        child=serializers.CharField(), help_text="Empty where it is not a short list."
    )


class FieldProblemSerializer(ProblemSerializer):
    """An error in a body, as RFC 9457 writes it."""

    errors = FieldFaultSerializer(many=True)  # type: ignore[assignment] # a field, here


TOKEN: Any = [{"token": []}]
OF_EVERY_WRITE = (
    HTTPStatus.FORBIDDEN,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
)
INVALID = {(HTTPStatus.UNPROCESSABLE_ENTITY, MEDIA_TYPE): FieldProblemSerializer}


def problems_of_writing(*codes: HTTPStatus) -> dict[Any, Any]:
    """Return the errors that any write can end in, and those of the given codes."""
    return {**problems(*OF_EVERY_WRITE, *codes), **INVALID}


reaching = extend_schema(
    request=ReachedBody,
    auth=TOKEN,
    parameters=[
        OpenApiParameter(
            "If-Match",
            {"type": "string", "pattern": f"^{CONDITION}$"},
            location=OpenApiParameter.HEADER,
            required=True,
            description="The `ETag` that GET gives for this address, `*`: any.",
        )
    ],
    responses={
        HTTPStatus.OK: MilestoneSerializer,
        **problems_of_writing(
            HTTPStatus.NOT_FOUND,
            HTTPStatus.GONE,
            HTTPStatus.PRECONDITION_FAILED,
            HTTPStatus.PRECONDITION_REQUIRED,
        ),
    },
)
proposing = extend_schema(
    request=ProposalBody,
    auth=TOKEN,
    parameters=[
        OpenApiParameter(
            "Idempotency-Key",
            {
                "type": "string",
                "minLength": 1,
                "maxLength": LONGEST,
                # White space around it is none of it.
                "pattern": "^[!-~]([ -~]*[!-~])?$",
            },
            location=OpenApiParameter.HEADER,
            description="Of your choosing: sent again with the same body within 24 "
            "hours, the request gets the same answer and does nothing more.",
        )
    ],
    responses={
        HTTPStatus.CREATED: OpenApiResponse(
            ActionSerializer, description="In review; `Location` says where."
        ),
        **problems_of_writing(HTTPStatus.CONFLICT),
    },
)

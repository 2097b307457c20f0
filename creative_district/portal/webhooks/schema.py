"""How the OpenAPI document describes what webhooks are sent."""

from http import HTTPStatus

from drf_spectacular.utils import OpenApiResponse, OpenApiWebhook, extend_schema
from rest_framework import serializers

from creative_district.portal.changes.entries import ChangesSerializer
from partners.models import WebhookDelivery


class MessageSerializer(serializers.Serializer):
    """A message to a webhook."""

    type = serializers.ChoiceField(choices=WebhookDelivery.Kind.choices)
    timestamp = serializers.DateTimeField(help_text="When it was written, in UTC.")
    data = ChangesSerializer(  # type: ignore[assignment]  # a field, here
        help_text="A page of the feed of changes; in a test it has no entries."
    )


changes = OpenApiWebhook(
    "changes",
    extend_schema(
        summary="What has changed",
        description=(
            "Posted to the address of a partner's webhook, again until it is taken. "
            "Signed as Standard Webhooks has it: `webhook-id`, `webhook-timestamp`, "
            "`webhook-signature`. A message that comes twice has the same `webhook-id`."
        ),
        request=MessageSerializer,
        responses={
            HTTPStatus.NO_CONTENT: OpenApiResponse(
                description="Taken, as with any other 2xx."
            ),
            HTTPStatus.GONE: OpenApiResponse(description="Nothing more is wanted."),
        },
    ),
)

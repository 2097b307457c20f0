"""The feed of changes, as the API answers it."""

import logging
from datetime import UTC
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from creative_district.kernel.api.pagination import (
    Cursor,
    StableCursorPagination,
    size_schema,
)
from creative_district.kernel.api.problems import Fault, InvalidParameters
from creative_district.kernel.api.schema import format_of, problems
from creative_district.kernel.api.views import OpenView
from creative_district.portal.changes import telling
from creative_district.portal.models import Change
from creative_district.portal.resources import resources

# What one request may look at: a second's work or so; the next one goes on.
AT_MOST = 400

logger = logging.getLogger(__name__)


class EntrySerializer(serializers.ModelSerializer):
    """What became of an item of a resource."""

    id = serializers.CharField(source="key", help_text="The item's permanent key.")
    updated_at = serializers.DateTimeField(default_timezone=UTC, read_only=True)
    url = serializers.SerializerMethodField(help_text="The item's address in the API.")

    class Meta:
        model = Change
        fields = ("resource", "id", "change", "updated_at", "url")

    def get_url(self, change: Change) -> str:
        """Return where the API tells of the item, or that it is gone."""
        name = resources()[change.resource]().model._meta.model_name
        return f"{settings.SITE_URL}{reverse(f'api:{name}-detail', args=[change.key])}"


class ChangesSerializer(serializers.Serializer):
    """A page of the feed."""

    next = serializers.URLField(help_text="Ask here for what comes after this page.")
    more = serializers.BooleanField(help_text="Whether there is more to read now.")
    results = EntrySerializer(many=True)


class ChangesView(OpenView):
    """What was created, updated, unpublished and deleted, in the order of commits."""

    def own_headers(self) -> tuple[str, ...]:
        return ("Link",)

    def parameters(self) -> tuple[str, ...]:
        return ("cursor", "page_size", "format")

    @extend_schema(
        operation_id="changes_list",
        parameters=[
            OpenApiParameter(
                "cursor",
                {"type": "string", "pattern": "^a[0-9]{1,18}$"},
                description="Where the page begins; follow `next`.",
            ),
            OpenApiParameter(
                "page_size", size_schema(), description="Entries on a page."
            ),
            format_of(["json"]),
        ],
        responses={HTTPStatus.OK: ChangesSerializer, **problems()},
    )
    def get(self, request: Request) -> Response:
        cursor, size, _counts = StableCursorPagination().read(request)
        since = self.place_of(cursor)
        is_told = told()
        entries = list(Change.objects.filter(pk__gt=since)[: size + 1])
        page, has_more = entries[:size], len(entries) > size
        until = page[-1].pk if page else since
        address = f"{settings.SITE_URL}{request.get_full_path()}"
        following = replace_query_param(
            address, "cursor", str(Cursor(is_forward=True, position=until))
        )
        body = {"next": following, "more": has_more or not is_told, "results": page}
        answer = Response(ChangesSerializer(body).data)
        answer.headers["Link"] = f'<{following}>; rel="next"'
        return answer

    def place_of(self, cursor: Cursor | None) -> int:
        """Return the number of the entry that was read last; 400 for an unknown one.

        A number that the feed has not reached was given out before a backup was put
        back: what was told since is not told again, so the mirror has to begin anew.
        """
        if cursor is None:
            return 0
        newest = Change.objects.order_by("-pk").values_list("pk", flat=True).first()
        if not cursor.is_forward or cursor.position > (newest or 0):
            # Translators: of the feed of changes
            detail = _("Not a cursor of this feed; begin without one.")
            raise InvalidParameters([Fault("cursor", detail)])
        return cursor.position


def told() -> bool:
    """Tell what waits; return whether all is told, which it is not where that fails."""
    try:
        return telling.tell(at_most=AT_MOST)
    except DatabaseError:
        logger.exception("The feed of changes could not be brought up to date")
        return False

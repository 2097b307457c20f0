"""The feed of changes, as the API answers it."""

import logging
import time
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from creative_district.kernel import clock
from creative_district.kernel.api.pagination import (
    Cursor,
    StableCursorPagination,
    size_schema,
)
from creative_district.kernel.api.problems import Fault, InvalidParameters
from creative_district.kernel.api.schema import format_of, problems
from creative_district.kernel.api.views import OpenView
from creative_district.portal.changes import telling
from creative_district.portal.changes.entries import ChangesSerializer
from creative_district.portal.changes.standing import standing
from creative_district.portal.front.moments import FRESH_FOR
from creative_district.portal.models import Change

# What one request may look at: a second's work or so; the next one goes on.
AT_MOST = 400

logger = logging.getLogger(__name__)


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
        stands = standing(now=timezone.now(), today=clock.today())
        since = self.place_of(cursor, stands.newest)
        is_told = stands.is_told or told()
        entries: list[Change] = []
        if not (stands.is_told and since == stands.newest):
            found = Change.objects.with_age().filter(pk__gt=since)
            entries = list(found[: size + 1])
        page, has_more = entries[:size], len(entries) > size
        if page:
            # What is kept elsewhere of before is forgotten by then: a follower who asks
            # for the item gets what is told here.
            time.sleep(max(FRESH_FOR - page[-1].age.total_seconds(), 0))
        until = page[-1].pk if page else since
        address = f"{settings.SITE_URL}{request.get_full_path()}"
        following = replace_query_param(
            address, "cursor", str(Cursor(is_forward=True, position=until))
        )
        body = {"next": following, "more": has_more or not is_told, "results": page}
        answer = Response(ChangesSerializer(body).data)
        answer.headers["Link"] = f'<{following}>; rel="next"'
        return answer

    def place_of(self, cursor: Cursor | None, newest: int) -> int:
        """Return the number of the entry that was read last; 400 for an unknown one.

        A number that the feed has not reached was given out before a backup was put
        back: what was told since is not told again, so the mirror has to begin anew.
        """
        if cursor is None:
            return 0
        if not cursor.is_forward or cursor.position > newest:
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

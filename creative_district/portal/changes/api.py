"""The feed of changes, as the API answers it."""

import logging
import time
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from creative_district.kernel import clock
from creative_district.kernel.api.pagination import size_schema
from creative_district.kernel.api.problems import Fault, InvalidParameters
from creative_district.kernel.api.schema import format_of, problems
from creative_district.kernel.api.views import OpenView
from creative_district.portal.changes import telling
from creative_district.portal.changes.bookmarks import (
    BOOKMARK,
    Bookmark,
    FeedPagination,
)
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
                {"type": "string", "pattern": f"^({BOOKMARK})$"},
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
        cursor, size, _counts = FeedPagination().read(request)
        read = cursor or Bookmark()
        stands = standing(today=clock.today())
        is_told = stands.is_told or told()
        is_all_read = stands.is_told and read == stands.newest
        entries = [] if is_all_read else entries_after(read, size + 1)
        page, has_more = entries[:size], len(entries) > size
        if page:
            # What is kept elsewhere of before is forgotten by then: a follower who asks
            # for the item gets what is told here.
            young = FRESH_FOR - page[-1].age.total_seconds()
            time.sleep(min(max(young, 0), FRESH_FOR))
        until = Bookmark.at(page[-1]) if page else read
        address = f"{settings.SITE_URL}{request.get_full_path()}"
        following = replace_query_param(address, "cursor", str(until))
        body = {"next": following, "more": has_more or not is_told, "results": page}
        answer = Response(ChangesSerializer(body).data)
        answer.headers["Link"] = f'<{following}>; rel="next"'
        return answer


def entries_after(read: Bookmark, most: int) -> list[Change]:
    """Return so many entries after a bookmark at most; 400 for one of no entry.

    It was given out before a backup was put back: what was told since is not told
    again, so the mirror has to begin anew.
    """
    found = Change.objects.with_age().filter(pk__gte=read.number)
    if not read.number:
        return list(found[:most])
    last, *entries = [*found[: most + 1]] or [None]
    if Bookmark.at(last) != read:
        # Translators: of the feed of changes
        detail = _("Not a cursor of this feed; begin without one.")
        raise InvalidParameters([Fault("cursor", detail)])
    return entries


def told() -> bool:
    """Tell what waits; return whether all is told, which it is not where that fails."""
    try:
        return telling.tell(at_most=AT_MOST)
    except DatabaseError:
        logger.exception("The feed of changes could not be brought up to date")
        return False

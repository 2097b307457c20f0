"""The two resources that a partner's program writes to.

What is written goes through the same services, and has the same effects, as what staff
save: history, translations, reminders.
"""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from actions.api.drafts import OwnDrafts, own
from actions.api.views import ActionViewSet, MilestoneViewSet
from actions.models import Milestone, Thrust
from actions.services import propose_action, reach_milestone
from creative_district.kernel import clock
from creative_district.kernel.api.bodies import refused
from creative_district.kernel.api.reader import api_address
from creative_district.portal.validators import tag_of
from creative_district.portal.writing import schema
from creative_district.portal.writing.bodies import ProposalBody, ReachedBody
from creative_district.portal.writing.idempotency import once
from creative_district.portal.writing.preconditions import (
    demand_condition,
    demand_match,
)
from partners.models import AccessToken, Partner
from programme.models import Programme

# What a version in the history has for its reason
REASON = "API: %s"


class Written(OwnDrafts):
    """A resource that tokens with the right to write may write to."""

    def writer(self) -> AccessToken:
        """Return the token that was shown, if it may write; else raise 401 or 403."""
        access = self.token()
        if access is None:
            raise NotAuthenticated
        if not access.may_write:
            # Translators: “Ce jeton ne donne pas le droit d’écrire.”
            raise PermissionDenied(_("This token does not let you write."))
        return access

    def day(self) -> dict[str, Any]:
        """Return the day on which the body is read."""
        return {"today": self.reader.today}

    def told(self, request: Request, record: Any, status: int) -> Response:
        """Return what GET answers for a record, rendered."""
        response: Any = Response(self.get_serializer(record).data, status=status)
        response.accepted_renderer = request.accepted_renderer
        response.accepted_media_type = request.accepted_media_type
        response.renderer_context = self.get_renderer_context()
        # Kept with the answer, which may be given again to who reads another language.
        response.headers["Content-Language"] = ", ".join(self.spoken())
        rendered: Response = response.render()
        return rendered


class MilestoneWriting(Written, MilestoneViewSet):
    """What is due or held on a date; the programmes' own unless `scope` asks."""

    http_method_names = [*MilestoneViewSet.http_method_names, "patch"]

    @schema.reaching
    def partial_update(self, request: Request, id: str) -> HttpResponse:  # noqa: A002 - the name in the address
        """Say when a milestone of the partner's own was reached."""
        access = self.writer()
        with transaction.atomic():
            milestone = self.held(access)
            demand_condition(request)
            seen = self.told(request, milestone, HTTPStatus.OK)
            demand_match(request, tag_of(seen.content))
            body = ReachedBody(
                data=request.data, context={"milestone": milestone, **self.day()}
            )
            on = body.taken()["reached_on"]
            if on != milestone.reached:
                milestone._change_reason = REASON % access
                reach_milestone(milestone=milestone, on=on)
            answer = self.told(request, self.get_object(), HTTPStatus.OK)
        answer.headers["ETag"] = tag_of(answer.content)
        return answer

    def held(self, access: AccessToken) -> Any:
        """Return the milestone, which nobody else writes until the transaction ends.

        404 and 410 as for GET; 403 for what is not the partner's own. The programme is
        locked first, as the ledger of reminders does.
        """
        found = self.get_object()
        mine = Milestone.objects.filter(own(access, Milestone), pk=found.pk)
        if not mine.exists():
            # Translators: “Ce jalon n’est pas celui du partenaire de ce jeton.”
            said = _("This milestone does not belong to the partner of this token.")
            raise PermissionDenied(said)
        programmes = Programme.objects.select_for_update(no_key=True)
        list(programmes.filter(pk=access.programme_id))
        list(Milestone.objects.select_for_update(no_key=True).filter(pk=found.pk))
        # Now as those left it who had it before.
        return self.get_object()


class ActionWriting(Written, ActionViewSet):
    """What the programmes do; their own unless `scope` asks for the context."""

    http_method_names = [*ActionViewSet.http_method_names, "post"]

    @schema.proposing
    def create(self, request: Request) -> HttpResponse:
        """Propose an action, which staff look through before it is public."""
        access = self.writer()
        return once(
            request._request,
            access,
            lambda: self.propose(request, access),
            now=timezone.now(),
        )

    def propose(self, request: Request, access: AccessToken) -> HttpResponse:
        """Make the action, and tell it as GET does."""
        programme = access.programme
        body = ProposalBody(
            data=request.data, context={**offers(programme), **self.day()}
        )
        try:
            action = propose_action(
                programme=programme,
                lead=access.partner,
                today=clock.today(),
                reason=REASON % access,
                **body.taken(),
            )
        except ValidationError as error:
            raise refused(error) from error
        shown = self.get_queryset().get(pk=action.pk)
        answer = self.told(request, shown, HTTPStatus.CREATED)
        answer.headers["Location"] = api_address(action)
        return answer


def offers(programme: Programme) -> dict[str, Any]:
    """Return what a proposal may name: languages, and public records by field."""
    return {
        "languages": programme.languages
        or [code for code, _name in settings.LANGUAGES],
        "offered": {
            "thrust": Thrust.objects.public().filter(programme=programme),
            "participants": Partner.objects.public(),
        },
    }

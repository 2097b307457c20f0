"""List and detail of thrusts, actions, milestones, indicators and spaces."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from actions import filters, vocabulary
from actions.api import serializers
from actions.api.drafts import OwnDrafts
from actions.calendar_entries import entry_of
from actions.calendar_file import event_of, subscription_pieces
from actions.models import Milestone
from creative_district.kernel.api.exports import file_of, made
from creative_district.kernel.api.problems import Fault, InvalidParameters
from creative_district.kernel.api.reader import languages
from creative_district.kernel.linked import Node, Words
from partners.api.views import PartnerViewSet, PlaceViewSet
from partners.models import Partner
from programme.api.views import ProgrammeViewSet, StatedViewSet


class CalendarRenderer(BaseRenderer):
    """iCalendar (RFC 5545), for a calendar to subscribe to: the list, on no pages."""

    is_exact = True
    media_type = "text/calendar"
    format = "ics"
    charset = "utf-8"
    unfit = ("bom", "count", "cursor", "page_size", "fields", "expand")


class ThrustViewSet(StatedViewSet):
    """The lines along which the programmes act."""

    serializer_class = serializers.ThrustSerializer
    filterset_class = filters.ThrustFilter
    optional = ("lead",)
    expansions = {"programme": ProgrammeViewSet, "lead": PartnerViewSet}

    def described(self, thrust: Any, words: Words) -> Node:
        return vocabulary.of_thrust(thrust, words)


class ActionViewSet(OwnDrafts):
    """What the programmes do; their own unless `scope` asks for the context."""

    serializer_class = serializers.ActionSerializer
    filterset_class = filters.ActionFilter
    optional = ("lead",)
    gathered = ("participants", *StatedViewSet.gathered)
    expansions = {
        "programme": ProgrammeViewSet,
        "thrust": ThrustViewSet,
        "lead": PartnerViewSet,
    }

    def get_queryset(self) -> QuerySet:
        participants = Prefetch("participants", Partner.objects.public())
        return super().get_queryset().prefetch_related(participants)

    def described(self, action: Any, words: Words) -> Node:
        partners = [self.shown(action, "lead"), *action.participants.all()]
        return vocabulary.of_action(action, partners, words)


class MilestoneViewSet(OwnDrafts):
    """What is due or held on a date; the programmes' own unless `scope` asks."""

    serializer_class = serializers.MilestoneSerializer
    filterset_class = filters.MilestoneFilter
    related = ("action__programme", "action__thrust")
    list_renderers = (*StatedViewSet.list_renderers, CalendarRenderer)
    optional = ("responsible_partner", "place")
    gathered = ("partners", *StatedViewSet.gathered)
    expansions = {
        "programme": ProgrammeViewSet,
        "action": ActionViewSet,
        "responsible_partner": PartnerViewSet,
        "place": PlaceViewSet,
    }

    def get_queryset(self) -> QuerySet:
        partners = Prefetch("partners", Partner.objects.public())
        return super().get_queryset().prefetch_related(partners)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Return a page, or the calendar of the whole list."""
        if isinstance(request.accepted_renderer, CalendarRenderer):
            return self.calendar(request)
        return super().list(request, *args, **kwargs)

    def calendar(self, request: Request) -> HttpResponseBase:
        """Return the calendar; it is in one language."""
        if self.reader.language is None:
            detail = _("A calendar is in one language.")
            raise InvalidParameters([Fault("lang", detail, languages()[:-1])])
        # Calendars show nothing of what is prefetched, nor which ones are drafts.
        listed: Any = self.filter_queryset(self.get_queryset())
        found = listed.public().prefetch_related(None)

        def event(milestone: Milestone) -> bytes:
            return event_of(entry_of(milestone, today=self.reader.today))

        def content() -> Iterator[bytes]:
            events = made(found, event, translation.get_language())
            return subscription_pieces(events, name=_("Milestones"))

        return file_of(request, "milestones", content, is_kept=False)

    def described(self, milestone: Any, words: Words) -> Node:
        return vocabulary.of_milestone(
            milestone,
            self.shown(milestone, "responsible_partner"),
            milestone.partners.all(),
            self.shown(milestone, "place"),
            words,
        )


class IndicatorViewSet(StatedViewSet):
    """What is measured; the programmes' own unless `scope` asks."""

    serializer_class = serializers.IndicatorSerializer
    filterset_class = filters.IndicatorFilter
    optional = ("partner",)
    gathered = ("readings", *StatedViewSet.gathered)
    expansions = {
        "programme": ProgrammeViewSet,
        "action": ActionViewSet,
        "partner": PartnerViewSet,
    }

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().prefetch_related("readings")

    def described(self, indicator: Any, words: Words) -> Node:
        return vocabulary.of_indicator(indicator, words)


class SpaceViewSet(StatedViewSet):
    """The places to work or meet that actions built networks of."""

    serializer_class = serializers.SpaceSerializer
    filterset_class = filters.SpaceFilter
    optional = ("place",)
    expansions = {
        "programme": ProgrammeViewSet,
        "place": PlaceViewSet,
        "action": ActionViewSet,
    }

    def described(self, space: Any, words: Words) -> Node:
        return vocabulary.of_space(space, self.shown(space, "place"), words)

"""List and detail of thrusts, actions, milestones, indicators and spaces."""

from django.db.models import Prefetch, QuerySet

from actions import filters
from actions.api import serializers
from actions.api.drafts import OwnDrafts
from partners.api.views import PartnerViewSet, PlaceViewSet
from partners.models import Partner
from programme.api.views import ProgrammeViewSet, StatedViewSet


class ThrustViewSet(StatedViewSet):
    """The lines along which the programmes act."""

    serializer_class = serializers.ThrustSerializer
    filterset_class = filters.ThrustFilter
    optional = ("lead",)
    expansions = {"programme": ProgrammeViewSet, "lead": PartnerViewSet}


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


class MilestoneViewSet(OwnDrafts):
    """What is due or held on a date; the programmes' own unless `scope` asks."""

    serializer_class = serializers.MilestoneSerializer
    filterset_class = filters.MilestoneFilter
    related = ("action__programme", "action__thrust")
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

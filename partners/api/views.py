"""List and detail of partners and places."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from creative_district.kernel.api.views import RecordViewSet
from creative_district.kernel.linked import Node, Words
from partners import filters, vocabulary
from partners.api import serializers
from partners.models import Membership
from programme.api.views import StatedViewSet


class PartnerViewSet(StatedViewSet):
    """The organisations that carry the programmes out."""

    serializer_class = serializers.PartnerSerializer
    filterset_class = filters.PartnerFilter
    optional = ("place",)
    gathered = ("memberships__programme", *StatedViewSet.gathered)

    def get_queryset(self) -> QuerySet:
        told = Membership.objects.public().select_related("programme")
        memberships: Any = Prefetch("memberships", told)
        return super().get_queryset().prefetch_related(memberships)

    def described(self, partner: Any, words: Words) -> Node:
        programmes = serializers.programmes_of(partner)
        place = self.shown(partner, "place")
        return vocabulary.of_partner(partner, programmes, place, words)


class PlaceViewSet(RecordViewSet):
    """Towns, and well-known sites in them."""

    serializer_class = serializers.PlaceSerializer
    filterset_class = filters.PlaceFilter

    def described(self, place: Any, words: Words) -> Node:
        return vocabulary.of_place(place, words)

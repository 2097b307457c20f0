"""How partners and places are written."""

from rest_framework import serializers

from creative_district.kernel.api.serializers import PlainSerializer, RecordSerializer
from partners.models import Membership, Partner, Place
from programme.api.provenance import StatedSerializer
from programme.models import Programme


class PlaceSerializer(RecordSerializer):
    """A town, or a well-known site in one."""

    class Meta:
        model = Place
        fields = ("name", "country", "latitude", "longitude", "note")


class MembershipSerializer(PlainSerializer):
    """What a partner is to a programme."""

    class Meta:
        model = Membership
        fields = ("programme", "role", "task")


def programmes_of(partner: Partner) -> list[Programme]:
    """Return the public programmes of a partner, that which opens the site first."""
    programmes = [part.programme for part in partner.memberships.all()]
    return sorted(programmes, key=lambda programme: not programme.is_home)


class PartnerSerializer(StatedSerializer):
    """An organisation that takes part in one programme or more."""

    also_known_as = serializers.ListField(child=serializers.CharField(), read_only=True)
    memberships = MembershipSerializer(many=True, read_only=True)

    class Meta:
        model = Partner
        fields = (
            "name",
            "short_name",
            "acronym",
            "also_known_as",
            "kind",
            "unit",
            "place",
            "postal_address",
            "website",
            "founded",
            "later",
            "memberships",
            "provenance",
        )

    def page_of(self, partner: Partner) -> str | None:
        """Return its page in the district that the site opens with, else in another."""
        path: str = programmes_of(partner)[0].page(
            "partner-detail", slug=str(partner.slug)
        )
        return path

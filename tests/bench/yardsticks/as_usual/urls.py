"""Serializers, filter and views, and their addresses."""

from typing import Any

from django.urls import include, path
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.routers import DefaultRouter
from rest_framework.viewsets import ReadOnlyModelViewSet

from actions.models import Action, Thrust
from actions.phases import phase_of
from creative_district.kernel import clock
from partners.models import Partner
from programme.models import Programme, Source, Statement


class Words(serializers.Field):
    """A translated text in the reader's language."""

    def to_representation(self, value: Any) -> str | None:
        return str(value) or None


class PartialDateSerializer(serializers.Serializer):
    """A date as far as it is known."""

    value = serializers.CharField()
    precision = serializers.CharField()
    earliest = serializers.DateField()
    latest = serializers.DateField()
    status = serializers.CharField()
    confidence = serializers.CharField()


def brief(kind: Any, named: Any) -> Any:
    """Return the serializer of a related item: id, name and address."""

    class Brief(serializers.ModelSerializer):
        id = serializers.CharField(source="key")
        name = named
        url = serializers.HyperlinkedIdentityField(
            view_name=f"{kind._meta.model_name}-detail", lookup_field="key"
        )

        class Meta:
            model = kind
            fields = ["id", "name", "url"]

    return Brief


ProgrammeSerializer = brief(Programme, Words())
ThrustSerializer = brief(Thrust, Words(source="title"))
PartnerSerializer = brief(Partner, Words())
SourceSerializer = brief(Source, serializers.CharField(source="title"))


class StatementSerializer(serializers.ModelSerializer):
    """What supports a field."""

    note = Words()
    sources = SourceSerializer(many=True)

    class Meta:
        model = Statement
        fields = ["field", "status", "confidence", "note", "sources"]


class ActionSerializer(serializers.HyperlinkedModelSerializer):
    """An action."""

    id = serializers.CharField(source="key")
    html_url = serializers.SerializerMethodField()
    programme = ProgrammeSerializer()
    thrust = ThrustSerializer()
    title = Words()
    short_title = Words()
    summary = Words()
    outcome = Words()
    reusable = Words()
    lead = PartnerSerializer()
    participants = PartnerSerializer(many=True)
    start = PartialDateSerializer()
    end = PartialDateSerializer()
    state = serializers.SerializerMethodField()
    provenance = StatementSerializer(source="statements", many=True)

    class Meta:
        model = Action
        fields = [
            "id",
            "url",
            "html_url",
            "programme",
            "scope",
            "thrust",
            "title",
            "short_title",
            "summary",
            "outcome",
            "reusable",
            "lead",
            "participants",
            "start",
            "end",
            "state",
            "completion",
            "is_featured",
            "provenance",
            "updated_at",
        ]
        extra_kwargs = {"url": {"lookup_field": "key"}}

    def get_html_url(self, action: Action) -> str:
        """Return where people read of it; these addresses are not served here."""
        address: str = self.context["request"].build_absolute_uri(
            f"/fr/actions/{action.slug}/"
        )
        return address

    def get_state(self, action: Action) -> str:
        """Return where it stands today."""
        return phase_of(action.start, action.end, today=clock.today())


class ActionFilter(filters.FilterSet):
    """Actions by what they belong to."""

    programme = filters.CharFilter(field_name="programme__key")
    thrust = filters.CharFilter(field_name="thrust__key")
    lead = filters.CharFilter(field_name="lead__key")

    class Meta:
        model = Action
        fields = ["programme", "thrust", "lead", "scope", "completion"]


class ActionViewSet(ReadOnlyModelViewSet):
    """Published actions."""

    queryset = (
        Action.objects.public()
        .filter(scope="own")
        .select_related("programme", "thrust", "lead")
        .prefetch_related("participants", "statements__sources")
        .order_by("pk")
    )
    serializer_class = ActionSerializer
    filterset_class = ActionFilter
    search_fields = ["title", "short_title", "summary", "outcome"]
    lookup_field = "key"


def related(kind: Any) -> Any:
    """Return the view that the address of a related item leads to."""

    class ViewSet(ReadOnlyModelViewSet):
        queryset = kind.objects.public()
        serializer_class = brief(kind, serializers.CharField(source="key"))
        lookup_field = "key"

    return ViewSet


router = DefaultRouter()
router.register("actions", ActionViewSet)
for prefix, kind in (
    ("programmes", Programme),
    ("thrusts", Thrust),
    ("partners", Partner),
    ("sources", Source),
):
    router.register(prefix, related(kind))
urlpatterns: list[Any] = [path("api/v1/", include(router.urls))]

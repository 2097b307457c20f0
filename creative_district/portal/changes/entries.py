"""A page of the feed and its entries, as the API and webhooks tell them."""

from datetime import UTC

from django.conf import settings
from django.urls import reverse
from rest_framework import serializers

from creative_district.portal.models import Change
from creative_district.portal.resources import resources


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

"""What partners read of their own before it is public."""

from typing import Any

from django.db.models import Q, QuerySet

from actions.models import Action, Milestone
from creative_district.kernel.record import Record, is_public, is_readable
from creative_district.kernel.rights import flag
from partners.models import AccessToken
from programme.api.views import StatedViewSet

# How a record leads to the partners whose own it is, as for partner editors
OWNERS: dict[type[Record], tuple[str, ...]] = {
    Action: ("lead",),
    Milestone: ("action__lead", "responsible_partner"),
}


def own(access: AccessToken, model: type[Record], prefix: str = "") -> Q:
    """Match what is the partner's own in the district of its token."""
    found = Q(pk__in=[])
    for path in OWNERS.get(model, ()):
        mine = {f"{prefix}{path}": access.partner_id}
        found |= Q(**mine, **{f"{prefix}programme": access.programme_id})
    return found


class OwnDrafts(StatedViewSet):
    """Records of which a partner also reads what is its own and not public yet."""

    def token(self) -> AccessToken | None:
        """Return the token that was shown; None for the public, and without request."""
        request = getattr(self, "request", None)
        access: AccessToken | None = getattr(request, "auth", None)
        return access

    def readable(self) -> QuerySet:
        access = self.token()
        if access is None or self.is_linked:
            return super().readable()
        rows: QuerySet = self.model.objects.filter(
            is_readable(self.model, lambda kind, prefix: own(access, kind, prefix))
        )
        marked: QuerySet = rows.annotate(is_shown=flag(is_public(self.model)))
        return marked

    def get_serializer_context(self) -> dict[str, Any]:
        is_told = self.token() is not None or getattr(self, "swagger_fake_view", False)
        return {**super().get_serializer_context(), "tells_publication": is_told}

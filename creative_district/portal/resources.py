"""The resources of the API: where each is, and the view that answers for it."""

from typing import Any

from rest_framework.routers import SimpleRouter

from actions.api import views as actions
from creative_district.kernel.api.views import RecordViewSet
from creative_district.portal.writing import endpoints as writing
from partners.api import views as partners
from programme.api import views as programme

# Parents stand before what belongs to them: the feed tells them in this order.
router = SimpleRouter()
router.register("programmes", programme.ProgrammeViewSet, "programme")
router.register("thrusts", actions.ThrustViewSet, "thrust")
router.register("partners", partners.PartnerViewSet, "partner")
router.register("actions", writing.ActionWriting, "action")
router.register("milestones", writing.MilestoneWriting, "milestone")
router.register("indicators", actions.IndicatorViewSet, "indicator")
router.register("spaces", actions.SpaceViewSet, "space")
router.register("places", partners.PlaceViewSet, "place")
router.register("sources", programme.SourceViewSet, "source")
router.register("news", programme.NewsViewSet, "news")
router.register("documents", programme.DocumentViewSet, "document")


def resources() -> dict[str, type[RecordViewSet]]:
    """Return each resource's view, by its name in addresses."""
    registered: Any = router.registry
    return {name: view for name, view, _basename in registered}

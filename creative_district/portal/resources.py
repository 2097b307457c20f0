"""The resources of the API: where each is, and the view that answers for it."""

from typing import Any

from rest_framework.routers import SimpleRouter

from actions.api import views as actions
from creative_district.kernel.api.views import RecordViewSet
from creative_district.portal.stored import stored
from creative_district.portal.writing import endpoints as writing
from partners.api import views as partners
from programme.api import views as programme

# Parents stand before what belongs to them: the feed tells them in this order.
router = SimpleRouter()
router.register("programmes", stored(programme.ProgrammeViewSet), "programme")
router.register("thrusts", stored(actions.ThrustViewSet), "thrust")
router.register("partners", stored(partners.PartnerViewSet), "partner")
router.register("actions", stored(writing.ActionWriting), "action")
router.register("milestones", stored(writing.MilestoneWriting), "milestone")
router.register("indicators", stored(actions.IndicatorViewSet), "indicator")
router.register("spaces", stored(actions.SpaceViewSet), "space")
router.register("places", stored(partners.PlaceViewSet), "place")
router.register("sources", stored(programme.SourceViewSet), "source")
router.register("news", stored(programme.NewsViewSet), "news")
router.register("documents", stored(programme.DocumentViewSet), "document")


def resources() -> dict[str, type[RecordViewSet]]:
    """Return each resource's view, by its name in addresses."""
    registered: Any = router.registry
    return {name: view for name, view, _basename in registered}

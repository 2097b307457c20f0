"""The list of partners, and the page of one."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.views.generic import TemplateView

from creative_district.kernel.record import RecordQuerySet
from creative_district.kernel.translated import sorted_by
from partners.models import Membership, Partner, Place
from programme.views.district import DistrictMixin, RecordPageMixin


class PartnerListView(DistrictMixin, TemplateView):
    """Who carries the programme out."""

    template_name = "partner_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        members = list(
            self.programme.memberships.public()
            .select_related("partner")
            .prefetch_related(Prefetch("partner__place", Place.objects.public()))
        )
        associate = Membership.Role.ASSOCIATE
        return super().get_context_data(
            **kwargs,
            members=[each for each in members if each.role != associate],
            associates=[each for each in members if each.role == associate],
        )


class PartnerDetailView(RecordPageMixin, TemplateView):
    """A partner: what it is, what it does in the programme, what became of it."""

    template_name = "partner_detail.html"

    def get_queryset(self) -> RecordQuerySet:
        found: RecordQuerySet = Partner.objects.of(self.programme).prefetch_related(
            Prefetch("place", Place.objects.public())
        )
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        partner: Partner = self.record
        self.provenance.load([partner])
        return super().get_context_data(
            **kwargs,
            partner=partner,
            membership=self.programme.memberships.get(partner=partner),
            led=self._actions(partner.led_actions),
            joined=self._actions(partner.actions),
        )

    def _actions(self, actions: Any) -> QuerySet:
        own = actions.shown(self.previewed).own().filter(programme=self.programme)
        found: QuerySet = own.select_related("programme", "thrust").order_by(
            sorted_by("title"), "key"
        )
        return found

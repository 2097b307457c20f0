"""The story of a programme."""

from itertools import groupby
from typing import Any

from django.db.models import Prefetch
from django.views.generic import TemplateView

from programme.models import Discrepancy, Passage, Source
from programme.views.district import DistrictMixin


class ProgrammeView(DistrictMixin, TemplateView):
    """How the district came about, what it aimed at, and what is not known of it."""

    template_name = "programme.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        passages = list(Passage.objects.public().filter(programme=self.programme))
        discrepancies = (
            Discrepancy.objects.public()
            .filter(programme=self.programme)
            .prefetch_related("accounts", Prefetch("sources", Source.objects.public()))
        )
        twins = self.twins
        self.provenance.load([self.programme, *twins], passages)
        by_kind = {
            kind: list(group) for kind, group in groupby(passages, lambda p: p.kind)
        }
        return super().get_context_data(
            **kwargs,
            story=by_kind.get(Passage.Kind.STORY, []),
            objectives=by_kind.get(Passage.Kind.OBJECTIVE, []),
            outcomes=by_kind.get(Passage.Kind.OUTCOME, []),
            variants=by_kind.get(Passage.Kind.VARIANT, []),
            terms=by_kind.get(Passage.Kind.TERM, []),
            gaps=by_kind.get(Passage.Kind.GAP, []),
            discrepancies=discrepancies,
            members=self.programme.memberships.public().select_related("partner"),
            twins=twins,
        )

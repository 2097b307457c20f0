"""The story of a programme, and what is still open about it."""

from itertools import groupby
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.views.generic import TemplateView

from programme.models import Discrepancy, Passage, Source
from programme.views.district import DistrictMixin


class ProgrammeView(DistrictMixin, TemplateView):
    """How the district came about, what it aimed at, and what came of it."""

    template_name = "programme.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        passages = Passage.objects.public().filter(programme=self.programme)
        told = list(passages.exclude(kind__in=Passage.OPEN))
        twins = self.twins
        self.provenance.load([self.programme, *twins], told)
        kinds = by_kind(told)
        open_count = passages.filter(kind__in=Passage.OPEN).count()
        return super().get_context_data(
            **kwargs,
            story=kinds.get(Passage.Kind.STORY, []),
            objectives=kinds.get(Passage.Kind.OBJECTIVE, []),
            outcomes=kinds.get(Passage.Kind.OUTCOME, []),
            terms=kinds.get(Passage.Kind.TERM, []),
            open_count=open_count + discrepancies_of(self).count(),
            members=self.programme.memberships.public().select_related("partner"),
            twins=twins,
        )


class OpenQuestionsView(DistrictMixin, TemplateView):
    """Where the sources of a district disagree, and what none of them tells."""

    template_name = "open_questions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        passages = list(
            Passage.objects.public().filter(
                programme=self.programme, kind__in=Passage.OPEN
            )
        )
        self.provenance.load(passages)
        kinds = by_kind(passages)
        return super().get_context_data(
            **kwargs,
            variants=kinds.get(Passage.Kind.VARIANT, []),
            gaps=kinds.get(Passage.Kind.GAP, []),
            discrepancies=discrepancies_of(self).prefetch_related(
                "accounts", Prefetch("sources", Source.objects.public())
            ),
        )


def by_kind(passages: list[Passage]) -> dict[str, list[Passage]]:
    """Return passages, in their own order, by their kind."""
    return {kind: list(group) for kind, group in groupby(passages, lambda p: p.kind)}


def discrepancies_of(view: DistrictMixin) -> QuerySet:
    """Return where the sources of the page's district disagree."""
    found: QuerySet = Discrepancy.objects.public().filter(programme=view.programme)
    return found

"""The list of actions, and the page of one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.views.generic import ListView, TemplateView

from actions.filters import ActionFilter
from actions.models import Action, Indicator, Milestone, Space
from actions.phases import Phase, phase_of
from actions.plan.lanes import Mark
from actions.plan.words import counted_in_words
from actions.views.chips import chips, ways_out
from actions.views.facets import Facets
from actions.views.plots import Ground, slots
from actions.views.unknowns import unknowns
from creative_district.kernel.record import RecordQuerySet, Scope
from creative_district.kernel.translated import sorted_by
from partners.models import Partner, Place
from programme.models import Discrepancy, Document, News, Picture, Source
from programme.views.district import DistrictMixin, RecordPageMixin
from programme.views.paging import PagedMixin


class ActionListView(PagedMixin, DistrictMixin, ListView):
    """A district's actions; whatever the query string does not mean is ignored."""

    template_name = "action_list.html"
    context_object_name = "actions"

    def get_queryset(self) -> QuerySet:
        actions = Action.objects.public().filter(programme=self.programme)
        self.filters = ActionFilter(self.request.GET, actions, today=self.today)
        self.filters.form.is_valid()
        found: Any = self.filters.filter_queryset(actions)
        listed: QuerySet = found.for_lists(self.today)
        return listed.order_by(sorted_by("title"), "key")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.filters.form.cleaned_data
        thrusts = list(self.programme.thrusts.public())
        partners = list(
            Partner.objects.public().of(self.programme).order_by(sorted_by("name"))
        )
        labels: dict[str, dict[Any, Any]] = {
            "q": {asked.get("q", ""): asked.get("q", "")},
            "thrust": {each.key: each.label for each in thrusts},
            "partner": {each.key: each for each in partners},
            "state": dict(Phase.choices),
            "scope": dict(Scope.choices),
        }
        every = Action.objects.public().filter(programme=self.programme)
        facets = Facets(self.filters, every, self.today)
        context = super().get_context_data(**kwargs)
        plots = Ground(self.programme, self.today).plots(context["actions"])
        return context | {
            "asked": asked,
            "thrusts": [(each, facets.thrust[each.key]) for each in thrusts],
            "partners": [(each, facets.partner[each.key]) for each in partners],
            "phases": [(*each, facets.state[each[0]]) for each in Phase.choices],
            "scopes": [(*each, facets.scope[each[0]]) for each in Scope.choices],
            "chips": chips(self.request.GET, labels),
            "ways_out": [] if plots else ways_out(self.request.GET, labels, facets),
            "plots": plots,
            "slots": slots(plots),
            "as_houses": self.request.GET.get("view") == "houses",
            "file_query": self._file_query(),
        }

    def _file_query(self) -> str:
        """Return the query string of a file of the rows of every page."""
        asked = self.request.GET.copy()
        for name in ("page", "view"):
            asked.pop(name, None)
        return asked.urlencode()


class ActionDetailView(RecordPageMixin, TemplateView):
    """An action: what is known of it, how well, and what is not."""

    template_name = "action_detail.html"

    def get_queryset(self) -> RecordQuerySet:
        actions = Action.objects.filter(programme=self.programme)
        pictures = Picture.objects.shown(self.previewed).select_related("rendering")
        found: RecordQuerySet = actions.for_lists(
            self.today, self.previewed
        ).prefetch_related(Prefetch("picture", pictures))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        action: Action = self.record
        milestones = list(
            Milestone.objects.shown(self.previewed)
            .filter(action=action)
            .select_related("programme", "action")
            .prefetch_related(Prefetch("place", Place.objects.public()))
            .order_by("due", "key")
        )
        indicators = list(
            Indicator.objects.shown(self.previewed)
            .filter(action=action)
            .prefetch_related("readings")
        )
        plot = Ground(self.programme, self.today, self.previewed).plot(
            action, milestones
        )
        own = plot.row.marks
        around = [
            Mark.of(each, plot.outlook)
            for each in milestones
            if each not in {mark.milestone for mark in own}
        ]
        self.provenance.load([action], milestones, indicators)
        discrepancies = list(
            Discrepancy.objects.shown(self.previewed)
            .filter(actions=action)
            .prefetch_related("accounts", Prefetch("sources", Source.objects.public()))
        )
        told = (action.outcome, action.reusable, milestones, indicators, discrepancies)
        street = (
            Action.objects.shown(self.previewed)
            .filter(programme=self.programme, thrust=action.thrust, scope=action.scope)
            .select_related("programme")
        )
        return super().get_context_data(
            **kwargs,
            action=action,
            plot=plot,
            slots=slots([plot]),
            phase=phase_of(action.start, action.end, today=self.today),
            unknowns=unknowns(action),
            is_bare=not any(told),
            milestones=[mark.milestone for mark in own],
            marks=own,
            counts=counted_in_words(mark.standing for mark in own),
            first_ahead=_first_ahead(own, self.today),
            around=around,
            indicators=indicators,
            space_count=Space.objects.shown(self.previewed)
            .filter(action=action)
            .count(),
            participants=action.participants.shown(self.previewed).order_by(
                sorted_by("name")
            ),
            discrepancies=discrepancies,
            news=News.objects.shown(self.previewed)
            .filter(actions=action)
            .select_related("programme"),
            documents=Document.objects.shown(self.previewed)
            .filter(actions=action)
            .select_related("programme"),
            previous=street.before(action).first(),
            following=street.after(action).first(),
        )


def _first_ahead(marks: Sequence[Mark], today: date) -> Mark | None:
    """Return the first milestone that is to come, if any has passed before it."""
    coming = [mark for mark in marks if mark.milestone.due.earliest >= today]
    return coming[0] if coming and coming != list(marks) else None

"""How much of a district's calendar there is, counted by the database."""

from collections import Counter, defaultdict
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from actions.models import Action, Milestone
from actions.plan.lanes import Counted, Outlook
from creative_district.kernel.dates import Confidence, Status
from creative_district.kernel.record import Scope
from creative_district.portal.calendar.selection import Selection
from creative_district.portal.calendar.sorting import standing

FIRM = f"/{Status.ACTUAL}/{Confidence.HIGH}"


class Tally:
    """The counts of a selection, the same as of its rows and marks (2 queries).

    `lanes` by the thrust's primary key, None for the whole district.
    """

    def __init__(self, selection: Selection, outlook: Outlook) -> None:
        self._outlook = outlook
        self.standings: Counter[str] = Counter()
        self.action_count = self.attested_count = self.outside_count = 0
        counts: dict[int | None, Counter[str]] = defaultdict(Counter)
        for thrust, found, attested in self._of_actions(selection):
            counts[thrust]["actions"] = found
            self.action_count += found
            self.attested_count += attested
        for row in self._of_milestones(selection.milestones().own()):
            found = row["found"]
            self.standings[row["standing"]] += found
            self.outside_count += found * (row["side"] != "inside")
            counts[row["street"]]["milestones"] += found
            if row["is_loose"]:
                counts[row["street"]]["loose"] += found
                counts[row["street"]][row["side"]] += found
        self.lanes = {
            thrust: Counted(**{field: of_street[field] for field in Counted._fields})
            for thrust, of_street in counts.items()
        }

    def _of_actions(self, selection: Selection) -> Any:
        """Count actions by thrust: all, and those attested in the month looked from."""
        month, axis = self._outlook.column, self._outlook.axis
        reached = Milestone.objects.shown(selection.previewed).filter(
            scope=Scope.OWN,
            action=OuterRef("pk"),
            reached__grade__endswith=FIRM,
            reached__earliest__gte=axis.start.first,
            reached__latest__lte=axis.end.last,
        )
        starts = Q(start__grade__endswith=FIRM)
        ends = Q(end__grade__endswith=FIRM)
        until = (
            (starts & Q(start__latest__lte=month.last))
            | (ends & Q(end__latest__lte=month.last))
            | Exists(reached.filter(reached__latest__lte=month.last))
        )
        since = (
            (starts & Q(start__earliest__gte=month.first))
            | (ends & Q(end__earliest__gte=month.first))
            | (starts & Q(end=None, completion=Action.Completion.CONTINUED))
            | Exists(reached.filter(reached__earliest__gte=month.first))
        )
        return (
            selection.actions()
            .own()
            .order_by()
            .values("thrust")
            .annotate(
                found=Count("pk"), attested=Count("pk", filter=Q(until) & Q(since))
            )
            .values_list("thrust", "found", "attested")
        )

    def _of_milestones(self, milestones: QuerySet) -> Any:
        """Count milestones by street, place and standing."""
        axis, is_of_action = self._outlook.axis, Q(action__scope=Scope.OWN)
        return (
            milestones.order_by()
            .annotate(
                street=Case(
                    When(is_of_action, then=F("action__thrust")), default=F("thrust")
                ),
                is_loose=Case(When(is_of_action, then=Value(0)), default=Value(1)),
                side=Case(
                    When(due__latest__lt=axis.start.first, then=Value("before")),
                    When(due__earliest__gt=axis.end.last, then=Value("after")),
                    default=Value("inside"),
                ),
                standing=standing(self._outlook.today),
            )
            .values("street", "is_loose", "side", "standing")
            .annotate(found=Count("pk"))
        )

"""Phases and progress: the pure rule and the query say the same."""

from datetime import date

import pytest

from actions.models import Action, Milestone
from actions.phases import Phase, Progress, phase_of, progress_of
from creative_district.kernel.dates import Status
from tests.factories import make_action, make_milestone, on

TODAY = date(2014, 6, 30)
DATES = [
    None,
    on("2013-01"),
    on("2014-06"),
    on("2014-06-30"),
    on("2014-Q2"),
    on("2014-07-01"),
    on("2015"),
]


@pytest.mark.parametrize(
    ("start", "end", "phase"),
    [
        (None, None, Phase.UNKNOWN),
        (None, on("2014-05-23"), Phase.ENDED),
        (on("2014-06-16"), None, Phase.UNKNOWN),
        (on("2014-07"), None, Phase.AHEAD),
        (on("2013-01"), on("2014-06"), Phase.RUNNING),
        (on("2014-06"), on("2014"), Phase.RUNNING),
        (on("2014"), on("2015"), Phase.UNKNOWN),
    ],
)
def test_phase_is_what_the_dates_certify(start, end, phase):
    assert phase_of(start, end, today=TODAY) == phase


def test_query_by_phase_agrees_with_the_rule(db):
    spans = [
        (start, end)
        for start in DATES
        for end in DATES
        if not (start and end) or start.earliest <= end.latest
    ]
    for start, end in spans:
        make_action(start=start, end=end)

    for phase in Phase:
        found = Action.objects.in_phase(phase, TODAY)
        expected = [
            action.pk
            for action in Action.objects.all()
            if phase_of(action.start, action.end, today=TODAY) == phase
        ]
        assert sorted(a.pk for a in found) == sorted(expected)


def test_query_by_progress_agrees_with_the_rule(db):
    for due in DATES[1:]:
        for reached in (None, due, on("2014-06-30"), on("2014-06-29")):
            make_milestone(due=due, reached=reached)
        make_milestone(due=due.graded(Status.PLANNED, due.confidence))
        make_milestone(due=due, cancelled_on=date(2014, 6, 30))
        make_milestone(due=due, cancelled_on=date(2014, 7, 1))

    for progress in Progress:
        found = Milestone.objects.in_progress(progress, TODAY)
        expected = [
            row.pk
            for row in Milestone.objects.all()
            if progress
            == progress_of(
                row.due,
                reached=row.reached,
                cancelled_on=row.cancelled_on,
                today=TODAY,
            )
        ]
        assert sorted(m.pk for m in found) == sorted(expected)


def test_reached_counts_from_the_end_of_its_last_day():
    due = on("2014-06-30")

    assert progress_of(due, reached=due, today=date(2014, 6, 30)) == Progress.DUE
    assert progress_of(due, reached=due, today=date(2014, 7, 1)) == Progress.REACHED


def test_what_was_only_announced_is_never_late():
    due = on("2014-10-01", status=Status.PLANNED)

    assert progress_of(due, today=date(2026, 1, 1)) == Progress.ANNOUNCED

"""The words of a reminder: pure."""

import pytest
from django.utils import translation

from actions.reminders import wording
from actions.reminders.vocabulary import Cause
from tests.factories import on


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2014-06-16", "on 16 June 2014"),
        ("2013-11-05/2013-11-15", "from 5 November to 15 November 2013"),
        ("2014-12-30/2015-01-02", "from 30 December 2014 to 2 January 2015"),
        ("2015-07", "in July 2015"),
        ("2014-Q4", "in the fourth quarter of 2014"),
        ("2014", "in 2014"),
    ],
)
def test_a_date_is_said_as_exactly_as_it_is_known(written, words):
    assert wording.when(on(written)) == words


@pytest.mark.parametrize(
    ("cause", "written", "days", "words"),
    [
        (Cause.RULE, "2014-08-31", 30, "30 days"),
        (Cause.RULE, "2014-08-31", 1, "1 day"),
        (Cause.RULE, "2014-08-31", 0, "Today"),
        (Cause.RULE, "2014-08", 0, "Last day"),
        (Cause.RULE, "2014-08-31", -1, "1 day late"),
        (Cause.RULE, "2014-08-31", -14, "14 days late"),
        (Cause.MOVED, "2014-08-31", 30, "Date changed"),
        (Cause.CANCELLED, "2014-08-31", 30, "Cancelled"),
    ],
)
def test_a_subject_begins_with_what_matters(cause, written, days, words):
    assert wording.mark(cause, on(written), days) == words


@pytest.mark.parametrize(
    ("written", "days", "words"),
    [
        (
            "2014-08-31",
            30,
            "The milestone {what} is due on 31 August 2014, in 30 days.",
        ),
        ("2014-08-31", 0, "The milestone {what} is due on 31 August 2014, today."),
        (
            "2014-08-31",
            -3,
            "The milestone {what} was due on 31 August 2014, 3 days ago.",
        ),
        (
            "2014-08",
            1,
            (
                "The milestone {what} is due in August 2014. "
                "The last day for it is in 1 day."
            ),
        ),
        (
            "2014-08",
            -3,
            "The milestone {what} was due in August 2014. Its last day was 3 days ago.",
        ),
    ],
)
def test_the_sentence_says_when_and_how_far_off(written, days, words):
    due = on(written)

    assert wording.sentence(cause=Cause.RULE, due=due, days=days, before=None) == words


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (
            None,
            (
                "The date of the milestone {what} has changed: it is now due on "
                "30 September 2014 (in 2 days)."
            ),
        ),
        (
            on("2014-08"),
            (
                "The date of the milestone {what} has changed: it was due in August "
                "2014, it is now due on 30 September 2014 (in 2 days)."
            ),
        ),
    ],
)
def test_a_change_names_the_date_that_was_known(before, words):
    due = on("2014-09-30")

    assert wording.sentence(cause=Cause.MOVED, due=due, days=2, before=before) == words


def test_the_next_step_depends_on_what_befell():
    steps = {
        wording.next_step(cause, days)
        for cause, days in (
            (Cause.RULE, 30),
            (Cause.RULE, 0),
            (Cause.RULE, -3),
            (Cause.MOVED, 30),
            (Cause.CANCELLED, 30),
        )
    }

    assert len(steps) == 4


def test_rules_are_said_in_their_order():
    said = list(wording.why(programme="District", partner="", offsets=[3, 0, -30, -1]))

    assert said == [
        "You receive this message as staff of the programme District.",
        "Reminders go out: 30 days before, 1 day before, on the day, 3 days after.",
        "This portal claims no official status.",
    ]

import pytest
from django.utils.translation import override

from actions.phases import Progress
from actions.plan.words import counted_in_words, period_in_words
from creative_district.kernel.dates import Confidence, Status
from programme.grade import Grade
from tests.factories import on

ANNOUNCED = on("2012-10-15").graded(Status.PLANNED, Confidence.HIGH)


@pytest.mark.parametrize(
    ("start", "end", "milestones", "words"),
    [
        (on("2013-01"), on("2015-07"), [], "January 2013 – July 2015"),
        (on("2013-11-07"), on("2013-11-07"), [], "7 November 2013"),
        (
            ANNOUNCED,
            on("2012-10-16"),
            [],
            "15 October 2012 (announced) – 16 October 2012",
        ),
        (on("2013-11-07"), on("2014-01-08"), [], "7 November 2013 – 8 January 2014"),
        (
            ANNOUNCED,
            on("2012-10-16").graded(Status.PLANNED, Confidence.HIGH),
            [],
            "15–16 October 2012 (announced)",
        ),
        (on("2014-06-16"), None, [], "from 16 June 2014, end unknown"),
        (on("2013-06"), None, [], "from June 2013, end unknown"),
        (ANNOUNCED, None, [], "from 15 October 2012 (announced), end unknown"),
        (None, on("2014-05-23"), [], "start unknown, ended 23 May 2014"),
        (None, on("2014-05"), [on("2014-03")], "start unknown, ended May 2014"),
        (None, None, [], "dates unknown"),
        (
            None,
            None,
            [on("2014-Q4")],
            "dates unknown, one milestone known: fourth quarter of 2014",
        ),
        (
            None,
            None,
            [on("2014-05"), on("2014-Q4")],
            "dates unknown, 2 milestones known",
        ),
    ],
)
def test_a_period_says_what_is_known_and_what_is_not(start, end, milestones, words):
    with override("en"):
        assert period_in_words(start, end, milestones) == words


@pytest.mark.parametrize(
    ("start", "end", "milestones", "words"),
    [
        (on("2011-06"), None, [], "since June 2011, continued after the programme"),
        (
            on("2012-Q4"),
            None,
            [],
            "since fourth quarter of 2012, continued after the programme",
        ),
        (None, None, [], "dates unknown, continued after the programme"),
        (on("2013-01"), on("2015-07"), [], "January 2013 – July 2015"),
    ],
)
def test_what_went_on_after_the_programme_says_so(start, end, milestones, words):
    with override("en"):
        assert period_in_words(start, end, milestones, continued=True) == words


def test_milestones_are_counted_by_what_is_known_of_them():
    with override("en"):
        assert counted_in_words(
            [
                Progress.AHEAD,
                Grade.ESTABLISHED,
                Grade.THIN,
                Grade.ESTABLISHED,
                Progress.DUE,
                Grade.SINGLE,
                Grade.INFERRED,
                Progress.LATE,
            ]
        ) == ["2 established", "3 thinly sourced", "1 late", "2 to come"]
        assert counted_in_words([]) == []


def test_every_standing_is_counted_once():
    standings = [*Grade, *(each for each in Progress if each != Progress.REACHED)]

    with override("en"):
        counts = [int(words.split()[0]) for words in counted_in_words(standings)]

    assert sum(counts) == len(standings)

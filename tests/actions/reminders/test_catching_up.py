"""After days without a beat, all that is owed goes out once, and no more than that."""

import pytest

from actions.models import Reminder, ReminderRule
from actions.reminders.vocabulary import Reason, State
from tests.actions.reminders.conftest import at, standing, sweep
from tests.actions.reminders.season import letters
from tests.factories import make_contact, make_milestone, on

# The last sweep before the outage, and the first one after it.
TUESDAY, FRIDAY = at("2014-06-10", 7), at("2014-06-13")


@pytest.fixture
def milestones(crew):
    """One milestone for each person, so that each mail names its milestone."""

    def make(**due):
        for name, day in due.items():
            person = make_contact(
                programme=crew.programme, email=f"{name}@partner.example"
            )
            make_milestone(action=crew.action, responsible=person, due=on(day))
        letters(crew.programme, TUESDAY)

    return make


def test_after_three_days_each_due_reminder_goes_out_once_and_says_it_is_late(
    crew, milestones
):
    milestones(
        next_month="2014-07-11",  # 30 days before: on Wednesday
        next_week="2014-06-17",  # 7 days before: on Tuesday
        last_week="2014-06-09",  # 3 days after: on Thursday
        wednesday="2014-06-11",  # 1 day before on Tuesday, and the day itself
        thursday="2014-06-12",  # the same a day later
        friday="2014-06-13",  # 1 day before on Thursday, and today
        saturday="2014-06-14",  # 1 day before and the day itself: both on Friday
        monday="2014-06-16",  # 1 day before: on Friday
        tuesday="2014-06-24",  # 7 days before: next Tuesday
    )

    told = letters(crew.programme, FRIDAY)

    assert told == sorted(
        [
            "06-13 -30 next_month late",
            "06-13 -7 next_week late",
            f"06-13 +3 {local(crew.coordinator)} late",
            "06-13 +3 last_week late",
            "06-13 +0 wednesday late",
            "06-13 +0 thursday late",
            "06-13 +0 friday",
            "06-13 +0 saturday",
            "06-13 -1 monday",
        ]
    )
    assert letters(crew.programme, FRIDAY) == []
    assert letters(crew.programme, at("2014-06-13", 23)) == []
    assert letters(crew.programme, at("2014-06-14")) == []


def test_earlier_reminders_that_were_missed_too_are_superseded(crew, milestones):
    milestones(thursday="2014-06-12")

    letters(crew.programme, FRIDAY)

    assert standing(contact__email="thursday@partner.example")[2:4] == [
        ("rule", -1, State.SUPERSEDED, Reason.LATER_ONE_DUE),
        ("rule", 0, State.SENT, ""),
    ]


@pytest.mark.parametrize(
    ("back", "told"),
    [
        (at("2014-06-12", 8), ["06-12 -1 thursday late"]),
        (at("2014-06-12", 23), ["06-12 -1 thursday late"]),
        (at("2014-06-13", 0), []),
        (FRIDAY, []),
    ],
)
def test_a_reminder_before_goes_out_on_the_due_day_and_never_after_it(
    crew, milestones, back, told
):
    ReminderRule.objects.filter(offset_days=0).delete()
    milestones(thursday="2014-06-12")

    assert letters(crew.programme, back) == told

    late = [f"06-16 +3 {local(crew.coordinator)}", "06-16 +3 thursday"]
    assert letters(crew.programme, at("2014-06-16", 8)) == sorted(late)
    before = Reminder.objects.get(offset_days=-1)
    assert (before.state, before.reason) == (
        (State.SENT, "") if told else (State.SUPERSEDED, Reason.DUE_DAY_OVER)
    )


def test_two_missed_lead_times_give_only_the_latest(crew):
    make_milestone(action=crew.action, due=on("2014-06-16"))

    # Nothing was swept since the first of May: 30 and 7 days before have both passed.
    assert letters(crew.programme, at("2014-06-10")) == [
        f"06-10 -7 {local(crew.lead)} late"
    ]
    assert standing(contact=crew.lead)[:3] == [
        ("rule", -30, State.SUPERSEDED, Reason.LATER_ONE_DUE),
        ("rule", -7, State.SENT, ""),
        ("rule", -1, State.PLANNED, ""),
    ]


def test_all_the_mails_missed_in_a_month_are_one_for_each_person(crew):
    make_milestone(action=crew.action, due=on("2014-06-16"))
    letters(crew.programme, at("2014-05-02"))

    assert letters(crew.programme, at("2014-07-31")) == sorted(
        f"07-31 +14 {local(person)} late" for person in (crew.lead, crew.coordinator)
    )
    assert {row[1:3] for row in standing(contact=crew.lead)} == {
        *((offset, State.SUPERSEDED) for offset in (-30, -7, -1, 0, 3)),
        (14, State.SENT),
    }


def test_what_was_owed_before_the_outage_is_not_sent_again(crew, call):
    first = sweep(crew.programme, at("2014-06-06"))

    assert [address for _key, address in first] == [crew.lead.email]
    assert sweep(crew.programme, at("2014-06-12")) == []


def local(contact):
    return contact.email.partition("@")[0]

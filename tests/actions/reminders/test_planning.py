"""The planner: which mails ought to exist, and why others ought not."""

from datetime import UTC, date, datetime

import pytest

from actions.reminders.planning import (
    Asked,
    Key,
    Person,
    Rule,
    Subject,
    Terms,
    Told,
    Wanted,
    plan,
    silence,
)
from actions.reminders.vocabulary import Audience, Cause, Reason, State
from creative_district.kernel.dates import Status
from tests.factories import on

LEAD = Person(1, "Europe/Brussels")
HELPER = Person(2, "Europe/Brussels")
COORDINATOR = Person(3, "Europe/Brussels")
KINDS = frozenset({"event", "deliverable", "call"})
RULES = [
    Rule(-30, Audience.RESPONSIBLE, KINDS),
    Rule(-7, Audience.RESPONSIBLE, KINDS),
    Rule(-1, Audience.RESPONSIBLE, KINDS),
    Rule(0, Audience.PARTICIPANTS, KINDS),
    Rule(3, Audience.COORDINATOR, KINDS),
    Rule(14, Audience.COORDINATOR, KINDS),
]
DUE = date(2014, 6, 16)
PLANNED, SKIPPED, SUPERSEDED = State.PLANNED, State.SKIPPED, State.SUPERSEDED


def utc(day: int, hour: int = 6, month: int = 6) -> datetime:
    return datetime(2014, month, day, hour, tzinfo=UTC)


def vouchers(**changes):
    """The call for vouchers of Monday 16 June 2014, with one person responsible."""
    return Subject(
        **{
            "id": 5,
            "kind": "call",
            "due": on("2014-06-16"),
            "responsible": [LEAD],
            **changes,
        }
    )


def terms(**changes):
    return Terms(
        **{"country": "BE", "zone": "Europe/Brussels", "rules": RULES, **changes}
    )


def standing(subject, now, terms_=None, person=LEAD):
    """Return state and reason of one person's reminders, by offset."""
    return {
        want.key.offset_days: (want.state, want.reason)
        for want in plan(subject, terms_ or terms(), now=now)
        if want.key.contact == person.id
    }


def test_every_rule_gives_a_reminder_at_eight_on_a_working_day():
    wanted = list(plan(vouchers(), terms(), now=utc(1, month=5)))

    assert wanted == [
        Wanted(Key(5, Cause.RULE, offset, LEAD.id, DUE), moment)
        for offset, moment in [
            (-30, utc(16, month=5)),  # 17 May is a Saturday
            (-7, utc(6)),  # 9 June is Whit Monday
            (-1, utc(13)),  # 15 June is a Sunday
            (0, utc(16)),
            (3, utc(19)),
            (14, utc(30)),
        ]
    ]


def test_rules_address_the_people_they_name():
    subject = vouchers(participants=[HELPER, LEAD], coordinators=[COORDINATOR, LEAD])

    addressed = {
        (want.key.offset_days, want.key.contact)
        for want in plan(subject, terms(), now=utc(1, month=5))
    }

    assert addressed == {
        *((rule.offset_days, LEAD.id) for rule in RULES),
        (0, HELPER.id),
        (3, COORDINATOR.id),
        (14, COORDINATOR.id),
    }


def test_rules_speak_only_of_their_kinds():
    assert list(plan(vouchers(kind="report"), terms(), now=utc(1))) == []


def test_the_latest_missed_reminder_stands_for_those_before_it():
    assert standing(vouchers(), utc(14)) == {
        -30: (SUPERSEDED, Reason.LATER_ONE_DUE),
        -7: (SUPERSEDED, Reason.LATER_ONE_DUE),
        -1: (PLANNED, ""),
        0: (PLANNED, ""),
        3: (PLANNED, ""),
        14: (PLANNED, ""),
    }


def test_a_reminder_before_never_goes_out_after_the_due_day():
    only_before = terms(rules=RULES[:3])

    assert standing(vouchers(), utc(16, 20), only_before)[-1] == (PLANNED, "")
    assert standing(vouchers(), utc(16, 22), only_before)[-1] == (
        SUPERSEDED,
        Reason.DUE_DAY_OVER,
    )


def test_the_due_day_ends_where_the_reader_is():
    distant = Person(9, "Pacific/Honolulu")
    subject = vouchers(responsible=[distant])

    found = standing(subject, utc(17, 9), terms(rules=RULES[:3]), distant)

    assert found[-1] == (PLANNED, "")


def test_flood_guard_lets_one_missed_reminder_of_what_is_ahead_pass():
    guarded = terms(since=utc(2, 7))

    assert standing(vouchers(), utc(2, 7), guarded) == {
        -30: (PLANNED, ""),
        -7: (PLANNED, ""),
        -1: (PLANNED, ""),
        0: (PLANNED, ""),
        3: (PLANNED, ""),
        14: (PLANNED, ""),
    }


def test_of_two_missed_lead_times_flood_guard_lets_the_latest_pass():
    found = standing(vouchers(), utc(10), terms(since=utc(10)))

    assert [found[-30], found[-7], found[-1]] == [
        (SKIPPED, Reason.BEFORE_START),
        (PLANNED, ""),
        (PLANNED, ""),
    ]


def test_flood_guard_holds_back_what_was_past_when_the_record_was_loaded():
    found = standing(vouchers(), utc(1, month=12), terms(since=utc(18)))

    assert found == {
        -30: (SKIPPED, Reason.BEFORE_START),
        -7: (SKIPPED, Reason.BEFORE_START),
        -1: (SKIPPED, Reason.BEFORE_START),
        0: (SKIPPED, Reason.BEFORE_START),
        3: (SUPERSEDED, Reason.LATER_ONE_DUE),
        14: (PLANNED, ""),
    }


def test_a_record_loaded_years_later_mails_nobody():
    found = standing(vouchers(), utc(1, month=12), terms(since=utc(30, 7, month=11)))

    assert set(found.values()) == {(SKIPPED, Reason.BEFORE_START)}


def test_nothing_is_sent_after_a_milestone_is_reached():
    subject = vouchers(reached=on("2014-06-16"))

    assert set(standing(subject, utc(16))) == {-30, -7, -1, 0}
    assert standing(subject, utc(17)) == {}
    assert silence(subject, terms(), now=utc(17)) == Reason.REACHED


def test_what_was_only_announced_is_never_late():
    subject = vouchers(due=on("2014-06-16", status=Status.PLANNED))

    assert set(standing(subject, utc(1, month=12))) == {-30, -7, -1, 0}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"is_shown": False}, Reason.HIDDEN),
        ({"cancelled_on": date(2014, 6, 2)}, Reason.CANCELLED),
        ({"kind": "report"}, Reason.NO_RULE),
        ({"responsible": []}, Reason.NO_ADDRESSEE),
    ],
)
def test_silence_has_its_reason(changes, reason):
    assert list(plan(vouchers(**changes), terms(), now=utc(2))) == []
    assert silence(vouchers(**changes), terms(), now=utc(2)) == reason


def test_a_contact_who_wants_no_mail_gets_none_and_the_ledger_says_so():
    quiet = Person(1, "Europe/Brussels", Reason.WANTS_NO_MAIL)

    found = standing(vouchers(responsible=[quiet]), utc(1, month=5))

    assert set(found.values()) == {(SKIPPED, Reason.WANTS_NO_MAIL)}


def test_whoever_was_told_another_date_gets_one_mail_about_the_new_one():
    told = {LEAD: Told(date(2014, 6, 10)), HELPER: Told(DUE)}

    notices = [
        want
        for want in plan(vouchers(told=told), terms(), now=utc(11))
        if want.key.cause == Cause.MOVED
    ]

    assert notices == [Wanted(Key(5, Cause.MOVED, 0, LEAD.id, DUE), utc(11))]


def test_the_mail_about_the_new_date_stands_for_reminders_due_with_it():
    subject = vouchers(told={LEAD: Told(date(2014, 6, 10), noticed_at=utc(11))})

    found = {
        (want.key.cause, want.key.offset_days): (want.state, want.reason)
        for want in plan(subject, terms(), now=utc(13))
    }

    assert found == {
        (Cause.RULE, -30): (SUPERSEDED, Reason.LATER_ONE_DUE),
        (Cause.RULE, -7): (SUPERSEDED, Reason.LATER_ONE_DUE),
        (Cause.RULE, -1): (PLANNED, ""),
        (Cause.RULE, 0): (PLANNED, ""),
        (Cause.RULE, 3): (PLANNED, ""),
        (Cause.RULE, 14): (PLANNED, ""),
        (Cause.MOVED, 0): (PLANNED, ""),
    }
    assert standing(subject, utc(11))[-7] == (SUPERSEDED, Reason.TOLD_BY_CHANGE)


def test_a_date_that_comes_back_is_told_again():
    told = Told(date(2014, 6, 10), next_numbers={(Cause.MOVED, DUE): 1})

    keys = [want.key for want in plan(vouchers(told={LEAD: told}), terms(), now=utc(2))]

    assert Key(5, Cause.MOVED, 0, LEAD.id, DUE, 1) in keys


def test_whoever_was_told_learns_that_a_milestone_is_cancelled():
    told = {LEAD: Told(DUE), HELPER: Told(DUE, is_cancelled=True)}
    subject = vouchers(told=told, cancelled_on=date(2014, 6, 11))

    assert list(plan(subject, terms(), now=utc(11))) == [
        Wanted(Key(5, Cause.CANCELLED, 0, LEAD.id, DUE), utc(11))
    ]


def test_what_staff_ask_to_send_again_is_wanted_while_the_date_stands():
    key = Key(5, Cause.RULE, -7, LEAD.id, DUE, 1)
    asked = [Asked(key, LEAD, utc(12))]

    kept = list(plan(vouchers(asked=asked), terms(rules=[]), now=utc(12)))
    moved = vouchers(asked=asked, due=on("2014-07"))

    assert kept == [Wanted(key, utc(12))]
    assert list(plan(moved, terms(rules=[]), now=utc(12))) == []

"""What a change does to reminders: how they stood, and how they stand."""

from datetime import date

import pytest
from django.utils import translation

from actions.models import Milestone
from actions.reminders import effects
from actions.reminders.vocabulary import State
from creative_district.kernel.dates import Confidence
from creative_district.kernel.record import State as Publication
from partners.models import Contact
from tests.actions.reminders.conftest import at, sweep
from tests.factories import make_contact, make_milestone, make_reminder, make_rule, on

MAY = at("2014-05-02")
JUNE = at("2014-06-02")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def lead(crew):
    """The one to whom all goes: the coordinator is somebody that is never reminded."""
    crew.programme.reminder_rules.filter(offset_days__gt=0).delete()
    crew.lead.name = "Ada"
    crew.lead.save()
    return crew.lead


def settled(moment):
    return effects.settled(
        Milestone.objects.exclude(key__startswith="rival"), now=moment
    )


def found(moment, *milestones, **values):
    """Change milestones at a moment; return what becomes of their reminders."""
    before = settled(moment)
    for milestone in milestones:
        for name, value in values.items():
            setattr(milestone, name, value)
        milestone.save()
    return effects.changes(before, settled(moment), now=moment)


def table(change):
    """Return the cells of each line but whom it concerns."""
    return [
        (
            line.name,
            *(str(cell or "–") for cell in (line.before, line.after)),
            line.outcome,
        )
        for line in change.lines
    ]


def people(change):
    return {line.name: [str(person) for person in line.people] for line in change.lines}


def test_later_date_moves_what_is_planned_and_repeats_what_was_sent(lead, call):
    sweep(lead.programme, at("2014-05-16"))

    (change,) = found(JUNE, call, due=on("2014-09-01"))

    assert table(change) == [
        (
            "Mail “date changed”",
            "–",
            "with the next mails",
            "tells those who were told otherwise",
        ),
        (
            "30 days before",
            "16 May 2014, sent",
            "1 August 2014",
            "sent already; a new one will go",
        ),
        ("7 days before", "6 June 2014", "25 August 2014", "moved"),
        ("1 day before", "13 June 2014", "29 August 2014", "moved"),
        ("On the day", "16 June 2014", "1 September 2014", "moved"),
    ]
    assert (change.was_due, change.milestone.due) == (
        on("2014-06-16"),
        on("2014-09-01"),
    )
    assert change.is_moved
    assert change.tells


def test_whose_moment_has_passed_at_the_new_date_is_cancelled(lead, call):
    settled(MAY)

    (change,) = found(MAY, call, due=on("2014-05-08"))

    assert table(change) == [
        (
            "30 days before",
            "16 May 2014",
            "–",
            "cancelled (a later reminder is due already)",
        ),
        ("7 days before", "6 June 2014", "with the next mails", "moved"),
        ("1 day before", "13 June 2014", "7 May 2014", "moved"),
        ("On the day", "16 June 2014", "8 May 2014", "moved"),
    ]


def test_what_stays_on_its_working_day_names_the_new_date(lead, call):
    found(MAY, call, due=on("2014-06-14"))

    (change,) = found(MAY, call, due=on("2014-06-15"))

    assert table(change)[-1] == (
        "On the day",
        "13 June 2014",
        "13 June 2014",
        "stays on its day, with the new date",
    )


def test_date_moved_back_leaves_what_was_sent_for_it(lead, call):
    sweep(lead.programme, at("2014-05-16"))
    found(JUNE, call, due=on("2014-09-01"))

    (change,) = found(JUNE, call, due=on("2014-06-16"))

    assert table(change) == [
        (
            "Mail “date changed”",
            "with the next mails",
            "–",
            "cancelled",
        ),
        ("30 days before", "1 August 2014", "16 May 2014, sent", "cancelled"),
        ("7 days before", "25 August 2014", "6 June 2014", "moved"),
        ("1 day before", "29 August 2014", "13 June 2014", "moved"),
        ("On the day", "1 September 2014", "16 June 2014", "moved"),
    ]
    assert not change.tells


def test_date_moved_twice_before_anybody_heard_is_told_once(lead, call):
    sweep(lead.programme, at("2014-05-16"))
    found(JUNE, call, due=on("2014-09-01"))

    (change,) = found(JUNE, call, due=on("2014-10-01"))

    assert table(change)[0] == (
        "Mail “date changed”",
        "with the next mails",
        "with the next mails",
        "tells those who were told otherwise",
    )


def test_cancelled_milestone_tells_who_was_told(lead, call):
    sweep(lead.programme, at("2014-05-16"))

    (change,) = found(JUNE, call, cancelled_on=date(2014, 6, 2))

    why = "cancelled (the milestone is cancelled)"
    assert table(change) == [
        (
            "Mail “cancelled”",
            "–",
            "with the next mails",
            "tells those who were told otherwise",
        ),
        ("30 days before", "16 May 2014, sent", "–", "sent already"),
        ("7 days before", "6 June 2014", "–", why),
        ("1 day before", "13 June 2014", "–", why),
        ("On the day", "16 June 2014", "–", why),
    ]
    assert not change.is_moved


def test_published_milestone_gets_what_is_ahead(lead):
    draft = make_milestone(programme=lead.programme, state=Publication.DRAFT)
    draft.responsible = lead

    (change,) = found(JUNE, draft, state=Publication.PUBLISHED)

    assert table(change) == [
        ("30 days before", "–", "with the next mails", "new"),
        ("7 days before", "–", "6 June 2014", "new"),
        ("1 day before", "–", "13 June 2014", "new"),
        ("On the day", "–", "16 June 2014", "new"),
    ]


def test_new_milestone_has_no_date_before(lead):
    before = settled(JUNE)
    make_milestone(programme=lead.programme, responsible=lead)

    (change,) = effects.changes(before, settled(JUNE), now=JUNE)

    assert change.was_due is None
    assert not change.is_moved
    assert [line.effect for line in change.lines] == [effects.Effect.NEW] * 4


def test_deleted_milestone_loses_what_is_planned(lead, call):
    before = settled(JUNE)
    call.delete()

    (change,) = effects.changes(before, settled(JUNE), now=JUNE)

    assert change.milestone == before[next(iter(before))]
    assert {line.outcome for line in change.lines} == {"cancelled"}


def test_other_person_takes_over_and_those_who_want_no_mail_are_named(lead, call):
    silent = make_contact(
        programme=lead.programme, name="Bob", delivery=Contact.Delivery.NONE
    )
    settled(MAY)

    (change,) = found(MAY, call, responsible=silent)

    changed = "cancelled (the date, the rule or the addressee has changed)"
    refused = "no mail (the contact wants no mail)"
    assert [
        (line.name, str(line.people[0]), line.outcome) for line in change.lines
    ] == [
        ("30 days before", "Ada", changed),
        ("30 days before", "Bob", refused),
        ("7 days before", "Ada", changed),
        ("7 days before", "Bob", refused),
        ("1 day before", "Ada", changed),
        ("1 day before", "Bob", refused),
        ("On the day", "Ada", changed),
        ("On the day", "Bob", refused),
    ]


def test_people_who_fare_alike_share_a_line(lead, call, crew):
    make_rule(programme=crew.programme, offset_days=3, audience="coordinator")
    crew.coordinator.name = "Zoe"
    crew.coordinator.save()
    make_contact(programme=crew.programme, partner=lead.partner, name="Bob")
    settled(MAY)

    (change,) = found(MAY, call, due=on("2014-09-01"))

    assert people(change) == {
        "30 days before": ["Ada", "Bob"],
        "7 days before": ["Ada", "Bob"],
        "1 day before": ["Ada", "Bob"],
        "On the day": ["Ada", "Bob"],
        "3 days after": ["Ada", "Bob", "Zoe"],
    }


def test_days_are_the_readers_own(lead, call):
    lead.time_zone = "Pacific/Kiritimati"
    lead.save()

    (change,) = found(MAY, call, due=on("2014-09-01"))

    assert table(change)[-1][1:3] == ("16 June 2014", "1 September 2014")


def test_what_was_repeated_says_so(lead, call):
    make_reminder(
        milestone=call,
        contact=lead,
        resend_number=1,
        is_asked=True,
        send_at=at("2014-06-03"),
    )

    (change,) = found(JUNE, call, due=on("2014-09-01"))

    assert table(change)[2] == (
        "7 days before, once more",
        "3 June 2014",
        "–",
        "cancelled",
    )


@pytest.mark.parametrize("state", [State.CLAIMED, State.SENT])
def test_what_a_worker_takes_meanwhile_is_no_effect_of_the_change(lead, call, state):
    before = settled(JUNE)
    call.reminders.filter(offset_days=-30).update(state=state)

    assert effects.changes(before, settled(JUNE), now=JUNE) == []


@pytest.mark.parametrize(
    "values",
    [{"title": "Other"}, {"due": on("2014-06-16", confidence=Confidence.LOW)}, {}],
    ids=["title", "grade", "nothing"],
)
def test_what_nobody_would_notice_is_no_change(lead, call, values):
    assert found(JUNE, call, **values) == []


def test_what_the_sweep_would_do_anyhow_is_no_effect_of_the_change(lead, call):
    settled(MAY)

    assert found(at("2014-06-10"), call, title="Other") == []


def test_each_district_keeps_to_itself(lead, call, rival):
    settled(JUNE)
    both = Milestone.objects.filter(pk__in=[call.pk, rival.milestone.pk])

    before = effects.settled(both, now=JUNE)

    assert set(before) == {call.pk, rival.milestone.pk}
    assert before[rival.milestone.pk].reminders.count() == 1


def test_what_a_worker_holds_is_still_moved(lead, call):
    settled(MAY)
    call.reminders.filter(offset_days=-30).update(state=State.CLAIMED)

    (change,) = found(MAY, call, due=on("2014-09-01"))

    assert table(change)[0] == (
        "30 days before",
        "16 May 2014, being sent",
        "1 August 2014",
        "moved",
    )

"""The ledger: rows follow the plan, and every step is recorded."""

from datetime import date

import pytest

from actions.models import Reminder, ReminderEvent
from actions.reminders import ledger
from actions.reminders.vocabulary import Cause, Reason, State
from actions.services import cancel_milestone, move_milestone, reach_milestone
from creative_district.kernel.record import Scope
from creative_district.kernel.record import State as Publication
from tests.actions.reminders.conftest import at, reconcile, standing, sweep
from tests.factories import make_contact, make_milestone, make_rule, on

RULE, MOVED, CANCELLED = Cause.RULE, Cause.MOVED, Cause.CANCELLED
MAY = at("2014-05-02")


def test_reconciling_plans_once(crew, call):
    assert reconcile(crew.programme, MAY) == (8, 0)
    assert reconcile(crew.programme, MAY) == (0, 0)

    rows = Reminder.objects.order_by("send_at", "contact")
    assert [(row.offset_days, row.contact, row.state) for row in rows] == [
        (-30, crew.lead, State.PLANNED),
        (-7, crew.lead, State.PLANNED),
        (-1, crew.lead, State.PLANNED),
        (0, crew.lead, State.PLANNED),
        (3, crew.coordinator, State.PLANNED),
        (3, crew.lead, State.PLANNED),
        (14, crew.coordinator, State.PLANNED),
        (14, crew.lead, State.PLANNED),
    ]
    assert ReminderEvent.objects.count() == 8


@pytest.mark.parametrize("count", [1, 3])
def test_reconciling_costs_the_same_for_one_milestone_and_for_three(
    crew, count, django_assert_num_queries
):
    for _ in range(count):
        make_milestone(action=crew.action)
    reconcile(crew.programme, MAY)

    with django_assert_num_queries(9):
        reconcile(crew.programme, MAY)


def test_what_was_reached_long_ago_is_counted_and_not_read(
    crew, django_assert_num_queries
):
    make_milestone(programme=crew.programme, reached=on("2014-05-01"))

    with django_assert_num_queries(2):
        outcome = ledger.reconcile(programme=crew.programme, now=MAY)

    assert outcome.silence == {Reason.REACHED: 1}


def test_what_was_reached_and_then_cancelled_still_tells_who_was_told(crew, call):
    sweep(crew.programme, at("2014-05-16"))
    reach_milestone(milestone=call, on=on("2014-05-16"))
    reconcile(crew.programme, at("2014-05-17"))
    cancel_milestone(milestone=call, on=date(2014, 5, 19))

    sent = sweep(crew.programme, at("2014-05-19"))

    assert [address for _key, address in sent] == [crew.lead.email]


def test_only_what_is_public_and_the_programmes_own_is_planned(crew, call):
    make_milestone(action=crew.action, scope=Scope.CONTEXT)
    make_milestone(action=crew.action, state=Publication.DRAFT)
    make_milestone(programme=crew.programme, reached=on("2014-04"))

    outcome = ledger.reconcile(programme=crew.programme, now=MAY)

    assert set(Reminder.objects.values_list("milestone", flat=True)) == {call.pk}
    assert outcome.silence == {
        Reason.IN_ORDER: 1,
        Reason.HIDDEN: 1,
        Reason.REACHED: 1,
    }


def test_withdrawn_milestone_loses_what_was_planned(crew, call):
    reconcile(crew.programme, MAY)
    call.state = Publication.WITHDRAWN
    call.save()

    assert reconcile(crew.programme, MAY) == (0, 8)
    assert set(standing()) == {
        (RULE, offset, State.CANCELLED, Reason.HIDDEN)
        for offset in (-30, -7, -1, 0, 3, 14)
    }


def test_responsible_is_the_milestones_own_then_the_leads_then_the_coordinators(
    crew, call
):
    own = make_contact(programme=crew.programme)

    def responsible():
        reconcile(crew.programme, MAY)
        planned = Reminder.objects.filter(offset_days=-7, state=State.PLANNED)
        return planned.get().contact

    assert responsible() == crew.lead
    call.responsible = own
    call.save()
    assert responsible() == own
    call.responsible = None
    call.responsible_partner = crew.coordinator.partner
    call.save()
    assert responsible() == crew.coordinator
    call.responsible_partner = None
    call.save()
    crew.lead.delete()
    assert responsible() == crew.coordinator


def test_participants_are_addressed_on_the_day(crew, call):
    helper = make_contact(programme=crew.programme, partner=crew.coordinator.partner)
    guest = make_contact(programme=crew.programme, is_main=False)
    call.partners.add(crew.coordinator.partner)

    reconcile(crew.programme, MAY)

    assert set(
        call.reminders.filter(offset_days=0).values_list("contact", flat=True)
    ) == {crew.lead.pk, crew.coordinator.pk, helper.pk}
    assert not guest.reminders.exists()


def test_moved_milestone_cancels_the_old_dates_reminders_and_tells_once(crew, call):
    sweep(crew.programme, at("2014-05-16"))

    move_milestone(milestone=call, to=on("2014-07-04"))
    told = sweep(crew.programme, at("2014-05-20"))
    again = sweep(crew.programme, at("2014-05-21"))

    moved = Reminder.objects.get(cause=MOVED)
    assert told == [(moved.key, crew.lead.email)]
    assert again == []
    assert standing(contact=crew.lead) == [
        (RULE, -30, State.SENT, ""),
        (RULE, -7, State.CANCELLED, Reason.NOT_WANTED),
        (RULE, -1, State.CANCELLED, Reason.NOT_WANTED),
        (RULE, 0, State.CANCELLED, Reason.NOT_WANTED),
        (RULE, 3, State.CANCELLED, Reason.NOT_WANTED),
        (RULE, 14, State.CANCELLED, Reason.NOT_WANTED),
        (RULE, -30, State.PLANNED, ""),
        (RULE, -7, State.PLANNED, ""),
        (RULE, -1, State.PLANNED, ""),
        (RULE, 0, State.PLANNED, ""),
        (MOVED, 0, State.SENT, ""),
        (RULE, 3, State.PLANNED, ""),
        (RULE, 14, State.PLANNED, ""),
    ]
    assert call.first_planned == on("2014-06-16")


def test_date_that_moves_to_and_fro_is_told_each_time(crew, call):
    sweep(crew.programme, at("2014-05-16"))
    told = []
    for day, to in [("20", "2014-06-20"), ("21", "2014-06-16"), ("22", "2014-06-20")]:
        move_milestone(milestone=call, to=on(to))
        told += sweep(crew.programme, at(f"2014-05-{day}"))

    rows = Reminder.objects.filter(cause=MOVED).order_by("pk")
    assert told == [(row.key, crew.lead.email) for row in rows]
    assert [(row.due_on, row.resend_number) for row in rows] == [
        (date(2014, 6, 20), 0),
        (date(2014, 6, 16), 0),
        (date(2014, 6, 20), 1),
    ]


def test_milestone_moved_back_before_anybody_was_told_is_planned_as_before(crew, call):
    reconcile(crew.programme, MAY)
    before = standing()
    move_milestone(milestone=call, to=on("2014-07-04"))
    reconcile(crew.programme, MAY)
    move_milestone(milestone=call, to=on("2014-06-16"))
    reconcile(crew.programme, MAY)

    assert standing(due_on=date(2014, 6, 16)) == before


def test_cancelled_milestone_tells_whoever_was_told_of_it(crew, call):
    sweep(crew.programme, at("2014-05-16"))

    cancel_milestone(milestone=call, on=date(2014, 5, 20))
    told = sweep(crew.programme, at("2014-05-20"))

    notice = Reminder.objects.get(cause=CANCELLED)
    assert told == [(notice.key, crew.lead.email)]
    assert sweep(crew.programme, at("2014-05-21")) == []
    assert {row[2:] for row in standing(cause=RULE) if row[1] > -30} == {
        (State.CANCELLED, Reason.CANCELLED)
    }


def test_milestone_cancelled_before_anybody_was_told_mails_nobody(crew, call):
    reconcile(crew.programme, MAY)

    cancel_milestone(milestone=call, on=date(2014, 5, 2))

    assert sweep(crew.programme, at("2014-05-20")) == []


def test_reached_milestone_is_not_late(crew, call):
    reconcile(crew.programme, MAY)

    reach_milestone(milestone=call, on=on("2014-06-02"))

    assert sweep(crew.programme, at("2014-07-01")) == []
    assert {row[2:] for row in standing()} == {(State.CANCELLED, Reason.REACHED)}


def test_contact_who_wants_no_mail_and_then_does_gets_what_applies(crew, call):
    crew.lead.delivery = "none"
    crew.lead.save()
    assert sweep(crew.programme, at("2014-05-16")) == []
    assert {row[2:] for row in standing(contact=crew.lead)} == {
        (State.SKIPPED, Reason.WANTS_NO_MAIL)
    }

    crew.lead.delivery = "each"
    crew.lead.save()

    assert sweep(crew.programme, at("2014-05-19")) == [
        (Reminder.objects.get(offset_days=-30).key, crew.lead.email)
    ]


def test_changed_time_zone_moves_what_is_planned(crew, call):
    reconcile(crew.programme, MAY)
    crew.lead.time_zone = "Pacific/Auckland"
    crew.lead.save()

    assert reconcile(crew.programme, MAY) == (0, 6)
    assert Reminder.objects.get(offset_days=-7).send_at == at("2014-06-05", 22)


def test_every_step_is_recorded(crew, call):
    sweep(crew.programme, at("2014-05-16"))

    events = ReminderEvent.objects.filter(reminder__state=State.SENT)

    assert [(e.from_state, e.to_state) for e in events] == [
        ("", State.PLANNED),
        (State.PLANNED, State.CLAIMED),
        (State.CLAIMED, State.SENT),
    ]


def test_rule_of_another_district_plans_nothing_here(crew, call, rival):
    make_rule(programme=rival.programme, offset_days=-5)

    reconcile(crew.programme, MAY)

    assert set(Reminder.objects.values_list("milestone", flat=True)) == {call.pk}
    assert -5 not in set(Reminder.objects.values_list("offset_days", flat=True))

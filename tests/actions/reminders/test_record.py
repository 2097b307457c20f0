"""The engine on the programme's own dates."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from actions.models import Milestone, Reminder
from actions.reminders import dispatch
from actions.reminders.vocabulary import DEFAULT_RULES
from partners.models import Membership
from programme.models import Programme
from tests.factories import (
    make_action,
    make_contact,
    make_milestone,
    make_partner,
    make_rule,
    on,
)

pytestmark = pytest.mark.django_db

BRUSSELS = ZoneInfo("Europe/Brussels")


def at(day: str, hour: int = 9) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=BRUSSELS)


def sweep(moment, programme):
    """Sweep one district at a moment; return (key, address) of each mail it sent."""
    mail.outbox.clear()
    dispatch.sweep(
        clock=lambda: moment, programmes=Programme.objects.filter(pk=programme.pk)
    )
    return [(m.extra_headers["X-Reminder-Key"], *m.to) for m in mail.outbox]


@pytest.fixture
def record(district):
    """The district with its rules, its coordinator, and what was ahead in June 2014."""
    coordinator = make_partner(programme=district, role=Membership.Role.COORDINATOR)
    lead = make_partner(programme=district)
    make_contact(programme=district, partner=coordinator, email="lead@spw.example")
    make_contact(programme=district, partner=lead, email="someone@awt.example")
    for offset, audience in DEFAULT_RULES:
        make_rule(programme=district, offset_days=offset, audience=audience)
    vouchers = make_action(programme=district, lead=lead)
    for key, kind, due, action in [
        ("idea-report", Milestone.Kind.DELIVERABLE, "2014-05-23", None),
        ("first-anniversary", Milestone.Kind.REPORT, "2014-06-10", None),
        ("vouchers-open", Milestone.Kind.CALL, "2014-06-16", vouchers),
        ("technopolis-summary", Milestone.Kind.DELIVERABLE, "2014-07-04", None),
        ("vouchers-round-1-alt", Milestone.Kind.CALL, "2014-09", vouchers),
    ]:
        make_milestone(
            programme=district,
            key=key,
            kind=kind,
            due=on(due),
            reached=on(due),
            action=action,
        )
    return district


def key(milestone: str, offset: int, email: str) -> tuple[str, str]:
    row = Reminder.objects.get(
        milestone__key=milestone, offset_days=offset, contact__email=email
    )
    return row.key, email


def test_loaded_on_2_june_it_mails_about_the_vouchers_then_about_the_study(record):
    record.reminders_from = at("2014-06-02")
    record.save()

    assert sweep(at("2014-06-02"), record) == [
        key("vouchers-open", -30, "someone@awt.example")
    ]
    assert sweep(at("2014-06-02", 23), record) == []
    assert sweep(at("2014-06-04", 7), record) == []
    assert sweep(at("2014-06-04", 8), record) == [
        key("technopolis-summary", -30, "lead@spw.example")
    ]

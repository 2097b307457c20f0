"""A district whose one person responsible has a call to open on 16 June 2014."""

from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from actions.models import Milestone, Reminder
from actions.reminders import dispatch, ledger
from actions.services import give_default_rules
from partners.models import Membership
from programme.models import Programme
from tests.factories import (
    make_action,
    make_contact,
    make_milestone,
    make_partner,
)

BRUSSELS = ZoneInfo("Europe/Brussels")


def at(day: str, hour: int = 9) -> datetime:
    """Return an hour of a day in Brussels."""
    return datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=BRUSSELS)


def standing(**which):
    """Return (cause, offset, state, reason) of each reminder by due day."""
    rows = Reminder.objects.filter(**which).order_by("due_on", "offset_days", "pk")
    return [(row.cause, row.offset_days, row.state, row.reason) for row in rows]


def sweep(programme, moment, **how):
    """Sweep one district; return (key, address) of each mail that it sent."""
    mail.outbox.clear()
    dispatch.sweep(
        clock=lambda: moment,
        programmes=Programme.objects.filter(pk=programme.pk),
        **how,
    )
    return [(m.extra_headers["X-Reminder-Key"], *m.to) for m in mail.outbox]


@pytest.fixture
def crew(db, district):
    """The district, its rules, its coordinator's and its lead partner's contacts."""
    coordinator = make_partner(programme=district, role=Membership.Role.COORDINATOR)
    lead = make_partner(programme=district)
    give_default_rules(programme=district)
    return SimpleNamespace(
        programme=district,
        coordinator=make_contact(programme=district, partner=coordinator),
        lead=make_contact(programme=district, partner=lead),
        action=make_action(programme=district, lead=lead),
    )


@pytest.fixture
def call(crew):
    """The call that opens on Monday 16 June 2014."""
    return make_milestone(
        key="vouchers-open", action=crew.action, kind=Milestone.Kind.CALL
    )


def reconcile(programme, moment):
    """Reconcile; return how many rows were planned and changed."""
    outcome = ledger.reconcile(programme=programme, now=moment)
    return outcome.planned, outcome.changed

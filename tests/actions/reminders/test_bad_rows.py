"""One bad row: it fails by itself, and somebody is told."""

from django.core import mail
from django.db import connection

from actions.reminders import dispatch
from creative_district.kernel.models import Heartbeat
from tests.actions.reminders.conftest import at
from tests.factories import make_contact, make_milestone, make_programme, make_rule

JUNE = at("2014-06-06")


def due_in(programme):
    """Make a person with a reminder that is due; return the address."""
    make_rule(programme=programme)
    person = make_contact(programme=programme)
    make_milestone(programme=programme, responsible=person)
    return person.email


def sweep():
    mail.outbox.clear()
    dispatch.sweep(clock=lambda: JUNE)
    return [to for message in mail.outbox for to in message.to]


def test_district_that_cannot_be_planned_holds_up_no_other(db, caplog):
    sick, sound = make_programme(), make_programme()
    late, prompt = due_in(sick), due_in(sound)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE actions_reminderrule SET kinds = 'null' WHERE programme_id = %s",
            [sick.pk],
        )

    assert sweep() == [prompt]

    trouble = Heartbeat.objects.get(name="plan").trouble
    assert trouble.startswith(f"{sick.key}: TypeError")
    assert f"Reminders of {sick.key} cannot be planned" in caplog.messages
    sick.reminder_rules.update(kinds=["deliverable"])
    assert sweep() == [late]
    assert Heartbeat.objects.get(name="plan").trouble == ""


def test_unknown_time_zone_counts_as_the_districts(db, district):
    address = due_in(district)
    district.contacts.update(time_zone="Atlantis/Capital")

    assert sweep() == [address]

"""The engine on the records that ship with the portal."""

import io

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command

from actions.models import Milestone, Reminder
from actions.models.reminder import default_kinds
from actions.reminders import dispatch
from actions.reminders.vocabulary import Reason, State
from creative_district.portal.loading import load
from partners.services import make_demonstration_contacts
from programme.models import Programme
from tests.actions.reminders.conftest import at


def shipped_programmes():
    return Programme.objects.exclude(key="rival")


@pytest.fixture
def shipped(request, db):
    """Both districts, loaded at a moment, with people to write to."""
    for path in settings.DISTRICT_FILES:
        load(path, now=request.param)
    for programme in shipped_programmes():
        make_demonstration_contacts(programme=programme)


def sweep(moment):
    """Sweep all districts; return milestone and offset of each mail."""
    mail.outbox.clear()
    dispatch.sweep(clock=lambda: moment, programmes=shipped_programmes())
    rows = {row.key: row for row in Reminder.objects.select_related("milestone")}
    sent = [rows[letter.extra_headers["X-Reminder-Key"]] for letter in mail.outbox]
    return [(row.milestone.key, row.offset_days) for row in sent]


def with_rules(programmes):
    """Return the milestones of the programmes' own that their rules speak of."""
    return (
        Milestone.objects.public()
        .own()
        .filter(programme__in=programmes, kind__in=default_kinds())
    )


@pytest.mark.parametrize("shipped", [at("2026-11-22")], indirect=True)
def test_loaded_today_it_mails_nobody_and_says_why(shipped, caplog):
    with caplog.at_level("INFO", logger="actions.reminders"):
        assert sweep(at("2026-11-22")) == []
        assert sweep(at("2026-12-24")) == []

    rows = Reminder.objects.all()
    assert set(rows.values_list("state", "reason")) == {
        (State.SKIPPED, Reason.BEFORE_START)
    }
    assert set(rows.values_list("milestone", flat=True)) == {
        milestone.pk for milestone in with_rules(shipped_programmes())
    }
    assert caplog.messages == [
        f"Reminders: nothing sent; {planned} newly planned, 0 changed;"
        " milestones: 26 reached, 1 due-day-over"
        for planned in (80, 0)
    ]


@pytest.mark.parametrize("shipped", [at("2014-06-02")], indirect=True)
def test_loaded_on_2_june_2014_it_mails_about_the_vouchers_then_about_the_study(
    shipped,
):
    assert sweep(at("2014-06-02")) == [("vouchers-open", -30)]
    assert sweep(at("2014-06-03", 23)) == []
    assert sweep(at("2014-06-04", 8)) == [("technopolis-summary", -30)]
    assert sweep(at("2014-06-06", 8)) == [("vouchers-open", -7)]


@pytest.mark.parametrize("shipped", [at("2026-11-22")], indirect=True)
def test_the_whole_timeline_can_be_replayed(shipped):
    out, err = io.StringIO(), io.StringIO()

    call_command(
        "replay_reminders",
        "--from=2013-01-01",
        "--to=2015-07-31",
        f"--programme={Programme.objects.get(is_first=True).key}",
        stdout=out,
        stderr=err,
    )

    assert out.getvalue().splitlines()[1:] == [
        "mois     -30  -7  -1   0  rappels  e-mails",
        "2013-03    1   0   0   0        1        1",
        "2013-04    0   1   1   1        3        3",
        "2014-04    2   0   0   0        2        2",
        "2014-05    1   2   2   2        7        7",
        "2014-06    1   2   1   5        9        9",
        "2014-07    0   0   1   1        2        2",
        "2014-08    1   0   0   0        1        1",
        "2014-09    1   2   2   5       10       10",
        "2014-10    1   0   0   5        6        6",
        "2014-11    0   1   1   5        7        7",
        "2014-12    1   1   1   5        8        8",
        "2015-01    1   0   0   0        1        1",
        "2015-02    0   1   0   5        6        6",
        "total     10  10   9  34       63       63",
    ]

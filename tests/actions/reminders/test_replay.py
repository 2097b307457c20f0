"""The replay: the same engine over a whole timeline, leaving nothing behind."""

import io

from django.apps import apps
from django.core import mail
from django.core.management import call_command

from tests.actions.reminders.conftest import at, sweep
from tests.factories import make_milestone, make_rule, on


def everything():
    """Return every row of the portal."""
    return {
        model._meta.label: list(model.objects.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.app_label in {"actions", "partners", "programme", "kernel"}
    }


def test_replay_prints_what_was_sent_by_month_and_rule(crew, call):
    make_milestone(programme=crew.programme, due=on("2014-07-04"))
    call.reached = call.due
    call.save()
    sweep(crew.programme, at("2014-06-06"))
    before = everything()
    mail.outbox.clear()
    out, err = io.StringIO(), io.StringIO()

    call_command(
        "replay_reminders",
        "--from=2014-05-01",
        "--to=2014-08-31",
        "--programme=home",
        stdout=out,
        stderr=err,
    )

    assert out.getvalue().splitlines() == [
        f"{crew.programme}: 2014-05-01 – 2014-08-31",
        "month         -30       -7       -1       +0       +3      +14      sum",
        "2014-05         1        0        0        0        0        0        1",
        "2014-06         1        2        1        1        0        0        5",
        "2014-07         0        0        1        1        1        1        4",
        "sum             2        2        2        2        1        1       10",
    ]
    assert err.getvalue().split() == ["2014-05", "2014-06", "2014-07", "2014-08"]
    assert everything() == before
    assert mail.outbox == []


def test_programme_without_people_is_replayed_with_stand_ins(db, district):
    make_rule(programme=district)
    make_milestone(programme=district)
    out, err = io.StringIO(), io.StringIO()

    call_command("replay_reminders", "--programme=home", stdout=out, stderr=err)

    assert out.getvalue().splitlines() == [
        f"{district}: 2013-01-01 – 2015-07-31",
        "month          -7      sum",
        "2014-06         1        1",
        "sum             1        1",
    ]
    assert not district.contacts.exists()

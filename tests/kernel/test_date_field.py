"""Dates as far as they are known: in the database and in forms."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.forms import modelform_factory

from actions.models import Action
from creative_district.kernel.dates import Confidence, Status
from creative_district.kernel.forms.partial_date import PartialDateFormField
from tests.factories import make_action, on

pytestmark = pytest.mark.django_db


def test_stored_date_comes_back_whole():
    start = on("2014-Q4", status=Status.INFERRED, confidence=Confidence.LOW)
    action = make_action(start=start)

    action.refresh_from_db()

    assert (action.start, action.end) == (start, None)


def test_bounds_and_grade_can_be_filtered():
    quarter = make_action(start=on("2014-Q4", status=Status.PLANNED))
    make_action(start=on("2014-09-30"))
    make_action(start=None)

    found = Action.objects.filter(
        start__earliest__gte=date(2014, 10, 1),
        start__latest__lt=date(2015, 1, 1),
        start__grade__contains="/planned/",
    )

    assert list(found) == [quarter]


def test_rows_sort_by_date():
    late, early = make_action(start=on("2014-06")), make_action(start=on("2013"))

    found = Action.objects.filter(start__isnull=False).order_by("start")

    assert list(found) == [early, late]


def test_database_refuses_an_action_that_ends_before_it_starts():
    with pytest.raises(IntegrityError):
        make_action(start=on("2014-06-02"), end=on("2014-06-01"))


def test_history_keeps_earlier_dates():
    action = make_action(start=on("2014-06"))
    action.start = on("2014-07-01")
    action.save()

    assert [row.start for row in action.history.all()] == [
        on("2014-07-01"),
        on("2014-06"),
    ]


def form_data(**changes):
    return {"start_value": "", "start_status": "actual", "start_confidence": "high"} | {
        f"start_{name}": value for name, value in changes.items()
    }


def test_form_reads_date_and_grade():
    form_class = modelform_factory(Action, fields=["start"])
    form = form_class(form_data(value=" 2014-Q4 ", status="planned", confidence="low"))

    assert form.is_valid()
    assert form.cleaned_data["start"] == on(
        "2014-Q4", status=Status.PLANNED, confidence=Confidence.LOW
    )


def test_form_takes_an_empty_date_for_unknown():
    form = modelform_factory(Action, fields=["start"])(form_data())

    assert form.is_valid()
    assert form.cleaned_data["start"] is None
    assert not form.has_changed()


def test_form_says_what_is_wrong_with_a_date():
    form = modelform_factory(Action, fields=["start"])(form_data(value="2014-02-30"))

    assert not form.is_valid()
    assert "2014-02-30" in form.errors["start"][0]


def test_form_sees_a_change_of_grade_alone():
    field = PartialDateFormField(required=False)

    assert field.has_changed(on("2014-06"), ["2014-06", "planned", "high"])
    assert not field.has_changed(on("2014-06"), ["2014-06", "actual", "high"])

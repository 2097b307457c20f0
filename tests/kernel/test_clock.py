"""The programme's clock."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from creative_district.kernel import clock


@time_machine.travel(datetime(2014, 6, 2, 21, 59, tzinfo=UTC), tick=False)
def test_clock_is_real_by_default():
    assert clock.now() == datetime(2014, 6, 2, 21, 59, tzinfo=UTC)
    assert clock.today("Europe/Brussels") == date(2014, 6, 2)
    assert clock.today("Europe/Athens") == date(2014, 6, 3)


@pytest.mark.django_db
def test_shifted_clock_starts_at_nine_local_and_runs_on(settings):
    settings.PROGRAMME_AS_OF = "2014-06-02"
    settings.TIME_ZONE = "Europe/Brussels"

    with time_machine.travel(datetime(2026, 11, 22, 15, 0, tzinfo=UTC), tick=False):
        first = clock.now()
    with time_machine.travel(datetime(2026, 11, 24, 15, 0, tzinfo=UTC), tick=False):
        later = clock.now()

    assert first == datetime(2014, 6, 2, 7, 0, tzinfo=UTC)
    assert later == datetime(2014, 6, 4, 7, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_shifted_clock_can_start_at_a_given_time(settings):
    settings.PROGRAMME_AS_OF = "2014-01-02T06:30"
    settings.TIME_ZONE = "Europe/Brussels"

    with time_machine.travel(datetime(2026, 11, 22, 15, 0, tzinfo=UTC), tick=False):
        assert clock.now() == datetime(2014, 1, 2, 5, 30, tzinfo=UTC)

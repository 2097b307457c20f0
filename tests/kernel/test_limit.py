"""Counting what is asked for, with Redis, without, and when it is broken."""

import logging
import socket
from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings as configured
from django.core.cache import caches
from redis.backoff import NoBackoff
from redis.retry import Retry

from creative_district.kernel import limit
from creative_district.kernel.limit import Quota

START = datetime(2026, 6, 2, 12, 0, 10, tzinfo=UTC)
REDIS = "django.core.cache.backends.redis.RedisCache"


@pytest.fixture(autouse=True)
def clock():
    caches["default"].clear()
    caches["own"].clear()
    limit.tallies.clear()
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def take():
    return limit.take("things", "someone", most=2, seconds=60)


def test_each_request_is_counted_until_the_next_span(clock):
    assert [take() for _time in range(3)] == [
        Quota(2, 60, count, 50) for count in (1, 2, 3)
    ]
    clock.shift(50)
    assert take() == Quota(2, 60, 1, 60)


@pytest.mark.parametrize(
    ("count", "left", "wait"), [(1, 1, 0), (2, 0, 0), (3, 0, 50), (9, 0, 50)]
)
def test_a_quota_says_what_is_left(count, left, wait):
    quota = Quota(most=2, seconds=60, count=count, reset=50)

    assert (quota.left, quota.wait) == (left, wait)


def test_things_and_people_are_counted_apart():
    take()

    assert limit.take("others", "someone", most=2, seconds=60).count == 1
    assert limit.take("things", "somebody", most=2, seconds=60).count == 1


@pytest.mark.skipif(not configured.REDIS_URL, reason="needs a Redis")
def test_processes_count_together_in_redis():
    take()
    caches["own"].clear()
    with_another_memory = take()

    assert configured.CACHES["default"]["BACKEND"] == REDIS
    assert with_another_memory.count == 2


def take_many():
    """Count one more of a thousand in a minute; return the count."""
    return limit.take("things", "someone", most=1000, seconds=60).count


def test_large_limits_are_told_a_part_at_a_time(monkeypatch):
    told = []
    real = limit.counted

    def counted(key, seconds, more):
        told.append(more)
        return real(key, seconds, more)

    monkeypatch.setattr(limit, "counted", counted)
    monkeypatch.setattr(limit, "PAUSE", 3600)
    counts = [take_many() for _time in range(50)]

    assert counts == list(range(1, 51))
    assert told == [1, 20, 20]


def test_what_a_process_has_counted_it_tells_after_a_second(monkeypatch):
    monkeypatch.setattr(limit, "PAUSE", 0)
    counts = [take_many() for _time in range(3)]
    limit.tallies.clear()

    assert counts == [1, 2, 3]
    assert take_many() == 4


@pytest.fixture
def nobody(settings):
    """Where Redis should be, a port takes connections and says nothing."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        silent = {
            "BACKEND": REDIS,
            "LOCATION": f"redis://127.0.0.1:{listener.getsockname()[1]}/0",
            "OPTIONS": {"socket_timeout": 0.05, "retry": Retry(NoBackoff(), 0)},
        }
        settings.CACHES = {**settings.CACHES, "default": silent}
        yield


def test_a_redis_that_hangs_is_left_alone_for_a_while(nobody, clock, caplog):
    with caplog.at_level(logging.WARNING):
        counts = [take().count for _time in range(4)]
        clock.shift(limit.REST + 1)
        counts.append(take().count)

    assert counts == [1, 2, 3, 4, 5]
    said = [record.getMessage() for record in caplog.records]
    assert [line[:41] for line in said] == [
        "Each process counts requests by itself: T"
    ] * 2


def test_a_redis_that_is_gone_is_asked_once(settings, caplog):
    gone = {"BACKEND": REDIS, "LOCATION": "redis://127.0.0.1:1/0"}
    gone["OPTIONS"] = {"retry": Retry(NoBackoff(), 0)}
    settings.CACHES = {**settings.CACHES, "default": gone}

    assert [take().count for _time in range(3)] == [1, 2, 3]
    assert len(caplog.records) == 1

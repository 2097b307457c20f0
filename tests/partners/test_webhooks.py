"""Secrets and signatures are those of the Standard Webhooks specification."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from partners.webhooks import (
    fingerprint_of,
    new_message_id,
    new_seed,
    retry_delay,
    secret_of,
    signed,
    wait_asked,
    written,
)

# Which every library of the specification has in its tests
SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek"
MOMENT = 1614265330
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_message_is_signed_as_the_specification_has_it() -> None:
    key = base64.b64decode(SECRET)

    assert signed(MESSAGE, MOMENT, BODY, keys=[key]) == {
        "webhook-id": MESSAGE,
        "webhook-timestamp": str(MOMENT),
        "webhook-signature": SIGNATURE,
    }


def test_two_secrets_make_two_signatures() -> None:
    key = base64.b64decode(SECRET)

    headers = signed(MESSAGE, MOMENT, BODY, keys=[b"another", key])

    other, ours = headers["webhook-signature"].split(" ")
    assert ours == SIGNATURE
    assert other.startswith("v1,")
    assert other != ours


def test_a_secret_follows_from_its_seed_and_the_key_of_the_portal(
    settings: Any,
) -> None:
    seed = new_seed()
    secret = secret_of(seed)

    assert secret == secret_of(seed)
    assert len(secret) == 32
    assert secret != secret_of(new_seed())
    settings.SECRET_KEY = "another"
    assert secret != secret_of(seed)


def test_a_secret_is_written_as_libraries_read_it() -> None:
    secret = base64.b64decode(SECRET)

    assert written(secret) == f"whsec_{SECRET}"
    assert fingerprint_of(secret) not in written(secret)


def test_names_of_messages_hold_no_full_stop() -> None:
    names = {new_message_id() for _number in range(100)}

    assert len(names) == 100
    assert all(name.startswith("msg_") and "." not in name for name in names)


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(1, 1), (2, 2), (5, 16), (8, 128), (9, 240), (25, 240)],
)
def test_waits_double_up_to_four_hours(failures: int, minutes: int) -> None:
    delay = retry_delay(
        failures, first=timedelta(minutes=1), longest=timedelta(hours=4)
    )

    assert delay == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        *(
            ("120", 120),
            ("120 \t", 120),
            ("0", 0),
            ("", 0),
            ("-5", 0),
            ("1.5", 0),
            ("soon", 0),
        ),
        *(("٣", 0), ("1" * 30, 0)),
        ("Mon, 02 Jun 2014 12:01:30 GMT", 90),
        ("Mon, 02 Jun 2014 11:00:00 GMT", 0),
        ("Mon, 32 Jun 2014 11:00:00 GMT", 0),
    ],
)
def test_a_receiver_asks_for_a_pause_in_seconds_or_until_a_moment(
    written: str, seconds: int
) -> None:
    noon = datetime(2014, 6, 2, 12, tzinfo=UTC)

    assert wait_asked(written, noon) == timedelta(seconds=seconds)


def test_all_waits_together_last_three_days() -> None:
    waits = []
    for failure in range(1, 100):
        delay = retry_delay(
            failure, first=timedelta(minutes=1), longest=timedelta(hours=4)
        )
        if delay is None:
            break
        waits.append(delay)

    assert timedelta(days=3) <= sum(waits, timedelta()) < timedelta(days=3, hours=4)

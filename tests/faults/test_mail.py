"""Mail servers that refuse, hang up, hang, dawdle, or do not know the portal."""

import ssl
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.faults.conftest import both, embedded
from tests.faults.portal import Portal
from tests.mail_server import DROP, HANG, Answer, Stage, first, mail_server, once_each
from tests.running import until

pytestmark = pytest.mark.slow

PASSING = {
    "421 at connect": (Stage.CONNECTED, partial(first, 3, "421 4.3.2 Shutting down")),
    "451 greylisting": (Stage.RECIPIENT, partial(once_each, "451 4.7.1 Greylisted")),
    "452 disk full": (Stage.CONTENT, partial(first, 5, "452 4.3.1 Disk full")),
    "cut at connect": (Stage.CONNECTED, partial(first, 3, DROP)),
    "cut before the answer": (Stage.CONTENT, partial(first, 3, DROP)),
    "hanging at connect": (Stage.CONNECTED, partial(first, 2, HANG)),
    "hanging at the end": (Stage.CONTENT, partial(first, 3, HANG)),
}


@pytest.mark.parametrize(("stage", "fault"), PASSING.values(), ids=PASSING.keys())
def test_passing_fault_loses_and_repeats_nothing(
    stage: Stage, fault: Callable[[], Answer], portal: Portal
) -> None:
    portal.mail.faults[stage] = fault()
    with portal.running():
        portal.sends_all()
        portal.sweeps()

    portal.kept_its_promise()


@pytest.mark.parametrize("portal", [embedded], indirect=True)
def test_bad_day_of_a_mail_server_loses_and_repeats_nothing(portal: Portal) -> None:
    portal.mail.faults = {
        Stage.CONNECTED: first(2, "421 4.3.2 Shutting down"),
        Stage.RECIPIENT: once_each("451 4.7.1 Greylisted"),
        Stage.CONTENT: first(2, DROP),
    }
    with portal.running():
        portal.sends_all()
        portal.sweeps()

    portal.kept_its_promise()


@both
@pytest.mark.parametrize("fault", [DROP, HANG], ids=["cut", "hanging"])
def test_answer_that_never_arrives_repeats_one_mail_a_connection(
    fault: str, portal: Portal
) -> None:
    portal.mail.faults[Stage.ACCEPTED] = first(3, fault)
    with portal.running():
        portal.sends_all()
        portal.sweeps()

    assert portal.mail.repeated > 0
    portal.kept_its_promise(repeats=3)


def test_slow_server_is_waited_for_and_nothing_repeated(portal: Portal) -> None:
    """Each answer takes nearly as long as it may, beside a second worker."""
    portal.environment |= {"EMAIL_TIMEOUT": "1", "REMINDER_LEASE_SECONDS": "6"}
    portal.mail.pace = 0.8
    with portal.running(workers=2):
        until(lambda: len(portal.mail.arrivals) >= 3)
        repeated = portal.mail.repeated
        portal.mail.pace = 0
        portal.sends_all()
        portal.sweeps()

    assert repeated == 0
    portal.kept_its_promise()


@both
def test_refused_recipient_fails_alone_and_is_shown_to_staff(portal: Portal) -> None:
    answer = "550 5.1.1 No such person"
    reader = min(recipient for _key, recipient in portal.owed)
    refused = {key for key, recipient in portal.owed if recipient == reader}
    portal.mail.recipients[reader] = answer
    portal.owed = {(key, r) for key, r in portal.owed if key not in refused}
    with portal.running():
        portal.sends_all()
        portal.sweeps()

    assert set(portal.mail.received) == portal.owed
    assert portal.mail.repeated == 0
    assert portal.standing("state, reason, attempt_count") == {
        ("sent", "", 1),
        ("failed", answer, 1),
        ("skipped", "address-refused", 0),
    }
    assert portal.rows("SELECT email FROM partners_contact WHERE problem <> ''") == [
        (reader,)
    ]


@both
def test_wrong_password_pauses_and_fails_nothing(portal: Portal) -> None:
    with mail_server(asks_log_in=True) as (script, service):
        portal.mail = script
        portal.environment["EMAIL_URL"] = (
            f"smtp://district:wrong@{service.hostname}:{service.port}"
        )
        script.password = "right"
        mend = partial(setattr, script, "password", "wrong")
        assert_pauses(portal, "535 5.7.8", mend=mend)


def test_untrusted_certificate_pauses_and_fails_nothing(
    portal: Portal, tmp_path: Path
) -> None:
    trusted, stranger = (certificate(tmp_path / name) for name in ("ours", "theirs"))
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shown.load_cert_chain(stranger)
    with mail_server(tls=shown) as (portal.mail, service):
        portal.environment |= {
            "EMAIL_URL": f"smtp+tls://{service.hostname}:{service.port}",
            "SSL_CERT_FILE": str(trusted),
        }
        assert_pauses(
            portal,
            "CERTIFICATE_VERIFY_FAILED",
            mend=partial(shown.load_cert_chain, trusted),
        )


def assert_pauses(portal: Portal, words: str, *, mend: Callable[[], None]) -> None:
    """Assert that everything waits and the trouble is told; that mending sends all."""
    with portal.running():
        until(lambda: words in portal.heartbeat[1])
        portal.sweeps()
        paused = portal.standing("state, attempt_count")
        arrivals = len(portal.mail.arrivals)
        mend()
        portal.sends_all()
        portal.sweeps()

    assert (paused, arrivals) == ({("planned", 0)}, 0)
    assert portal.heartbeat[1] == ""
    portal.kept_its_promise()


def certificate(path: Path) -> Path:
    """Make a key and a certificate for 127.0.0.1 that it signs itself."""
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=127.0.0.1",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            path,
            "-out",
            path.with_suffix(".pem"),
        ],
        check=True,
        capture_output=True,
    )
    with path.with_suffix(".pem").open("a") as both_parts:
        both_parts.write(path.read_text())
    return path.with_suffix(".pem")

"""Whose fault a failed delivery is."""

import smtplib
import socket
import ssl

import pytest

from actions.reminders.faults import Fault, Kind, fault_of

PASSING, RECIPIENT, OURS = Kind.PASSING, Kind.RECIPIENT, Kind.OURS


def refused(code, answer=b"no"):
    return smtplib.SMTPRecipientsRefused({"a@partner.example": (code, answer)})


@pytest.mark.parametrize(
    ("error", "kind", "breaks_connection"),
    [
        (smtplib.SMTPConnectError(421, b"busy"), PASSING, True),
        (smtplib.SMTPServerDisconnected("gone"), PASSING, True),
        (TimeoutError("timed out"), PASSING, True),
        (ConnectionRefusedError(111, "Connection refused"), PASSING, True),
        (socket.gaierror(socket.EAI_AGAIN, "try again"), PASSING, True),
        (ssl.SSLEOFError(8, "closed"), PASSING, True),
        (refused(450), PASSING, False),
        (refused(421), PASSING, True),
        (smtplib.SMTPDataError(452, b"full"), PASSING, False),
        (smtplib.SMTPSenderRefused(451, b"later", "us"), PASSING, False),
        (smtplib.SMTPAuthenticationError(454, b"later"), PASSING, False),
        (refused(550), RECIPIENT, False),
        (smtplib.SMTPDataError(554, b"spam"), RECIPIENT, False),
        (smtplib.SMTPSenderRefused(552, b"too large", "us"), RECIPIENT, False),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), RECIPIENT, False),
        (refused(554, b"Relay access denied"), PASSING, True),
        (refused(550, b"mail-relay.host.example: no such person"), RECIPIENT, False),
        (refused(530), OURS, True),
        (smtplib.SMTPSenderRefused(553, b"not yours", "us"), OURS, True),
        (smtplib.SMTPAuthenticationError(535, b"wrong"), OURS, True),
        (ssl.SSLCertVerificationError(1, "self-signed"), OURS, True),
        (ssl.SSLError(1, "wrong version number"), OURS, True),
        (socket.gaierror(socket.EAI_NONAME, "unknown"), OURS, True),
    ],
)
def test_every_answer_is_somebodys(error, kind, breaks_connection):
    fault = fault_of(error)

    assert (fault.kind, fault.breaks_connection) == (kind, breaks_connection)


def test_the_servers_words_are_kept_even_where_they_are_no_text():
    assert fault_of(refused(550, b"5.1.1 No such \xff")) == Fault(
        RECIPIENT, "550 5.1.1 No such \ufffd", breaks_connection=False
    )
    assert fault_of(refused(550, b"No\0one")).answer == "550 No\ufffdone"
    assert fault_of(TimeoutError()).answer == "TimeoutError"

"""What a failure to deliver means: try later, give up this one, or mend ourselves."""

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass
from enum import Enum, auto

# What servers answer to a client that has not logged in, or not as they ask for.
LOG_IN_CODES = {530, 534, 535, 538}
PERMANENT = 500
# “Relay access denied”, but not the name of a server.
RELAYING = re.compile(r"\brelay(ing)?\b(?![.-]\w)", re.IGNORECASE)
TOO_LARGE = 552  # RFC 1870
UNKNOWN_HOST = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class Kind(Enum):
    """Whose fault it is, and so what follows."""

    PASSING = auto()  # nobody's: it may work later
    RECIPIENT = auto()  # the address: it will never work
    OURS = auto()  # the portal's configuration: nothing works until it is mended


@dataclass(frozen=True, slots=True)
class Fault:
    """A failed delivery, in the mail server's words."""

    kind: Kind
    answer: str
    breaks_connection: bool = True


def fault_of(error: Exception) -> Fault:
    """Return what an error while sending one mail means."""
    match error:
        case smtplib.SMTPAuthenticationError():
            return _by_code(error.smtp_code, error.smtp_error, is_log_in=True)
        case smtplib.SMTPRecipientsRefused():
            code, answer = next(iter(error.recipients.values()))
            return _by_code(code, answer)
        case smtplib.SMTPSenderRefused():
            # Refused before the recipient was named: it is the portal that is unwanted,
            # unless the mail is too large.
            is_ours = error.smtp_code != TOO_LARGE
            return _by_code(error.smtp_code, error.smtp_error, is_log_in=is_ours)
        case smtplib.SMTPResponseException():
            return _by_code(error.smtp_code, error.smtp_error)
        case smtplib.SMTPNotSupportedError():
            # While connecting it is the portal's; here the address asks for too much.
            return Fault(Kind.RECIPIENT, str(error), breaks_connection=False)
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            return Fault(Kind.PASSING, str(error))
        case ssl.SSLError():
            return Fault(Kind.OURS, str(error))
        case socket.gaierror() if error.errno in UNKNOWN_HOST:
            return Fault(Kind.OURS, str(error))
        case _:
            return Fault(Kind.PASSING, str(error) or type(error).__name__)


def _by_code(code: int, answer: bytes | str, *, is_log_in: bool = False) -> Fault:
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    # PostgreSQL keeps no text with a NUL.
    said = f"{code} {words}".replace("\0", "\ufffd")
    if code < PERMANENT:
        # 421 closes the connection; after any other answer it can be used again.
        return Fault(Kind.PASSING, said, breaks_connection=code == 421)
    if is_log_in or code in LOG_IN_CODES:
        return Fault(Kind.OURS, said)
    if RELAYING.search(words):
        # The server knows the portal no longer, or takes no mail for this domain. One
        # address must not hold up all others; two in a row end the batch.
        return Fault(Kind.PASSING, said)
    return Fault(Kind.RECIPIENT, said, breaks_connection=False)

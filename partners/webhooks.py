"""The secrets that partners' webhooks are signed with, and the signatures.

As the Standard Webhooks specification has them, so that public libraries check them. A
secret has to be there whenever a message is signed, so that a hash of it would not do.
It is not kept, however: it follows from a random seed, which is, and from SECRET_KEY.
Whoever reads the database alone, or a backup of it, signs nothing.
"""

import base64
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from django.utils.crypto import salted_hmac
from django.utils.http import parse_http_date_safe

PREFIX = "whsec_"
SALT = "partners.webhooks"
# How long the secret before a new one signs as well
OVERLAP = timedelta(days=1)
# For how long a receiver that does not take a message is tried again
PATIENCE = timedelta(days=3)


def new_seed() -> str:
    """Return what a fresh secret follows from."""
    return secrets.token_hex(16)


def new_message_id() -> str:
    """Return a name that no other message has."""
    return f"msg_{secrets.token_hex(14)}"


def secret_of(seed: str) -> bytes:
    """Return the secret that follows from a seed and SECRET_KEY: 256 bits."""
    return salted_hmac(SALT, seed, algorithm="sha256").digest()


def written(secret: bytes) -> str:
    """Return a secret as receivers are given it."""
    return PREFIX + base64.b64encode(secret).decode()


def fingerprint_of(secret: bytes) -> str:
    """Return what a secret is known by, without telling it."""
    return sha256(secret).hexdigest()[:16]


def signed(
    message_id: str, timestamp: int, body: bytes, *, keys: Iterable[bytes]
) -> Mapping[str, str]:
    """Return the headers of a message, with a signature by each of the secrets."""
    content = f"{message_id}.{timestamp}.".encode() + body
    digests = [hmac.digest(key, content, "sha256") for key in keys]
    signatures = [f"v1,{base64.b64encode(digest).decode()}" for digest in digests]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def retry_delay(
    failure_count: int, *, first: timedelta, longest: timedelta
) -> timedelta | None:
    """Return how long to wait after so many failures in a row; None: give up.

    The wait doubles up to `longest`; all these waits together last three days.
    """
    delay = waited = timedelta()
    for failure in range(failure_count):
        waited += delay
        delay = min(first * 2 ** min(failure, 30), longest)
    return delay if waited < PATIENCE else None


def wait_asked(retry_after: str, now: datetime) -> timedelta:
    """Return how long a receiver asks to be left alone; nothing for what is unreadable.

    `retry_after` is seconds or a moment (RFC 9110, 10.2.3).
    """
    retry_after = retry_after.strip(" \t")
    moment = parse_http_date_safe(retry_after)
    if moment is not None:
        return timedelta(seconds=max(moment - now.timestamp(), 0))
    is_number = re.fullmatch("[0-9]{1,9}", retry_after)
    return timedelta(seconds=int(retry_after)) if is_number else timedelta()

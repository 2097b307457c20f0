"""The tokens by which partners' programs show who they are: made up, read, kept.

A token is `cdp_`, 256 random bits and a checksum, all of letters and digits. Scanners
for secrets know it by its beginning, and by the checksum tell it from other text
without asking anybody (as with GitHub's tokens). Kept is its SHA-256 alone: what is so
random cannot be guessed from it, so that a slow hash, as for passwords, would only
cost; and a key would make every token void with the key.
"""

import secrets
import string
from hashlib import sha256
from zlib import crc32

PREFIX = "cdp_"
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
# So many of them hold 256 bits, and 32.
RANDOM, CHECK = 43, 6
# How much of a token is kept as it is, so that people can tell which one it is
TOLD = len(PREFIX) + 4


def new_token() -> str:
    """Return a fresh token."""
    drawn = "".join(secrets.choice(ALPHABET) for _place in range(RANDOM))
    return f"{PREFIX}{drawn}{checksum(drawn)}"


def checksum(drawn: str) -> str:
    """Return the CRC-32 of the random part in letters and digits."""
    rest, digits = crc32(drawn.encode()), ""
    for _place in range(CHECK):
        rest, digit = divmod(rest, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits


def is_token(written: str) -> bool:
    """Whether a text looks like a token of ours, checksum included."""
    drawn, check = written[len(PREFIX) : -CHECK], written[-CHECK:]
    return (
        written.startswith(PREFIX)
        and len(drawn) == RANDOM
        and set(drawn) <= set(ALPHABET)
        and check == checksum(drawn)
    )


def digest_of(token: str) -> str:
    """Return what is kept of a token, and looked for when it is shown."""
    return sha256(token.encode()).hexdigest()

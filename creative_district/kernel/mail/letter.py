"""Reading a mail back from its bytes."""

import email
from collections.abc import Sequence
from email import policy
from email.message import EmailMessage
from typing import NamedTuple, Self


class Attachment(NamedTuple):
    """A file that came with a mail."""

    name: str
    content_type: str
    content: bytes


class Opened(NamedTuple):
    """A mail taken apart: what a person reads of it."""

    headers: Sequence[tuple[str, str]]
    text: str
    html: str
    attachments: Sequence[Attachment]

    @classmethod
    def from_bytes(cls, source: bytes) -> Self:
        """Take apart the mail that these bytes are."""
        message = email.message_from_bytes(source, policy=policy.default)
        return cls(
            headers=[(name, str(value).strip()) for name, value in message.items()],
            text=_body(message, "plain"),
            html=_body(message, "html"),
            attachments=[
                Attachment(
                    part.get_filename("") or f"{number}",
                    part.get_content_type(),
                    _content(part),
                )
                for number, part in enumerate(message.iter_attachments(), start=1)
            ],
        )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""


def _content(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    # A mail inside a mail has no payload of its own.
    return payload if isinstance(payload, bytes) else part.as_bytes()

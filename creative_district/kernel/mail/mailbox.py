"""The embedded mailbox: mail is kept in the database instead of being sent."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from creative_district.kernel.models import Letter


def is_in_use() -> bool:
    """Whether mail stays in the mailbox: until `EMAIL_URL` names a mail server."""
    return not settings.EMAIL_URL


class MailboxBackend(BaseEmailBackend):
    """Django mail backend that keeps each message, whole, as a `Letter`.

    A letter is written in the caller's transaction: what rolls back was never sent.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the messages that have a recipient; return how many."""
        letters = [
            Letter(
                recipients=", ".join(message.recipients()),
                subject=str(message.subject),
                source=message.message().as_bytes(linesep="\r\n"),
            )
            for message in email_messages
            if message.recipients()
        ]
        return len(Letter.objects.bulk_create(letters))

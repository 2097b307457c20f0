"""What names a mail, its thread and its way out, in its headers."""

import hashlib
from collections.abc import Sequence

from actions.calendar_file import domain
from actions.models import Reminder


def headers_of(
    reminders: Sequence[Reminder], *, language: str, way_out: str
) -> dict[str, str]:
    """Return the headers of a mail about some reminders of one contact.

    `way_out` is where that contact unsubscribes.

    Mails about one milestone form a thread. A mail about several belongs to none, so
    that what is new today does not hide below what was new last week.
    """
    headers = {
        "Message-ID": f"<{message_id(reminders)}@{domain()}>",
        "Content-Language": language,
        # RFC 8058: a mail program unsubscribes by one POST, without asking.
        "List-Unsubscribe": f"<{way_out}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        # RFC 3834; Exchange asks in a header of its own whether to answer with the
        # recipient's holidays.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
    if len(reminders) == 1:
        thread = f"<milestone-{reminders[0].milestone.key}@{domain()}>"
        headers |= {"In-Reply-To": thread, "References": thread}
    return headers


def message_id(reminders: Sequence[Reminder]) -> str:
    """Return the `Message-ID` without its domain.

    The same at every attempt for the same reminders, another for any others: a mail
    system that drops what it has seen drops nothing new.
    """
    if len(reminders) == 1:
        return reminders[0].message_id
    keys = "\n".join(sorted(reminder.key for reminder in reminders))
    return hashlib.sha256(keys.encode()).hexdigest()[:32]

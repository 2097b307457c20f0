"""Whether the database is away: what nobody here did wrong, and what passes."""

from django.db import InterfaceError, OperationalError, connection

# Seconds after which it is worth asking again
RETRY_AFTER = 60


def is_outage(error: BaseException | None) -> bool:
    """Whether an error came of a database that does not answer.

    One that answers and refuses (a lock, a missing table) is no outage.
    """
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    return connection.connection is None or not connection.is_usable()

"""What is written to the log, and how much of it."""

import logging


class OneLine(logging.Filter):
    """Leaves a record its message, without the traceback.

    For what strangers can bring about as often as they like, and nobody can mend.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = None
        return True

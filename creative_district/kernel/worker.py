"""Telling the worker that there is something to do."""

from celery import current_app
from kombu.exceptions import ChannelError, OperationalError


def queue(task: str, *arguments: object, expires: int) -> Exception | None:
    """Queue a task, by its name; return why there is no broker that takes it.

    Whoever calls it lets the worker find the work later, too: a broker may be away.
    """
    try:
        current_app.send_task(task, args=arguments, retry=False, expires=expires)
    except (OperationalError, ChannelError, OSError) as error:
        return error
    return None

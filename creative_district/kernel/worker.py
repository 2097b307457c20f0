"""Telling the worker that there is something to do."""

from celery import current_app
from kombu.exceptions import ChannelError, OperationalError


def queue(
    task: str, *arguments: object, expires: int | None = None
) -> Exception | None:
    """Queue a task, by its name; return why there is no broker that takes it.

    A broker may be away: whoever calls it lets the worker find the work later, or says
    that it is not done. After `expires` seconds nobody does it any more.
    """
    try:
        current_app.send_task(task, args=arguments, retry=False, expires=expires)
    except (OperationalError, ChannelError, OSError) as error:
        return error
    return None

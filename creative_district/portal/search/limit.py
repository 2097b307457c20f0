"""How often one address may search: the dearest page is there for everybody."""

from django.conf import settings
from django.http import HttpRequest

from creative_district.kernel import limit
from creative_district.kernel.client import client

MINUTE = 60


def wait(request: HttpRequest) -> int:
    """Count a search; return in how many seconds the next is answered, 0 for now.

    `SEARCHES_PER_MINUTE` are; 0 sets no limit. Whose address is not known is not held
    to any.
    """
    most = settings.SEARCHES_PER_MINUTE
    who = most and client(request)
    if not who:
        return 0
    return limit.wait("searches", who, most=most, seconds=MINUTE)

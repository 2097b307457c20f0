"""Writes that concern a programme's sources."""

from urllib.parse import urlsplit

from creative_district.kernel.record import State
from programme.models import Source


def source_at(*, url: str) -> Source:
    """Return the source that has an address; where none has, one that waits in review.

    What is known of it is where it stands; whoever reviews it adds the rest.
    """
    site = urlsplit(url).netloc.removeprefix("www.")
    known = {"title": url[:300], "publisher": site[:200], "state": State.IN_REVIEW}
    return Source.objects.get_or_create(url=url, defaults=known)[0]

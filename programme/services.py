"""Writes of sources and of pictures, whose files come and go with them."""

from functools import partial
from urllib.parse import urlsplit

from django.db import transaction

from creative_district.kernel.record import State
from programme import rendering
from programme.models import Picture, Rendering, Source


def source_at(*, url: str) -> Source:
    """Return the source that has an address; where none has, one that waits in review.

    What is known of it is where it stands; whoever reviews it adds the rest.
    """
    site = urlsplit(url).netloc.removeprefix("www.")
    known = {"title": url[:300], "publisher": site[:200], "state": State.IN_REVIEW}
    return Source.objects.get_or_create(url=url, defaults=known)[0]


@transaction.atomic
def order_sizes(*, picture: Picture) -> None:
    """Have the worker make the smaller copies of a picture, anew if it gave them up."""
    fresh = {"state": Rendering.State.WAITING, "attempts": 0, "claimed_until": None}
    Rendering.objects.update_or_create(picture=picture, defaults=fresh)
    transaction.on_commit(partial(rendering.wake_worker, picture.pk))


@transaction.atomic
def delete_picture(*, picture: Picture) -> None:
    """Delete a picture for good; its files go once that is certain."""
    folder = picture.folder
    picture.delete()
    transaction.on_commit(partial(rendering.delete_files, folder))

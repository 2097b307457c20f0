"""The file that somebody sent, kept between the look at it and the agreement."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from creative_district.kernel.models import Upload

KEPT = timedelta(hours=2)


@transaction.atomic
def keep_upload(
    *, user: Any, model: type[models.Model], name: str, content: bytes, now: datetime
) -> Upload:
    """Keep a file for its sender, in place of the last one; forget old ones."""
    kind = ContentType.objects.get_for_model(model)
    Upload.objects.filter(made_at__lt=now - KEPT).delete()
    Upload.objects.filter(user=user, content_type=kind).delete()
    return Upload.objects.create(
        user=user, content_type=kind, name=name[:200], content=content, made_at=now
    )


def upload_of(
    *, user: Any, model: type[models.Model], number: str, now: datetime
) -> Upload | None:
    """Return the file of that number, if it is this person's and not old."""
    if not number.isascii() or not number.isdecimal() or len(number) > 18:
        return None
    kind = ContentType.objects.get_for_model(model)
    own = Upload.objects.filter(user=user, content_type=kind)
    return own.filter(pk=number, made_at__gte=now - KEPT).first()

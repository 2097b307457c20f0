"""What the worker does with pictures; each task is one call."""

from celery import shared_task
from django.utils import timezone

from programme import rendering


@shared_task  # type: ignore[untyped-decorator]  # Celery's are
def render(picture_id: int) -> None:
    """Make the smaller copies of a picture."""
    rendering.render(picture_id=picture_id, now=timezone.now())


@shared_task  # type: ignore[untyped-decorator]  # Celery's are
def sweep() -> None:
    """Find the pictures whose smaller copies are missing."""
    rendering.sweep(now=timezone.now())


@shared_task  # type: ignore[untyped-decorator]  # Celery's are
def delete_orphans() -> None:
    """Delete the files of pictures that are gone."""
    rendering.delete_orphans(now=timezone.now())

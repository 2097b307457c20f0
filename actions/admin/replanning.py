"""Staff pages whose writes plan reminders anew."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from actions.reminders.wake import replan_after_commit
from creative_district.kernel.admin.record import RecordAdmin
from creative_district.kernel.record import Record
from programme.models import Programme


def replan(records: Iterable[Any]) -> None:
    """Plan the reminders of each programme that the records belong to."""
    for programme in {programme_of(record) for record in records}:
        replan_after_commit(programme=programme)


def programme_of(record: Any) -> Programme:
    """Return the programme of a record, which may be one itself."""
    programme: Programme = getattr(record, "programme", record)
    return programme


class Replanning(admin.ModelAdmin):
    """Saving and deleting plan the programme's reminders anew."""

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        replan([obj])

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        if not isinstance(obj, Programme):
            replan([obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        gone = [] if queryset.model is Programme else list(queryset)
        super().delete_queryset(request, queryset)
        replan(gone)


class ReplanningRecords(Replanning, RecordAdmin):
    """So does moving records towards the public or away from it."""

    def move(
        self, request: HttpRequest, records: Iterable[Record], *args: Any, **kwargs: Any
    ) -> list[Record]:
        changed = super().move(request, records, *args, **kwargs)
        replan(changed)
        return changed

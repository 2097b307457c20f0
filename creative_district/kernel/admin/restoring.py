"""Going back to an earlier version of a record, by the way that its form is saved.

So what a person may not change stays as it is, what the form refuses is refused, and
what saving brings with it comes. Neither the state nor the rows of a record go back.
"""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from creative_district.kernel.admin.concurrency import VersionedRecords
from creative_district.kernel.admin.history import HistoryInWords
from creative_district.kernel.admin.reasons import WHY
from creative_district.kernel.admin.words import Names
from creative_district.kernel.publication import REASON_LENGTH
from creative_district.kernel.versions import Values, fields_of, values_of, versions_of

RESTORE = "_restore"
# Whoever saves a form may look at what was typed: here nothing was.
NOTHING_TYPED = SimpleNamespace(changed_data=[], initial={}, fields={}, data={})


class RestoredRecords(VersionedRecords, HistoryInWords):
    """The history with a button beside each version."""

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: Any = None,
    ) -> HttpResponse:
        """Show a version; by POST go back to it."""
        if request.method != "POST":
            return super().history_form_view(
                request, object_id, version_id, extra_context
            )
        with transaction.atomic():
            self.hold(request, object_id)
            pk, number = self.number(object_id), self.number(version_id)
            record = self.get_object(request, str(pk))
            versions = versions_of(self.model, pk).exclude(history_type="-")
            version = versions.filter(history_id=number).first()
            if record is None or version is None:
                raise Http404
            if not self.has_change_permission(request, record):
                raise PermissionDenied
            return self.restore(request, record, version)

    def restore(self, request: HttpRequest, record: Any, version: Any) -> HttpResponse:
        """Write what a version held, and say what could not be written."""
        values = values_of([version])[version.pk]
        lost = list(take_out_gone(fields_of(self.model), values))
        take_files(record, values)
        form: Any = self.form_of(request, record, values, reason_of(version))
        if not form.is_valid():
            transaction.set_rollback(True)
            return self.refuse(request, record, form)
        record = self.save_form(request, form, change=True)
        self.save_model(request, record, NOTHING_TYPED, True)
        form.save_m2m()
        self.log_change(request, record, reason_of(version))
        for said in lost:
            self.message_user(request, said, messages.WARNING)
        answer: HttpResponse = self.response_change(request, record)
        return answer

    def form_of(
        self, request: HttpRequest, record: Any, values: Values, reason: str
    ) -> Any:
        """Return the record's form, filled in with what a version held."""
        fields = flatten_fieldsets(self.get_fieldsets(request, record))
        form_class: Any = self.get_form(request, record, change=True, fields=fields)
        blank = form_class(instance=record, initial={**values, WHY: reason})
        return form_class(dict(typed(blank)), instance=record)

    def refuse(self, request: HttpRequest, record: Any, form: Any) -> HttpResponse:
        """Say why a version cannot come back; nothing was written."""
        # Translators: “Cette version ne peut pas être rétablie. Titre : …”
        said = [_("This version cannot be restored.")]
        for name, errors in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            said.append(f"{label}: {' '.join(errors)}" if label else " ".join(errors))
        self.message_user(request, " ".join(said), messages.ERROR)
        return redirect(self.history_page(record))

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        """After going back, show the history."""
        if RESTORE not in request.POST:
            return super().response_change(request, obj)
        # Translators: “La version est rétablie. L’état n’a pas changé.”
        said = _("The version is restored. The state and the rows are as they were.")
        self.message_user(request, said, messages.SUCCESS)
        return redirect(self.history_page(obj))

    def history_page(self, record: Any) -> str:
        """Return the address of a record's history."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_history"
        return reverse(name, args=[record.pk])


def reason_of(version: Any) -> str:
    """Return what the history says of going back to a version."""
    moment = date_format(timezone.localtime(version.history_date), "DATETIME_FORMAT")
    # Translators: “Version du 2 juin 2014 10:00 rétablie”
    return (_("Restored the version of %(moment)s") % {"moment": moment})[
        :REASON_LENGTH
    ]


def take_out_gone(fields: list[Any], values: Values) -> Iterator[str]:
    """Take out of the values what they lead to and is gone; yield what that was."""
    names = Names()
    names.learn(fields, [values])
    for field in fields:
        if not field.is_relation or not values.get(field.name):
            continue
        wanted = values[field.name]
        listed = wanted if isinstance(wanted, list) else [wanted]
        rows: Any = field.related_model
        there = set(rows._default_manager.in_bulk(listed))
        left: list[Any] = [pk for pk in listed if pk in there]
        values[field.name] = left if listed is wanted else (left or [None])[0]
        for pk in listed:
            if pk not in there:
                # Translators: “Partenaire : « X » n’existe plus et n’est pas remis.”
                said = _("%(field)s: “%(name)s” is gone and was not put back.")
                name = names.of(field.related_model, pk)
                yield said % {"field": field.verbose_name, "name": name}


def take_files(record: Any, values: Values) -> None:
    """Give a record the files that a version had, where they are still kept."""
    for field in record._meta.fields:
        name = values.get(field.name)
        if name and isinstance(field, models.FileField) and field.storage.exists(name):
            setattr(record, field.name, name)


def typed(form: Any) -> Iterator[tuple[str, Any]]:
    """Yield what a browser would send for a form that nobody has touched."""
    for name, field in form.fields.items():
        value: Any = form[name].value()
        widget: Any = getattr(field.widget, "widget", field.widget)
        if hasattr(widget, "decompress"):
            parts = value if isinstance(value, list) else widget.decompress(value)
            for suffix, part in zip(widget.widgets_names, parts, strict=True):
                yield f"{name}{suffix}", part
        elif not isinstance(widget, forms.CheckboxInput) or value:
            yield name, value

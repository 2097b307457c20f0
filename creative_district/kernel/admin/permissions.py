"""What somebody may do on staff pages: asked in one place, per object.

The contract. Get rows through `self.get_queryset(request)` or
`self.get_object(request, …)`: they hold what the person may see. Before anything is
shown or written, ask `self.has_<verb>_permission(request, record)` *with* the record
(view, change, delete, publish, translate, export); without one, it says whether there
is any such record. A bulk action states `permissions=["<verb>"]` and is given only the
rows with which the person may do so. `save_model` refuses what begins or ends outside
the person's reach, whoever calls it; what writes without it calls
`self.demand(request, verb, record)`. Choices of relations are limited to what the
person may name (`choose`). Rows of an inline derive from `Rows`: they are part of the
record that they stand on, unless `own_rights` says that they are records themselves.
Who may what is not decided here: the authentication backends say it (`kernel.rights`).
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from creative_district.kernel.rights import NOTHING, has_all, may, reach, within
from creative_district.kernel.translated import TranslatedField


class BeyondReachError(PermissionDenied):
    """With what was typed, a record would not be the person's to write."""


class Beyond:
    """A form whose record was found to be beyond reach: shown again, never saved."""

    def clean(self) -> Any:
        """Say so of the whole form: which box it was depends on the others."""
        cleaned = super().clean()  # type: ignore[misc]  # it stands before a form
        said = _(
            "Filled in like this, the record would not be yours to write: what it "
            "belongs to has to be what you answer for."
        )
        self.add_error(None, said)  # type: ignore[attr-defined]  # likewise
        return cleaned


class LimitedChoices(BaseModelAdmin):
    """Offers in a form, and takes from it, only what the person may name."""

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        found = super().get_field_queryset(db, db_field, request)
        if has_all(request.user):
            return found
        if found is None:
            found = db_field.remote_field.model._default_manager.using(db)
        return within(request.user, "choose", found)


class GuardedHistory(admin.ModelAdmin):
    """Refuses the history to who sees no such rows, before it looks for one."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        shown: HttpResponse = super().history_view(request, object_id, extra_context)
        return shown


class LimitedAdmin(LimitedChoices, GuardedHistory):
    """The admin of rows of which not everybody may see or do everything."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        verb = "choose" if is_choosing(request) else "view"
        found: QuerySet[Any] = super().get_queryset(request)
        seen: QuerySet[Any] = within(request.user, verb, found)
        return seen

    def allows(self, request: HttpRequest, verb: str, obj: Any = None) -> bool:
        """Whether the person may do so with an object, or with any at all."""
        return may(request.user, verb, self.model if obj is None else obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.allows(request, "choose" if is_choosing(request) else "view", obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.allows(request, "add")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may change an object.

        On the page of a record its translators count, too: there, all but the texts is
        read-only for them.
        """
        return self.allows(request, "change", obj) or (
            obj is not None and self.is_translating(request, obj)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.allows(request, "delete", obj)

    def has_translate_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may write the texts, in any language."""
        return self.allows(request, "translate", obj)

    def has_publish_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may move a record to or away from the public."""
        return self.allows(request, "publish", obj)

    def has_export_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may take rows away: whoever may see them may."""
        return self.has_view_permission(request, obj)

    def is_translating(self, request: HttpRequest, obj: Any) -> bool:
        """Whether this is the page of a record of which the person writes the texts."""
        label = f"{self.opts.app_label}_{self.opts.model_name}_change"
        return (
            is_page(request, label)
            and not self.allows(request, "change", obj)
            and self.allows(request, "translate", obj)
        )

    def demand(self, request: HttpRequest, verb: str, obj: Model) -> None:
        """Refuse unless the person may do so with the object as it is stored now."""
        if not self.is_within(request, verb, obj):
            raise PermissionDenied(_("This is not yours to do."))

    def is_within(self, request: HttpRequest, verb: str, obj: Model) -> bool:
        """Whether the person may do so with the object as it is stored now."""
        stored = type(obj)._base_manager.filter(pk=obj.pk)
        return has_all(request.user) or within(request.user, verb, stored).exists()

    def changeform_view(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Show the form; once more, if what was sent lies beyond the person's reach."""
        if request.method != "POST":
            return super().changeform_view(request, *args, **kwargs)
        try:
            with transaction.atomic():
                return super().changeform_view(request, *args, **kwargs)
        except BeyondReachError:
            request.is_beyond_reach = True
            return super().changeform_view(request, *args, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        stated = super().get_readonly_fields(request, obj)
        if obj is not None and self.is_translating(request, obj):
            return [*stated, *sorted(not_texts(self.model) - set(stated))]
        return stated

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kw: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kw)
        if obj is not None and not has_all(request.user):
            keep_chosen(form.base_fields, obj)
        if hasattr(request, "is_beyond_reach"):
            return type(form)(form.__name__, (Beyond, form), {})
        return form

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        """Save, unless that begins or ends outside the person's reach."""
        if has_all(request.user):
            super().save_model(request, obj, form, change)
            return
        verb = "add"
        if change:
            verb = "translate" if self.is_translating(request, obj) else "change"
            self.demand(request, verb, obj)
        super().save_model(request, obj, form, change)
        if not self.is_within(request, verb, obj):
            raise BeyondReachError

    def save_formset(
        self, request: HttpRequest, form: Any, formset: Any, change: bool
    ) -> None:
        """Save the rows; what is deleted or new has to be within the person's reach."""
        if not getattr(formset, "own_rights", False) or has_all(request.user):
            super().save_formset(request, form, formset, change)
            return
        for row in formset.deleted_forms:
            if row.instance.pk:
                self.demand(request, "delete", row.instance)
        super().save_formset(request, form, formset, change)
        for row in formset.new_objects:
            self.demand(request, "add", row)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Return the bulk actions, each given only what the person may do it with."""
        found: dict[str, Any] = super().get_actions(request)
        if has_all(request.user):
            return found
        return {
            name: (limited(function), *words)
            for name, (function, *words) in found.items()
        }


def is_page(request: HttpRequest, name: str) -> bool:
    """Whether an address of the admin is being asked for."""
    match = request.resolver_match
    return bool(match and match.app_name == "admin" and match.url_name == name)


def is_choosing(request: HttpRequest) -> bool:
    """Whether somebody looks for what to name in a form."""
    return is_page(request, "autocomplete")


def not_texts(model: type[Model]) -> set[str]:
    """Return the names of the fields that a translator leaves alone."""
    fields = (*model._meta.fields, *model._meta.many_to_many)
    return {
        field.name
        for field in fields
        if field.editable and not isinstance(field, TranslatedField)
    }


def keep_chosen(fields: Mapping[str, Any], obj: Any) -> None:
    """Take back what a record names already, though the person may not choose it."""
    for name, field in fields.items():
        offered = getattr(field, "queryset", None)
        if offered is not None and not field.disabled:
            also = Q(pk__in=offered.values("pk")) | Q(pk__in=chosen(obj, name))
            field.queryset = offered.model._default_manager.filter(also)


def chosen(obj: Any, name: str) -> Any:
    """Return the keys of what a record names in a field."""
    field = obj._meta.get_field(name)
    if field.many_to_many:
        return getattr(obj, name).order_by().values("pk")
    return [key for key in [getattr(obj, field.attname)] if key is not None]


def limited(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a bulk action that is given only what the person may do it with."""
    verbs = getattr(function, "allowed_permissions", ())

    @wraps(function)
    def act(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        if not verbs:
            return function(modeladmin, request, queryset)
        condition = NOTHING
        for verb in verbs:
            condition |= reach(request.user, verb, queryset.model)
        kept = queryset.filter(condition)
        warn_of(request, modeladmin, queryset.count() - kept.count())
        return function(modeladmin, request, kept)

    return act


def warn_of(request: HttpRequest, modeladmin: Any, count: int) -> None:
    """Say how many of the selected rows are left alone."""
    if count:
        said = ngettext(
            "%(count)d of the selected records is not yours to do this with.",
            "%(count)d of the selected records are not yours to do this with.",
            count,
        )
        modeladmin.message_user(request, said % {"count": count}, messages.WARNING)

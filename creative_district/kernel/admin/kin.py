"""The rows that are edited on a record's page and have a history of their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.contenttypes.models import ContentType
from django.forms.models import _get_foreign_key
from django.http import HttpRequest

from creative_district.kernel.rights import has_all, within
from creative_district.kernel.versions import is_kept


@dataclass(frozen=True, slots=True)
class Kin:
    """Rows of a model that belong to one record, there or gone.

    `named_by` is the field that tells them apart; without one, their name does.
    """

    model: Any
    belongs: dict[str, Any]
    named_by: str = ""


def kin_of(model_admin: ModelAdmin, request: HttpRequest, pk: Any) -> Iterator[Kin]:
    """Yield what belongs to the record of this number, a kind of row at a time.

    Of rows that have rights of their own only those that the person may see.
    """
    for inline in model_admin.inlines:
        if is_kept(inline.model):
            belongs = belonging(inline, model_admin.model, pk)
            if getattr(inline, "own_rights", False) and not has_all(request.user):
                rows: Any = inline.model._default_manager.all()
                seen = within(request.user, "view", rows)
                belongs |= {f"{inline.model._meta.pk.attname}__in": seen.values("pk")}
            yield Kin(inline.model, belongs, getattr(inline, "named_by", ""))


def belonging(inline: Any, parent: Any, pk: Any) -> dict[str, Any]:
    """Return by which values a row, or a version of it, belongs to a record."""
    if hasattr(inline, "ct_field"):
        kind = ContentType.objects.get_for_model(parent)
        return {f"{inline.ct_field}_id": kind.pk, inline.ct_fk_field: pk}
    key: Any = _get_foreign_key(parent, inline.model, fk_name=inline.fk_name)
    return {key.attname: pk}

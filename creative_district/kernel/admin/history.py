"""The history of a record in words that staff read."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.models import DeletedObject, ModelChange, ModelDelta
from simple_history.template_utils import HistoricalRecordContextHelper, ObjDiffDisplay


class InWords(HistoricalRecordContextHelper):
    """Says each language of a text apart, and choices by their names."""

    def context_for_delta_changes(self, delta: ModelDelta) -> list[dict[str, Any]]:
        return [
            {"field": part.field, "old": part.old, "new": part.new}
            for change in delta.changes
            for part in self.parts(change)
        ]

    def parts(self, change: ModelChange) -> Iterator[ModelChange]:
        """Yield the change, or one for each language that differs."""
        shown = self.format_delta_change(change)
        old, new = change.old or {}, change.new or {}
        if not (isinstance(old, Mapping) and isinstance(new, Mapping)):
            yield shown
            return
        for code in sorted({*old, *new}):
            if old.get(code) != new.get(code):
                before, after = self.stringify_delta_change_values(
                    change, old.get(code), new.get(code)
                )
                name = f"{shown.field} ({code.upper()})"
                yield replace(change, field=name, old=before, new=after)

    def format_delta_change(self, change: ModelChange) -> ModelChange:
        shown = super().format_delta_change(change)
        return replace(shown, field=capfirst(str(shown.field)))

    def prepare_delta_change_value(self, change: ModelChange, value: Any) -> Any:
        field = self.model._meta.get_field(change.field)
        prepared = super().prepare_delta_change_value(change, value)
        choices = dict(getattr(field, "flatchoices", ()))
        return choices.get(prepared, prepared) if choices else prepared

    def stringify_delta_change_values(
        self, change: ModelChange, old: Any, new: Any
    ) -> Any:
        return super().stringify_delta_change_values(change, plain(old), plain(new))

    def get_obj_diff_display(self) -> ObjDiffDisplay:
        return ObjDiffDisplay(max_length=160)


def plain(value: Any) -> Any:
    """Return what stands for a value in a sentence."""
    match value:
        case None | "" | [] | DeletedObject(pk=None):
            return "–"
        case bool():
            return _("yes") if value else _("no")
        case list():
            return ", ".join(str(item) for item in value)
        case _:
            return value

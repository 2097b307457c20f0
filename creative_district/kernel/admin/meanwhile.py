"""What the box says that tells of somebody else's changes."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from creative_district.kernel.admin.concurrency import MINE, SEEN, THEIRS, Choice
from creative_district.kernel.admin.timeline import who, why
from creative_district.kernel.admin.words import Names, in_words


def boxes(context: Any) -> Iterator[dict[str, Any]]:
    """Yield a box for each form of a page whose row has changed meanwhile."""
    record = context["adminform"].form
    formsets = [each.formset for each in context.get("inline_admin_formsets", ())]
    for form in (record, *(form for formset in formsets for form in formset)):
        if getattr(form, "meanwhile", None):
            yield box(form, "" if form is record else str(form.instance))


def align(formset: Any) -> None:
    """Have the rows of a formset that comes back in the order of its forms.

    Else rows that were deleted meanwhile would be left out with what was typed.
    """
    if formset.is_bound:
        formset._queryset = [form.instance for form in formset.initial_forms]


def box(form: Any, title: str) -> dict[str, Any]:
    """Return what a box shows, and how its inputs are called."""
    found, names = form.meanwhile, Names()
    fields = [choice.field for choice in found.choices]
    values = [
        {c.name: number_of(getattr(c, kept)) for c in found.choices}
        for kept in (THEIRS, MINE)
    ]
    names.learn(fields, values)
    return {
        "title": title,
        "changes": [(who(v), v.history_date, why(v)) for v in found.versions],
        "seen": form.add_prefix(SEEN),
        "newest": found.newest,
        "choices": [
            {
                "label": capfirst(str(choice.field.verbose_name)),
                "name": form.add_prefix(f"keep-{choice.name}"),
                "options": list(options(choice, names)),
            }
            for choice in found.choices
        ],
    }


def options(choice: Choice, names: Names) -> Iterator[tuple[str, str, str, bool]]:
    """Yield both values: what to send, whose it is, in words, and if it stands."""
    for kept, label in ((THEIRS, _("What is saved now")), (MINE, _("What you typed"))):
        value = number_of(getattr(choice, kept))
        words = in_words(choice.field, value, names)
        yield kept, label, words, choice.kept == kept


def number_of(value: Any) -> Any:
    """Return a value as the history keeps it: relations as numbers."""
    if isinstance(value, models.Model):
        return value.pk
    return [row.pk for row in value] if isinstance(value, models.QuerySet) else value

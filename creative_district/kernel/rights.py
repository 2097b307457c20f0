"""Which rows somebody may do something with: asked of whatever the settings trust.

Django asks its authentication backends whether somebody may do something with one
object (`user.has_perm(name, obj)`). A list needs the same answer for all rows at once:
a backend of ours gives it as a condition.
"""

from collections.abc import Iterable
from typing import Any, Protocol, runtime_checkable

from django.contrib.auth import get_backends, get_permission_codename
from django.db import models

NOTHING = models.Q(pk__in=[])
EVERYTHING = ~NOTHING


@runtime_checkable
class Reaching(Protocol):
    """A backend that knows with which rows somebody may do something."""

    def reach(self, user: Any, name: str) -> models.Q:
        """Match the rows with which the person has the permission."""


def permission(verb: str, model: type[models.Model]) -> str:
    """Return the name of a permission: 'actions.change_action'."""
    return f"{model._meta.app_label}.{get_permission_codename(verb, model._meta)}"


def may(user: Any, verb: str, what: Any) -> bool:
    """Whether somebody may do so with a stored object, or with some of a model."""
    if isinstance(what, type):
        return bool(user.has_perm(permission(verb, what)))
    return bool(user.has_perm(permission(verb, type(what)), what))


def reach(user: Any, verb: str, model: type[models.Model]) -> models.Q:
    """Match the rows of a model with which somebody may do so."""
    if has_all(user):
        return EVERYTHING
    found = NOTHING
    for backend in get_backends():
        if isinstance(backend, Reaching):
            found |= backend.reach(user, permission(verb, model))
    return found


def within(user: Any, verb: str, rows: Any) -> Any:
    """Keep the rows with which somebody may do so."""
    return rows if has_all(user) else rows.filter(reach(user, verb, rows.model))


def with_flags(user: Any, verbs: Iterable[str], rows: Any) -> Any:
    """Add to each row `may_<verb>`: whether somebody may do so with it."""
    if has_all(user):
        return rows
    asked = {f"may_{verb}": flag(reach(user, verb, rows.model)) for verb in verbs}
    return rows.annotate(**asked)


def flag(condition: models.Q) -> models.Case:
    """Return a column that says whether a condition holds."""
    return models.Case(
        models.When(condition, then=models.Value(value=True)),
        default=models.Value(value=False),
        output_field=models.BooleanField(),
    )


def has_all(user: Any) -> bool:
    """Whether nobody has to be asked what the person may."""
    return bool(user.is_active and user.is_superuser)

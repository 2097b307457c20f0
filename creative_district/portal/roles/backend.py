"""The backend that answers for roles: Django signs people in, roles say what they may.

Django's own permissions and groups count for nothing: there is one place to look.
"""

from typing import Any

from django.apps import apps
from django.contrib.auth.backends import ModelBackend
from django.db.models import Model, Q

from creative_district.kernel.rights import flag, permission
from creative_district.portal.roles import policy
from partners.models import Assignment


class RoleBackend(ModelBackend):
    """Passwords as in Django; permissions by `policy`, with an object or without.

    What is read is kept with the account object, which lives as long as a request.
    """

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return self.get_all_permissions(user_obj, obj)

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return what somebody may do with some object of each model, or with one."""
        allowed = policy.granted(assignments_of(user_obj))
        if obj is None:
            return {
                permission(verb, model)
                for model, verbs in allowed.items()
                for verb in verbs
            }
        model = obj._meta.concrete_model
        verbs = verbs_on(user_obj, obj, allowed.get(model, frozenset()))
        return {permission(verb, model) for verb in verbs}

    def reach(self, user: Any, name: str) -> Q:
        """Match the rows with which somebody has a permission."""
        app_label, codename = name.split(".")
        verb, model_name = codename.rsplit("_", 1)
        model = apps.get_model(app_label, model_name)
        return policy.reach(assignments_of(user), verb, model)


def assignments_of(user: Any) -> list[Assignment]:
    """Return the roles of an account that counts, read once: 1 query."""
    if not user.is_active or user.is_anonymous:
        return []
    if not hasattr(user, "_assignments"):
        user._assignments = list(Assignment.objects.of(user))
    found: list[Assignment] = user._assignments
    return found


def verbs_on(user: Any, obj: Model, verbs: frozenset[str]) -> frozenset[str]:
    """Return which of the verbs are allowed with an object, as it is stored: 1 query.

    An old version of it, or one that a form has filled in, is the same object.
    """
    known = user.__dict__.setdefault("_verbs_on", {})
    name = obj._meta.label, obj.pk
    if name not in known:
        known[name] = ask(user, obj, verbs)
    found: frozenset[str] = known[name]
    return found


def ask(user: Any, obj: Model, verbs: frozenset[str]) -> frozenset[str]:
    """Ask the database which of the verbs are allowed with a stored object."""
    model: Any = obj._meta.concrete_model
    if not verbs or obj.pk is None:
        return frozenset()
    asked = {
        f"may_{verb}": flag(policy.reach(assignments_of(user), verb, model))
        for verb in verbs
    }
    rows = model._base_manager.filter(pk=obj.pk).values(**asked)
    return frozenset(verb for row in rows for verb in verbs if row[f"may_{verb}"])

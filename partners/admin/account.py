"""Accounts with their roles, in place of Django's permissions and groups."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import StackedInline
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from creative_district.accounts.admin import AccountAdmin
from creative_district.accounts.models import User
from creative_district.kernel.admin.rows import Rows
from partners.models import Assignment


class EachRoleOnce(BaseInlineFormSet):
    """No role is given twice; Django leaves that to the database in such rows."""

    def clean(self) -> None:
        super().clean()
        given: set[tuple[Any, ...]] = set()
        for form in self.forms:
            told = form.cleaned_data
            if not told or told.get("DELETE"):
                continue
            row = tuple(told.get(name) for name in ("programme", "role", "partner"))
            if row in given:
                raise ValidationError(_("The account has this role already."))
            given.add(row)


class AssignmentInline(Rows, StackedInline):
    """The roles of an account; the template says what each may do."""

    model = Assignment
    formset: Any = EachRoleOnce
    template = "admin/partners/assignments.html"
    own_rights = True
    extra = 0
    fields = [("programme", "role", "partner")]
    autocomplete_fields = ["programme", "partner"]
    list_select_related = ("programme", "partner")


@admin.register(User)
class AssignedAccountAdmin(AccountAdmin):
    """People who can sign in, and what they may do where."""

    list_filter = ["is_staff", "is_superuser", "is_active", "assignments__role"]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Return the rows; an account that is being made has no roles yet."""
        stated = super().get_inlines(request, obj)
        return [*stated, AssignmentInline] if obj else stated


# Roles say who may do what: nothing else does.
admin.site.unregister(Group)

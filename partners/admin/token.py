"""Staff pages of the tokens by which partners' programs use the API."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from creative_district.kernel.admin.permissions import LimitedAdmin
from partners.models import AccessToken
from partners.services import issue_token, revoke_token
from programme.admin.record import BY_PROGRAMME

A_YEAR = timedelta(days=365)


class AccessTokenForm(forms.ModelForm):
    """A token that opens something: it does not expire before it is made."""

    def clean_expires_at(self) -> datetime:
        """Refuse what is past."""
        expires_at: datetime = self.cleaned_data["expires_at"]
        if expires_at <= timezone.now():
            # Translators: “Choisissez un moment à venir.”
            raise forms.ValidationError(_("Choose a moment to come."))
        return expires_at


@admin.register(AccessToken)
class AccessTokenAdmin(LimitedAdmin):
    """Leave to use the API: made, shown once, and revoked; nothing else."""

    form = AccessTokenForm
    change_form_template = "admin/partners/accesstoken/change_form.html"
    list_display = [
        "name",
        "partner",
        "programme",
        "scope",
        "start_of_token",
        "standing",
        "expires_at",
        "last_used_at",
    ]
    list_filter = [
        BY_PROGRAMME,
        ("partner", RelatedOnlyFieldListFilter),
        "scope",
    ]
    list_select_related = ["programme", "partner"]
    search_fields = ["name", "start", "partner__key"]
    ordering = ["programme", "partner", "-made_at", "-pk"]
    autocomplete_fields = ["programme", "partner"]
    fields = ["programme", "partner", "name", "scope", "expires_at"]
    told = ["start_of_token", "standing", "made_by", "made_at", "last_used_at"]
    actions = ["revoke"]
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> Any:
        found: Any = super().get_queryset(request)
        return found.with_membership()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*self.fields, *self.told] if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nothing of a token is changed once it is made."""
        return self.get_fields(request, obj) if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        given = super().get_changeform_initial_data(request)
        return {"expires_at": timezone.now() + A_YEAR, **given}

    # Translators: “début du jeton”
    @admin.display(description=gettext_lazy("start of the token"), ordering="start")
    def start_of_token(self, access: AccessToken) -> str:
        return f"{access.start}…"

    # Translators: “statut”, of a token
    @admin.display(description=gettext_lazy("standing"))
    def standing(self, access: AccessToken) -> str:
        """Whether the token opens anything."""
        if access.revoked_at:
            # Translators: “révoqué”, of a token
            return _("revoked")
        if access.expires_at <= timezone.now():
            # Translators: “expiré”, of a token
            return _("expired")
        # Translators: “valable” and “plus partenaire”, of a token
        return _("valid") if access.is_of_member else _("no partner any more")

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        """Make a token; the one button of a token's page revokes it."""
        if change:
            self.demand(request, "change", obj)
            revoke_token(access=obj, now=timezone.now())
            return
        obj.made_by = request.user
        obj.token = issue_token(access=obj)
        self.demand(request, "add", obj)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        if add:
            return super().construct_change_message(request, form, formsets, add)
        # Translators: “Jeton révoqué.”
        return _("Revoked the token.")

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: Any = None
    ) -> HttpResponse:
        """Show the token in this answer, which is the only one that has it."""
        context = {
            **self.admin_site.each_context(request),
            # Translators: “Le jeton de %(name)s”
            "title": _("The token of %(name)s") % {"name": obj},
            "opts": self.opts,
            "access": obj,
            "token": obj.token,
        }
        return render(request, "admin/partners/accesstoken/made.html", context)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        # Translators: “Le jeton est révoqué : il n’ouvre plus rien.”
        said = _("The token is revoked: it opens nothing any more.")
        self.message_user(request, said, messages.SUCCESS)
        return self.response_post_save_change(request, obj)

    # Translators: “Révoquer”, tokens
    @admin.action(description=gettext_lazy("Revoke"), permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[AccessToken]) -> None:
        """Revoke the selected tokens, each with its line in the log."""
        opened = list(queryset.filter(revoked_at=None))
        for access in opened:
            revoke_token(access=access, now=timezone.now())
            self.log_change(request, access, _("Revoked the token."))
        words = ngettext(
            "%(count)d token is revoked.", "%(count)d tokens are revoked.", len(opened)
        )
        said = words % {"count": len(opened)}
        self.message_user(request, said, messages.SUCCESS)

"""The staff page of accounts.

Not registered here: an account has roles, so that the app that has the roles registers
it (`partners.admin.account`).
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from creative_district.accounts import second_factor
from creative_district.accounts.forms import AccountAddForm
from creative_district.accounts.mail import INVITE, queue
from creative_district.accounts.models import User
from creative_district.accounts.services import remove_second_factor

Act = Callable[[HttpRequest, User], None]


# Keys and codes are nobody’s to read; their owners have pages of their own.
admin.site.unregister([TOTPDevice, StaticDevice])


class AccountAdmin(UserAdmin):
    """People who can sign in; they choose their passwords by a link in a mail."""

    list_display = [
        "username",
        "email",
        "first_name",
        "last_name",
        "is_staff",
        "has_second_factor",
        "last_login",
    ]
    list_per_page = 50
    show_full_result_count = False
    change_form_template = "admin/account/change_form.html"
    add_form_template = None
    add_form = AccountAddForm
    readonly_fields = ["has_second_factor", "last_login", "date_joined"]
    fieldsets = (
        (None, {"fields": ("username", "password", "has_second_factor")}),
        (
            gettext_lazy("Personal info"),
            {"fields": ("first_name", "last_name", "email", "language")},
        ),
        (
            gettext_lazy("Permissions"),
            {"fields": ("is_active", "is_staff", "is_superuser")},
        ),
        (gettext_lazy("Important dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "username",
                    "first_name",
                    "last_name",
                    "email",
                    "language",
                    "is_invited",
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Tell for each whether a second factor is set up."""
        device = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        users: QuerySet[User] = super().get_queryset(request)
        return users.annotate(has_device=Exists(device))

    @admin.display(description=gettext_lazy("Second factor"), boolean=True)
    def has_second_factor(self, user: Any) -> bool:
        """Whether the person has set up a second factor."""
        return bool(user.has_device)

    def get_urls(self) -> list[URLPattern]:
        """Add the pages that ask before they act."""
        asked = self.admin_site.admin_view
        return [
            path("<id>/invite/", asked(self.invite_view), name="account_invite"),
            path(
                "<id>/second-factor/",
                asked(self.remove_view),
                name="account_remove_second_factor",
            ),
            *super().get_urls(),
        ]

    def save_model(
        self, request: HttpRequest, obj: User, form: Any, change: bool
    ) -> None:
        """Invite a new person, once the account is kept."""
        super().save_model(request, obj, form, change)
        if not change and form.cleaned_data["is_invited"]:
            transaction.on_commit(partial(self.invite, request, obj))

    def invite_view(self, request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002 - as in UserAdmin
        """Ask, then send the link to choose a password."""
        user = self.changeable(request, id)
        # Translators: “Envoyer une invitation”
        title = _("Send an invitation")
        question = _(
            "A mail goes to %(email)s, with a link to choose a password. Earlier links"
            " keep working until one of them is used."
        ) % {"email": user.email or "–"}
        if not user.email or not user.is_active:
            question = _("Only an active account with a mail address can be invited.")
            return self.ask(request, user, title, question, None)
        return self.ask(request, user, title, question, self.invite)

    def remove_view(self, request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002 - as in UserAdmin
        """Ask, then take the second factor from somebody who lost it."""
        user = self.changeable(request, id)
        # Translators: “Retirer le second facteur”
        title = _("Remove the second factor")
        if user.pk == request.user.pk or not second_factor.is_on(user):
            question = _("There is none, or it is your own: see “My account”.")
            return self.ask(request, user, title, question, None)
        question = _(
            "%(name)s will sign in with the password alone, until a new one is set up."
            " All sessions of this person end. Make sure that the request is genuine."
        ) % {"name": user.get_username()}
        return self.ask(request, user, title, question, self.remove)

    def changeable(self, request: HttpRequest, pk: str) -> User:
        """Return the account, if who asks may change it."""
        user: User | None = self.get_object(request, unquote(pk))
        if user is None:
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        return user

    def ask(
        self,
        request: HttpRequest,
        user: User,
        title: str,
        question: str,
        act: Act | None,
    ) -> HttpResponse:
        """Show a question, or act on its answer; without an act there is none."""
        if request.method == "POST" and act:
            act(request, user)
            return redirect(reverse("admin:accounts_user_change", args=[user.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "question": question,
            "can_act": act is not None,
            "original": user,
            "opts": self.opts,
        }
        return render(request, "admin/account/ask.html", context)

    def invite(self, request: HttpRequest, user: User) -> None:
        """Have the worker send the invitation, and say so."""
        if not queue(INVITE, user.pk):
            wrong = _("No mail can be sent right now. Try again later.")
            messages.error(request, wrong)
            return
        self.log_change(request, user, _("Invitation sent."))
        messages.success(request, _("The invitation is on its way."))

    def remove(self, request: HttpRequest, user: User) -> None:
        """Remove the second factor, for the record."""
        remove_second_factor(user=user)
        self.log_change(request, user, _("Second factor removed."))
        messages.success(request, _("The second factor has been removed."))

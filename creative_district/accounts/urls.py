"""Pages around accounts; they stand among those of the staff site.

The names of those about passwords are Django's: its sign-in page looks for them.
"""

from django.contrib import admin
from django.urls import path

from creative_district.accounts.views.account import AccountView, SessionsView
from creative_district.accounts.views.password import (
    AskedView,
    ChooseView,
    ChosenView,
    ForgottenView,
)
from creative_district.accounts.views.second_factor import (
    NewCodesView,
    SetUpView,
    SwitchOffView,
)
from creative_district.accounts.views.sign_in import CodeView

of_staff = admin.site.admin_view

urlpatterns = [
    path("login/code/", CodeView.as_view(), name="sign-in-code"),
    path("account/", of_staff(AccountView.as_view()), name="account"),
    path(
        "account/sessions/", of_staff(SessionsView.as_view()), name="account-sessions"
    ),
    path("account/second-factor/", SetUpView.as_view(), name="account-second-factor"),
    path(
        "account/second-factor/codes/",
        of_staff(NewCodesView.as_view()),
        name="account-new-codes",
    ),
    path(
        "account/second-factor/off/",
        of_staff(SwitchOffView.as_view()),
        name="account-switch-off",
    ),
    path("password/", ForgottenView.as_view(), name="admin_password_reset"),
    path("password/asked/", AskedView.as_view(), name="password_reset_done"),
    path("password/chosen/", ChosenView.as_view(), name="password_reset_complete"),
    path(
        "password/<uidb64>/<token>/",
        ChooseView.as_view(),
        name="password_reset_confirm",
    ),
]

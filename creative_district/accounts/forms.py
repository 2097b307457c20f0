"""What people fill in about their accounts."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from creative_district.accounts.models import User

# Codes are short; what is longer is none.
LONGEST_CODE = 40


class CodeForm(forms.Form):
    """A code from the app, or a recovery code."""

    code = forms.CharField(
        # Translators: “Code de l’application, ou code de secours”
        label=_("Code from the app, or a recovery code"),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )


class PasswordForm(forms.Form):
    """The own password once more, before something is changed that it protects.

    A wrong one counts like one on the sign-in page.
    """

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        """Refuse what is not the password of who is signed in."""
        password: str = self.cleaned_data["password"]
        name = self.request.user.get_username()
        if authenticate(self.request, username=name, password=password) is None:
            # Translators: “Ce n’est pas votre mot de passe.”
            raise forms.ValidationError(_("This is not your password."), code="wrong")
        return password


class SetUpForm(PasswordForm):
    """The first code of an app, and the password."""

    code = forms.CharField(
        # Translators: “Code affiché par l’application”
        label=_("Code that the app shows"),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}
        ),
    )
    field_order = ["code", "password"]


class LanguageForm(forms.ModelForm):
    """The language that a person reads."""

    class Meta:
        model = User
        fields = ["language"]


class AccountAddForm(forms.ModelForm):
    """A new account: its owner chooses the password."""

    email = forms.EmailField(label=_("Email address"))
    is_invited = forms.BooleanField(
        # Translators: “Envoyer l’invitation maintenant”
        label=_("Send the invitation now"),
        required=False,
        initial=True,
        help_text=_("A mail with a link to choose a password."),
    )

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "language"]

    def save(self, commit: bool = True) -> AbstractUser:
        """Return somebody of the staff without a password."""
        self.instance.set_unusable_password()
        self.instance.is_staff = True
        user: AbstractUser = super().save(commit)
        return user

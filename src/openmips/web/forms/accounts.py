"""What is asked of whoever signs in, sets a password, adds an app, or invites somebody."""

from __future__ import annotations

from typing import Any

from django import forms

from openmips.practice.models import Role
from openmips.web.forms.plain import PlainForm

_LONG_ENOUGH = (
    "At least 12 characters. Several words that do not belong together are easy to remember."
)


def _password(label: str, autocomplete: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=512,
        help_text=hint,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class SignInForm(PlainForm):
    """An address and a password."""

    username = forms.EmailField(
        label="Email address",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = _password("Password", "current-password")

    def clean_username(self) -> str:
        """The address as it is kept."""
        return str(self.cleaned_data["username"]).strip().lower()


class CodeForm(PlainForm):
    """A code of the app, or one of the backup codes."""

    code = forms.CharField(
        label="Code",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class NewPasswordForm(PlainForm):
    """A password, twice."""

    password = _password("New password", "new-password", _LONG_ENOUGH)
    again = _password("The new password again", "new-password")

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        told = super().clean() or self.cleaned_data
        if told.get("password") and told.get("again") and told["password"] != told["again"]:
            self.add_error("again", "The two passwords are not the same.")
        return told


class ChangePasswordForm(NewPasswordForm):
    """The password that holds, and another."""

    current = _password("The password you have now", "current-password")
    field_order = ("current", "password", "again")


class JoinForm(NewPasswordForm):
    """Whoever accepts an invitation without an account."""

    name = forms.CharField(
        label="Your name",
        max_length=150,
        help_text="Others of the practice see it beside what you enter.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "password", "again")


def _role() -> forms.ChoiceField:
    return forms.ChoiceField(label="Role", choices=Role.choices)


class InviteForm(PlainForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(label="Email address", max_length=254)
    role = _role()


class RoleForm(PlainForm):
    """Another role for a member."""

    role = _role()


class ResetForm(PlainForm):
    """Whether somebody lost the second factor too."""

    without_second_factor = forms.BooleanField(
        label="The second factor is lost too: take the app, passkeys and backup codes away",
        required=False,
    )

"""Passkeys: added to an account, and used to sign in, with or without a password."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import authenticate, login
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.template.defaultfilters import date as written
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_otp_webauthn.exceptions import MalformedRequest, NotVerified, OTPWebAuthnApiError
from django_otp_webauthn.helpers import WebAuthnHelper
from django_otp_webauthn.models import AbstractWebAuthnCredential, WebAuthnCredential
from django_otp_webauthn.views import (
    BeginCredentialAuthenticationView,
    BeginCredentialRegistrationView,
    CompleteCredentialAuthenticationView,
    CompleteCredentialRegistrationView,
)

from openmips.practice.actions.second_factors import add_passkey, note_sign_in
from openmips.web.doors import actor, half_way
from openmips.web.proofs import is_fresh, is_proven, note_proof, proven_by


class LockedOut(OTPWebAuthnApiError):
    """Too many tries came from this address."""

    status_code = 429
    default_detail = gettext_lazy("Too many tries. Wait a quarter of an hour.")
    default_code = "locked"


class Passkeys(WebAuthnHelper):
    """Adding a passkey is a deed, like all that changes an account."""

    def register_complete(
        self, user: AbstractBaseUser, state: dict[str, Any], data: dict[str, Any]
    ) -> WebAuthnCredential:
        """The passkey, kept, once what the browser sent holds."""
        who = actor(self.request)
        name = f"Passkey of {written(timezone.localtime(who.at), 'j F Y, H:i')}"

        def make() -> WebAuthnCredential:
            made: WebAuthnCredential = super(Passkeys, self).register_complete(user, state, data)
            return made

        made = add_passkey(who, make, name)
        note_proof(self.request, who.at)
        return made


class _Freshly:
    """Only whoever proved a second factor lately, or has none yet, adds a passkey."""

    request: HttpRequest

    def check_can_register(self) -> None:
        """Raise NotVerified after a proof of long ago."""
        if is_proven(self.request) and not is_fresh(self.request):
            raise NotVerified


class AddBegun(_Freshly, BeginCredentialRegistrationView):
    """Somebody wants to add a passkey."""


class Added(_Freshly, CompleteCredentialRegistrationView):
    """A passkey is added."""


class Used(CompleteCredentialAuthenticationView):
    """A passkey signs in, or proves whoever gave the password."""

    def complete_auth(self, device: AbstractWebAuthnCredential) -> AbstractBaseUser:
        """Begin a session that no one else can have known before."""
        if not self.request.user.is_authenticated:
            user = authenticate(self.request, webauthn_credential=device)
            if user is None:
                raise LockedOut
            login(self.request, user)
        proven_by(self.request, device)
        who = actor(self.request)
        note_sign_in(who, "passkey")
        return who.user


def _readable(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view that is only asked with what is text."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponseBase:
        try:
            request.body.decode()
        except UnicodeDecodeError:
            told = {
                "detail": MalformedRequest.default_detail,
                "code": MalformedRequest.default_code,
            }
            return JsonResponse(told, status=MalformedRequest.status_code)
        return view(request)

    return half_way(guarded)


passkey_add_begin = _readable(AddBegun.as_view())
passkey_add = _readable(Added.as_view())
passkey_begin = _readable(BeginCredentialAuthenticationView.as_view())
passkey_use = _readable(Used.as_view())


def configuration(request: HttpRequest) -> dict[str, Any]:
    """What the scripts in the browser are told."""
    return {
        "autocompleteLoginFieldSelector": None,
        "nextFieldSelector": "input[name='next']",
        "csrfToken": get_token(request),
        "beginAuthenticationUrl": reverse("passkey_begin"),
        "completeAuthenticationUrl": reverse("passkey_use"),
        "beginRegistrationUrl": reverse("passkey_add_begin"),
        "completeRegistrationUrl": reverse("passkey_add"),
    }

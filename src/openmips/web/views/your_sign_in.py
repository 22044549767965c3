"""A person's own sign-in: second factors, backup codes, the password, other sessions."""

from __future__ import annotations

from base64 import b32encode

import segno
from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openmips.practice.access import Actor, NotAllowed
from openmips.practice.actions import accounts, second_factors
from openmips.practice.actions.accounts import Letting
from openmips.practice.actions.second_factors import app_to_be, factors
from openmips.problems import ProblemsFound
from openmips.web.doors import actor, half_way, members_only, refusal, says
from openmips.web.forms.accounts import ChangePasswordForm, CodeForm, NewPasswordForm
from openmips.web.passkeys import configuration
from openmips.web.proofs import freshly_proven, is_fresh, is_proven, proven_by
from openmips.web.views.asking import WRONG, see_other

_NEW_APP = "new_app_key"
_GONE = 410


@require_GET
@members_only
def your_sign_in(request: HttpRequest) -> HttpResponse:
    """What a person signs in with, and what can be done about it."""
    who = actor(request)
    context = {
        "factors": factors(who.user),
        "passkeys": configuration(request),
        "fresh": is_fresh(request),
    }
    return render(request, "openmips/accounts/your_sign_in.html", context)


@require_GET
@half_way
@members_only
def enrol(request: HttpRequest) -> HttpResponse:
    """Which second factor to add, before any page of a practice is shown."""
    who = actor(request)
    if factors(who.user).any:
        return redirect("your_sign_in")
    return render(request, "openmips/accounts/enrol.html", {"passkeys": configuration(request)})


@require_http_methods(["GET", "POST"])
@half_way
@members_only
@freshly_proven
def app_add(request: HttpRequest) -> HttpResponse:
    """Add an app that makes codes, in place of an earlier one; a code of it proves it."""
    who = _may_add(request)
    key = request.session.setdefault(_NEW_APP, second_factors.new_app_key())
    form, status = CodeForm(), 200
    if request.method == "POST":
        form, status = CodeForm(request.POST), WRONG
        if form.is_valid():
            try:
                device = second_factors.add_app(who, key, form.cleaned_data["code"])
            except ProblemsFound as error:
                form.add_error("code", says(error))
            else:
                proven_by(request, device)
                del request.session[_NEW_APP]
                messages.success(request, "The app is added. From now on its codes let you in.")
                return see_other("your_sign_in")
    app = app_to_be(who.user, key)
    context = {
        "form": form,
        "code": _scannable(app.config_url),
        "key": b32encode(bytes.fromhex(key)).decode(),
        "another": factors(who.user).app is not None,
    }
    return render(request, "openmips/accounts/app_add.html", context, status=status)


@require_POST
@members_only
@freshly_proven
def app_remove(request: HttpRequest) -> HttpResponse:
    """Take the app away."""
    second_factors.remove_app(actor(request))
    messages.success(request, "The app is removed. Its codes let nobody in any more.")
    return see_other("your_sign_in")


@require_POST
@members_only
@freshly_proven
def passkey_remove(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """Take a passkey away."""
    second_factors.remove_passkey(actor(request), passkey_id)
    messages.success(request, "The passkey is removed. It lets nobody in any more.")
    return see_other("your_sign_in")


@require_POST
@members_only
@freshly_proven
def backup_codes(request: HttpRequest) -> HttpResponse:
    """New backup codes, shown this once."""
    codes = second_factors.new_backup_codes(actor(request))
    return render(request, "openmips/accounts/backup_codes.html", {"codes": codes})


@require_POST
@members_only
def sessions_end(request: HttpRequest) -> HttpResponse:
    """End every other session of the person."""
    who = actor(request)
    accounts.end_sessions(who)
    update_session_auth_hash(request, who.user)
    messages.success(request, "Everywhere else you are signed out.")
    return see_other("your_sign_in")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@members_only
def password_change(request: HttpRequest) -> HttpResponse:
    """Another password, for whoever knows the one that holds."""
    who = actor(request)
    form, status = ChangePasswordForm(), 200
    if request.method == "POST":
        form, status = ChangePasswordForm(request.POST), WRONG
        if form.is_valid() and _knows_password(request, who, form):
            try:
                accounts.change_password(who, form.cleaned_data["password"])
            except ProblemsFound as error:
                form.add_error("password", says(error))
            else:
                update_session_auth_hash(request, who.user)
                messages.success(
                    request, "Your password is changed. Everywhere else you are signed out."
                )
                return see_other("your_sign_in")
    context = {"form": form}
    return render(request, "openmips/accounts/password_change.html", context, status=status)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@half_way
def password_new(request: HttpRequest, account: str, secret: str) -> HttpResponse:
    """A password for whoever holds the link that an owner or the site's keeper made."""
    letting = Letting(account, secret)
    try:
        user = accounts.let_in_by(letting)
    except ProblemsFound as error:
        return refusal(request, _GONE, "This link lets nobody in any more", says(error))
    form, status = NewPasswordForm(), 200
    if request.method == "POST":
        form, status = NewPasswordForm(request.POST), WRONG
        if form.is_valid():
            try:
                accounts.set_password_by(letting, form.cleaned_data["password"], timezone.now())
            except ProblemsFound as error:
                form.add_error("password", says(error))
            else:
                messages.success(request, "Your password is set. Sign in with it.")
                return see_other("sign_in")
    context = {"form": form, "email": user.email}
    return render(request, "openmips/accounts/password_new.html", context, status=status)


def _may_add(request: HttpRequest) -> Actor:
    """Whoever has proven a second factor, or has none yet. Raises NotAllowed."""
    who = actor(request)
    if not is_proven(request) and factors(who.user).any:
        raise NotAllowed("First prove the second factor you have.")
    return who


def _knows_password(request: HttpRequest, who: Actor, form: ChangePasswordForm) -> bool:
    """Whether the password that was given holds; wrong ones count as wrong sign-ins do."""
    told = form.cleaned_data["current"]
    if authenticate(request, username=who.user.email, password=told) is not None:
        return True
    form.add_error("current", "This is not the password you have now.")
    return False


def _scannable(address: str) -> SafeString:
    """An address as a picture to scan, of our own making: no text of anybody is in it."""
    drawn = segno.make(address, error="m").svg_inline(
        scale=5, border=4, svgclass="om-scan", lineclass=None, light="#fff", omitsize=False
    )
    return SafeString(drawn)

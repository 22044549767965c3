"""Signing in and out: the password, the second factor, and how long it holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HTMX_STOP_POLLING

from openmips.practice.actions.second_factors import factors, prove, waits_until
from openmips.problems import ProblemsFound
from openmips.web import idle
from openmips.web.doors import actor, half_way, members_only, quiet, refusal, says
from openmips.web.forms.accounts import CodeForm, SignInForm
from openmips.web.passkeys import configuration
from openmips.web.proofs import is_fresh, proven_by
from openmips.web.views.asking import WRONG, see_other

_TOO_MANY = 429


def after(request: HttpRequest) -> str:
    """Where whoever signed in wanted to go; only a page of this site, else the practices."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else reverse("practices")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@half_way
def sign_in(request: HttpRequest) -> HttpResponse:
    """The first step: the password, or a passkey, which is both steps at once."""
    if request.user.is_authenticated:
        return redirect(after(request))
    form, status = SignInForm(), 200
    if request.method == "POST":
        form, status = SignInForm(request.POST), WRONG
        if form.is_valid():
            user = authenticate(request, **form.cleaned_data)
            if user is not None:
                login(request, user)
                return see_other(_with_next("second_step", request))
            form.add_error(None, "The address or the password is not right.")
    context = {"form": form, "next": after(request), "passkeys": configuration(request)}
    return render(request, "openmips/accounts/sign_in.html", context, status=status)


@require_http_methods(["GET", "POST"])
@half_way
@members_only
def second_step(request: HttpRequest) -> HttpResponse:
    """The second step: a code of the app, a backup code, or a passkey."""
    who = actor(request)
    if is_fresh(request):
        return redirect(after(request))
    found = factors(who.user)
    if not found.any:
        return redirect(_with_next("enrol", request))
    form, status = CodeForm(), 200
    if request.method == "POST":
        form, status = CodeForm(request.POST), WRONG
        if form.is_valid():
            try:
                proven_by(request, prove(who, form.cleaned_data["code"]))
            except ProblemsFound as error:
                form.add_error("code", says(error))
            else:
                return see_other(after(request))
    context = {
        "form": form,
        "factors": found,
        "waits_until": waits_until(who.user),
        "next": after(request),
        "passkeys": configuration(request),
    }
    return render(request, "openmips/accounts/second_step.html", context, status=status)


@require_POST
@half_way
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    messages.success(request, "You are signed out.")
    return see_other("sign_in")


def locked(
    request: HttpRequest, answer: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """The page after too many wrong passwords; it says the same whether there is an account."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    says = (
        f"For {minutes} minutes nobody can sign in with this address, or from where you are."
        f" Wait {minutes} minutes, then try again. If you lost your password, ask an owner of"
        " your practice, or whoever runs this site, for a link to set another one."
    )
    return refusal(request, _TOO_MANY, "Too many tries", says)


@require_GET
@quiet
@half_way
def time_left(request: HttpRequest) -> HttpResponse:
    """A part of a page: says that the sign-in is about to end, or has ended, and else nothing."""
    if not request.user.is_authenticated:
        return render(request, "openmips/accounts/ended.html", status=HTMX_STOP_POLLING)
    left = idle.left(request.session, timezone.now())
    minutes = max(1, round(left / timedelta(minutes=1))) if left <= idle.WARNED else None
    return render(request, "openmips/accounts/time_left.html", {"minutes": minutes})


@require_POST
@half_way
@members_only
def stay(request: HttpRequest) -> HttpResponse:
    """Being asked for is enough: the time runs anew."""
    return HttpResponse()


def _with_next(name: str, request: HttpRequest) -> str:
    return f"{reverse(name)}?{urlencode({'next': after(request)})}"

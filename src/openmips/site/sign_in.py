"""What stands before every page where several people share the application."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone

from openmips.practice.actions.second_factors import factors
from openmips.practice.models import User
from openmips.web import idle
from openmips.web.doors import is_half_way, is_quiet, way_back

Answer = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]


class _BeforeViews:
    """Lets every request through; what is to be done is done before its view."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        return self.get_response(request)


class EndsWhenIdle(_BeforeViews):
    """Signs out whoever did nothing for a while, or signed in long ago."""

    def process_view(
        self, request: HttpRequest, view: View, arguments: Any, named: Any
    ) -> HttpResponse | None:
        """Nothing; the view then answers as it does to nobody, most often by asking to sign in."""
        if not request.user.is_authenticated:
            return None
        now = timezone.now()
        if idle.left(request.session, now).total_seconds() <= 0:
            logout(request)
            if not is_quiet(view):
                minutes = int(idle.IDLE.total_seconds() // 60)
                messages.info(
                    request,
                    f"You were signed out, because nothing was done for {minutes} minutes or"
                    " because you signed in long ago. What you saved is kept.",
                )
        elif not is_quiet(view):
            idle.note(request.session, now)
        return None


class SecondFactorFirst(_BeforeViews):
    """Nobody gets to a page on the password alone, but to those that ask for the second factor."""

    def process_view(
        self, request: HttpRequest, view: View, arguments: Any, named: Any
    ) -> HttpResponse | None:
        """To the page that asks for the second factor, or that lets one be added."""
        if not isinstance(request.user, User) or is_half_way(view):
            return None
        if getattr(request.user, "otp_device", None) is not None:
            return None
        asks = "second_step" if factors(request.user).any else "enrol"
        return redirect_to_login(way_back(request), resolve_url(asks))

"""Who proved a second factor, and how lately: what changes a sign-in asks for a fresh proof.

So nobody adds a passkey of their own at a computer that somebody else left open.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django_otp import login
from django_otp.models import Device

from openmips.web.doors import way_back

LASTS = timedelta(minutes=10)
"""For so long after a proof the sign-in may be changed."""

_PROVEN = "proven_at"


def proven_by(request: HttpRequest, device: Device) -> None:
    """Note that whoever is signed in proved a second factor; the session gets another key."""
    login(request, device)
    request.session.cycle_key()
    note_proof(request, timezone.now())


def note_proof(request: HttpRequest, now: datetime) -> None:
    """Note that a second factor was proven just now."""
    request.session[_PROVEN] = int(now.timestamp())


def is_proven(request: HttpRequest) -> bool:
    """Whether this session proved a second factor."""
    return getattr(request.user, "otp_device", None) is not None


def is_fresh(request: HttpRequest) -> bool:
    """Whether it did so lately."""
    since = int(timezone.now().timestamp()) - int(request.session.get(_PROVEN, 0))
    return is_proven(request) and timedelta(seconds=since) < LASTS


def freshly_proven(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for which a proof of long ago does not do: it leads to the second step first."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if is_proven(request) and not is_fresh(request):
            return redirect_to_login(way_back(request), resolve_url("second_step"))
        return view(request, *arguments, **named)

    return guarded

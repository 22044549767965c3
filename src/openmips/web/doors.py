"""How a request becomes an actor, and a refusal a page."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from openmips.practice.access import Actor, NotAllowed, NotThere
from openmips.practice.deeds import ChangedMeanwhile, hindrance, saving
from openmips.practice.models import User
from openmips.problems import Problem, ProblemsFound
from openmips.problems.records_kinds import DATABASE_SILENT, NO_ROOM, RECORDS_BUSY

P = ParamSpec("P")
View = Callable[P, HttpResponse]
Marked = TypeVar("Marked", bound=Callable[..., HttpResponseBase])

_HALF_WAY, _QUIET = "openmips_half_way", "openmips_quiet"

CSRF_FIELD = "csrfmiddlewaretoken"
UNAVAILABLE, BROKEN = 503, 500
_HINDERED = {one.code for one in (NO_ROOM, RECORDS_BUSY, DATABASE_SILENT)}
_SECRETS = ("pass", "secret", "token", "code")
_SOON = 30
"""After how many seconds a program may ask again."""


def actor(request: HttpRequest) -> Actor:
    """Who asks, and when. Only for pages behind `members_only`."""
    if not isinstance(request.user, User):
        raise NotThere("Nobody is signed in.")
    return Actor(request.user, timezone.now())


def members_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about a practice's records: sign-in first, then what `access` allows."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(way_back(request))
        try:
            with saving():
                return view(request, *arguments, **named)
        except NotThere:
            return refusal(request, 404, "There is no such page", "Check the address.")
        except NotAllowed as error:
            return refusal(request, 403, "Your role does not allow this", str(error))
        except ChangedMeanwhile as error:
            return refusal(request, 409, "Somebody else saved first", str(error))
        except ProblemsFound as error:
            if _HINDERED & {one.code for one in error.problems}:
                return hindered(error.problems, request)
            return render(
                request, "openmips/problems.html", {"problems": error.problems}, status=422
            )

    return guarded


def hindered(problems: Sequence[Problem], request: HttpRequest | None = None) -> HttpResponse:
    """A page that says what kept the application from its work, and what to do.

    What was entered in `request` stays in the page, to be saved again with one press: all but
    files, and forms that hold something secret.
    """
    again = None if request is None else _entered(request)
    context = {"problems": problems, "again": again, "file": bool(request and request.FILES)}
    answer = render(request, "openmips/hindered.html", context, status=UNAVAILABLE)
    answer.headers["Retry-After"] = str(_SOON)
    return answer


def broken(request: HttpRequest) -> HttpResponse:
    """What is answered where nothing else could be: Django calls it while an error is handled."""
    found = hindrance(sys.exc_info()[1])
    if found is not None:
        return hindered(found.problems)
    return HttpResponse(render_to_string("openmips/broken.html"), status=BROKEN)


def _entered(request: HttpRequest) -> list[tuple[str, str]] | None:
    """Names and values that were sent to be saved; None where nothing was, or a secret."""
    fields = [(name, values) for name, values in request.POST.lists() if name != CSRF_FIELD]
    if request.method != "POST" or any(word in name for name, _ in fields for word in _SECRETS):
        return None
    return [(name, str(value)) for name, values in fields for value in values]


def way_back(request: HttpRequest) -> str:
    """The page to show after signing in: the one asked for, or the one with the form."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    return request.headers.get("Referer", "")


def refusal(request: HttpRequest, status: int, title: str, says: str) -> HttpResponse:
    """A page that says what went wrong and what to do."""
    return render(request, "openmips/refusal.html", {"title": title, "says": says}, status=status)


def says(error: ProblemsFound) -> str:
    """The words of a refusal, to stand beside a field."""
    return " ".join(f"{one.message} {one.remedy}" for one in error.problems)


def half_way(view: Marked) -> Marked:
    """A page that is also for whoever gave the password and not yet the second factor."""
    view.__dict__[_HALF_WAY] = True
    return view


def is_half_way(view: Callable[..., HttpResponse]) -> bool:
    """Whether the page asks for no second factor."""
    return bool(getattr(view, _HALF_WAY, False))


def quiet(view: Marked) -> Marked:
    """What the browser asks by itself: it does not count as something that was done."""
    view.__dict__[_QUIET] = True
    return view


def is_quiet(view: Callable[..., HttpResponse]) -> bool:
    """Whether a view is asked without anybody doing something."""
    return bool(getattr(view, _QUIET, False))

"""What pages that change records share: where to go afterwards, and what was seen before."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from openmips.practice import access
from openmips.practice.access import Actor
from openmips.practice.models import PracticeYear, Role
from openmips.practice.standing import standing
from openmips.web.reporters import Reporter, asked_reporter, one_reporter
from openmips.web.views.hub import as_of, strip

WRONG, MEANWHILE = 422, 409
"""The answers to what cannot be used, and to what somebody else changed first."""


def see_other(name: str, *arguments: Any, query: str = "") -> HttpResponse:
    """After a deed: a page to look at, so that a reload does not repeat the deed."""
    answer = HttpResponseRedirect(resolve_url(name, *arguments) + query)
    answer.status_code = 303
    return answer


def reporter_of(request: HttpRequest, year: PracticeYear) -> Reporter:
    """Whose records the page is about: whom the address names, or the first. Raises NotThere."""
    return one_reporter(request, year, standing(year, as_of(request)))


def seen_version(request: HttpRequest) -> int | None:
    """The version of the year that the form was made from; None where it does not say."""
    said = request.POST.get("version", "")
    return int(said) if said.isdecimal() else None


def framed(
    request: HttpRequest, who: Actor, year: PracticeYear, reporter: Reporter | None = None
) -> dict[str, Any]:
    """What every page of a year shows, and whether whoever looks may change it."""
    today = as_of(request)
    now = standing(year, today)
    reporter = reporter or asked_reporter(request, year, now)
    return strip(year, now, today, reporter) | {
        "may_edit": may_edit(who, year.practice_id) and year.sealed_at is None,
    }


def may_edit(who: Actor, practice_id: UUID) -> bool:
    """Whether the actor's role lets them change the practice's records."""
    return access.role(who, practice_id) in {Role.OWNER, Role.EDITOR}

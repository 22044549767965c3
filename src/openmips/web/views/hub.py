"""A user's practices, and the year of one of them: the task list from which all else is reached."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from openmips.practice import access
from openmips.web.doors import actor, members_only


@require_GET
@members_only
def practices(request: HttpRequest) -> HttpResponse:
    """The practices of whoever asks, with their years."""
    found = access.practices(actor(request)).prefetch_related("years")
    return render(request, "openmips/practices.html", {"practices": found})


@require_GET
@members_only
def year(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The year's tasks."""
    found = access.year(actor(request), practice_id, performance_year)
    return render(request, "openmips/year.html", {"year": found})

"""A roster is read from a file: handed in, looked at, then taken over or given up."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from openmips.practice import access
from openmips.practice.access import Actor
from openmips.practice.actions.imports import Preview, confirm, give_up, look, preview, receive
from openmips.practice.deeds import ChangedMeanwhile
from openmips.practice.models import PracticeYear, Role
from openmips.practice.models.files import FileKind
from openmips.problems import ProblemsFound
from openmips.web.doors import actor, members_only
from openmips.web.forms.people import RosterFileForm, blame
from openmips.web.views.asking import MEANWHILE, WRONG, framed, see_other, seen_version
from openmips.web.views.hub import as_of


@require_http_methods(["GET", "POST"])
@members_only
def roster_import(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """Hand in a roster file; with `file`, look at one that waits. Nothing is saved unseen."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    if request.method == "GET":
        token = request.GET.get("file", "")
        seen = preview(who, practice_id, performance_year, token) if token else None
        return _page(request, who, year, RosterFileForm(), seen)
    access.year(who, practice_id, performance_year, Role.EDITOR)
    if request.POST.get("file"):
        return _decide(request, who, year)
    form = RosterFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, who, year, form, None, WRONG)
    try:
        token = _received(who, year, form, as_of(request))
    except ProblemsFound as error:
        blame(form, error.problems)
        return _page(request, who, year, form, None, WRONG)
    return see_other(f"{reverse('roster_import', args=_place(year))}?file={token}")


def _received(who: Actor, year: PracticeYear, form: RosterFileForm, today: date) -> str:
    """Take the file in and read it; the answer is the token under which it waits."""
    name, content = form.content()
    waiting = receive(who, *_place(year), name, content, kind=FileKind.ROSTER)
    return look(who, *_place(year), waiting.token, today).waiting.token


def _decide(request: HttpRequest, who: Actor, year: PracticeYear) -> HttpResponse:
    """Take over what was looked at, or give it up."""
    token = request.POST["file"]
    if "give_up" in request.POST:
        give_up(who, *_place(year), token)
        messages.info(request, "Nothing was taken over.")
        return see_other("roster", *_place(year))
    try:
        confirm(who, *_place(year), token, expected_version=seen_version(request))
    except ChangedMeanwhile as error:
        messages.error(request, str(error))
        year = access.year(who, *_place(year))
        seen = preview(who, *_place(year), token)
        return _page(request, who, year, RosterFileForm(), seen, MEANWHILE)
    messages.success(request, "The roster was read.")
    return see_other("roster", *_place(year))


def _place(year: PracticeYear) -> tuple[UUID, int]:
    return year.practice_id, year.performance_year


def _page(
    request: HttpRequest,
    who: Actor,
    year: PracticeYear,
    form: RosterFileForm,
    seen: Preview | None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = framed(request, who, year) | {"form": form, "preview": seen}
    return render(request, "openmips/people/import.html", context, status=status)

"""A year's claims: imported after a look, counted by measure, taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from openmips.practice import access
from openmips.practice.access import Actor
from openmips.practice.actions.imports import confirm, give_up, look, preview, receive
from openmips.practice.actions.reading_claims import name_columns, read_claims
from openmips.practice.actions.undo import take_back
from openmips.practice.claims_held import claims_of, gaps_of, marks_of, progress_of
from openmips.practice.models import PracticeYear, Role
from openmips.web.doors import actor, members_only
from openmips.web.forms.claims import ClaimsForm, MappingForm
from openmips.web.plots.drawing import for_any_screen
from openmips.web.plots.measures import meter
from openmips.web.views.asking import WRONG, framed, see_other, seen_version
from openmips.web.views.gap_rows import open_gaps
from openmips.web.views.hub import as_of


@require_http_methods(["GET", "POST"])
@members_only
def claims(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The files that count, where each measure stands, and a form for another file."""
    who = actor(request)
    if request.method == "POST":
        access.year(who, practice_id, performance_year, Role.EDITOR)
        form = ClaimsForm(request.POST, request.FILES)
        if form.is_valid():
            file: UploadedFile[bytes] = form.cleaned_data["claims"]
            name = file.name or "claims"
            waiting = receive(who, practice_id, performance_year, name, file.chunks())
            look(who, practice_id, performance_year, waiting.token, as_of(request))
            return see_other("claims_preview", practice_id, performance_year, waiting.token)
        return _claims_page(request, who, practice_id, performance_year, form, WRONG)
    return _claims_page(request, who, practice_id, performance_year, ClaimsForm())


def _claims_page(
    request: HttpRequest,
    who: Actor,
    practice_id: UUID,
    performance_year: int,
    form: ClaimsForm,
    status: int = 200,
) -> HttpResponse:
    year = access.year(who, practice_id, performance_year)
    today = as_of(request)
    told, lacking = progress_of(year, today), gaps_of(year, today)
    context = framed(request, who, year) | {
        "form": form,
        "files": claims_of(year),
        "told": told,
        "rows": list(_rows(told.answer)),
        "names": {one.npi: str(one) for one in year.practice.clinicians.all()},
        "lacking": open_gaps(lacking.answer, marks_of(year)),
    }
    return render(request, "openmips/claims/claims.html", context, status=status)


def _rows(answer: Mapping[str, Any] | None) -> Iterator[dict[str, Any]]:
    """The measures that were begun, each with its two meters."""
    for number, one in enumerate([] if answer is None else answer["progress"]):
        meters = [
            {
                "title": title,
                **one[key],
                "picture": for_any_screen(
                    meter,
                    f"{name}-{number}",
                    f"{title} of {one['measureId']}",
                    Decimal(one[key]["have"]),
                    Decimal(one[key]["neededAtYearEnd"]),
                    Decimal(max(one[key]["possibleAtYearEnd"], one[key]["have"])),
                    "",
                ),
            }
            for name, key, title in (
                ("cases", "caseMinimum", "Cases"),
                ("complete", "completeness", "Answered"),
            )
        ]
        yield {**one, "meters": meters}


@require_http_methods(["GET", "POST"])
@members_only
def claims_preview(
    request: HttpRequest, practice_id: UUID, performance_year: int, token: str
) -> HttpResponse:
    """What was read of a waiting file, what was left out and why, and what it would change."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year, Role.EDITOR)
    if request.method == "POST":
        form = MappingForm(request.POST)
        if form.is_valid():
            said = form.cleaned_data["mapping"]
            name_columns(who, practice_id, performance_year, token, said)
            look(who, practice_id, performance_year, token, as_of(request))
            return see_other("claims_preview", practice_id, performance_year, token)
        return _preview_page(request, who, year, token, form, WRONG)
    return _preview_page(request, who, year, token, None)


def _preview_page(
    request: HttpRequest,
    who: Actor,
    year: PracticeYear,
    token: str,
    form: MappingForm | None,
    status: int = 200,
) -> HttpResponse:
    place = (year.practice_id, year.performance_year)
    shown = preview(who, *place, token)
    found = read_claims(who, *place, token)
    if form is None and found.columns is not None:
        kept = shown.waiting.mapping or found.columns["mapping"]
        form = MappingForm(initial={"mapping": kept})
    results = [
        (one.key.split("/")[2], one.after)
        for one in shown.changes
        if one.key.count("/") == len(("entity", "method"))
    ]
    context = framed(request, who, year) | {
        "shown": shown,
        "token": token,
        "read": found.read,
        "columns": found.columns,
        "form": form,
        "results": results,
    }
    return render(request, "openmips/claims/preview.html", context, status=status)


@require_POST
@members_only
def claims_confirm(
    request: HttpRequest, practice_id: UUID, performance_year: int, token: str
) -> HttpResponse:
    """Keep a file that was looked at, and what it says."""
    who = actor(request)
    seen = seen_version(request)
    kept = confirm(who, practice_id, performance_year, token, expected_version=seen)
    messages.success(request, f"{kept.name} is imported. The score on top follows.")
    return see_other("claims", practice_id, performance_year)


@require_POST
@members_only
def claims_give_up(
    request: HttpRequest, practice_id: UUID, performance_year: int, token: str
) -> HttpResponse:
    """Keep nothing of a file that was handed in."""
    give_up(actor(request), practice_id, performance_year, token)
    messages.info(request, "The file is gone. Nothing of it was kept.")
    return see_other("claims", practice_id, performance_year)


@require_POST
@members_only
def claims_take_back(
    request: HttpRequest, practice_id: UUID, performance_year: int, file_id: int
) -> HttpResponse:
    """Count the year's claims without a file that was imported."""
    gone = take_back(actor(request), practice_id, performance_year, file_id, as_of(request))
    messages.success(request, f"{gone.name} does not count any more.")
    return see_other("claims", practice_id, performance_year)

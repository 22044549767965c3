"""The worklist of claims that lack a quality code: to read, to mark, to print, to take along."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from openmips.practice import access
from openmips.practice.actions.gaps import mark_gap, show_patients
from openmips.practice.claims_held import MARKS, claims_of, gaps_of, marks_of
from openmips.practice.models import PracticeYear, Role
from openmips.web.doors import actor, members_only
from openmips.web.reports.gap_sheets import by_day
from openmips.web.views.asking import framed, see_other
from openmips.web.views.gap_rows import cells, gap_rows
from openmips.web.views.hub import as_of

AT_ONCE = 50
"""How many gaps a page shows."""

COLUMNS = (
    "date_of_service",
    "claim_id",
    "patient_id",
    "rendering_npi",
    "measure_id",
    "measure",
    "why",
    "codes",
    "what_to_do",
    "mark",
)
SHOWN_UNTIL = "patients_shown_until"
"""Where a session holds until when patient numbers are shown, by year."""

FOR_AN_HOUR = timedelta(hours=1)

SHOWN = {"open": "To do", "marked": "Marked", "lost": "Too late", "all": "All"}


@require_GET
@members_only
def gaps(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The gaps by day, with what can be done about each."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    told = gaps_of(year, as_of(request))
    rows = gap_rows(told.answer, marks_of(year))
    asked = _asked(request) | {"patients": patients_shown(request, year)}
    found = [one for one in rows if _fits(one, asked)]
    context = framed(request, who, year) | {
        "told": told,
        "has_claims": bool(claims_of(year)),
        "asked": asked,
        "shown": SHOWN,
        "days": by_day(found[:AT_ONCE]),
        "total": len(found),
        "more": max(len(found) - AT_ONCE, 0),
        "measures": sorted({one["measureId"] for one in rows}),
        "clinicians": _clinicians(year, rows),
        "counts": {name: sum(_shows(one, name) for one in rows) for name in SHOWN},
        "names": _names(year),
    }
    return render(request, "openmips/claims/gaps.html", context)


@require_POST
@members_only
def gap_mark(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """Say that a gap is done or not applicable, or take that back."""
    mark, key = request.POST.get("mark", ""), request.POST.get("gap", "")
    gap = mark_gap(actor(request), practice_id, performance_year, key, mark, as_of(request))
    word = MARKS[mark].lower() if mark else "to do again"
    messages.success(request, f"Claim {gap['claimId']}, measure {gap['measureId']}: {word}.")
    kept = request.POST.get("back", "")
    place = reverse("gaps", args=(practice_id, performance_year))
    return see_other(f"{place}?{kept}" if kept else place)


@require_POST
@members_only
def gap_patients(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """Show whole patient numbers for an hour, once that is confirmed; or mask them again."""
    who, place = actor(request), (practice_id, performance_year)
    year = access.year(who, *place, Role.EDITOR)
    shown = dict(request.session.get(SHOWN_UNTIL, {}))
    if request.POST.get("show") != "yes":
        shown.pop(str(year.pk), None)
        messages.success(request, "Patients are masked again.")
    elif request.POST.get("sure") != "yes":
        messages.error(request, "Tick that the numbers are needed, to see them.")
    else:
        show_patients(who, *place)
        shown[str(year.pk)] = (who.at + FOR_AN_HOUR).isoformat()
        messages.success(request, "Patient numbers are shown, and the records say by whom.")
    request.session[SHOWN_UNTIL] = shown
    return see_other("gaps", *place)


def patients_shown(request: HttpRequest, year: PracticeYear) -> bool:
    """Whether whole patient numbers were asked for within the hour."""
    until = request.session.get(SHOWN_UNTIL, {}).get(str(year.pk))
    return until is not None and timezone.now() < datetime.fromisoformat(until)


@require_GET
@members_only
def gaps_file(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """Every gap as CSV; patients are masked unless somebody asked for their numbers."""
    year = access.year(actor(request), practice_id, performance_year)
    whole = patients_shown(request, year)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="gaps-{performance_year}.csv"'
    table = csv.writer(answer)
    table.writerow(COLUMNS)
    for one in gap_rows(gaps_of(year, as_of(request)).answer, marks_of(year)):
        table.writerow(cells(one, whole))
    return answer


def _asked(request: HttpRequest) -> dict[str, Any]:
    show = request.GET.get("show", "open")
    return {
        "show": show if show in SHOWN else "open",
        "measure": request.GET.get("measure", ""),
        "npi": request.GET.get("npi", ""),
        "query": request.GET.urlencode(),
    }


def _fits(one: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    return (
        _shows(one, asked["show"])
        and asked["measure"] in ("", one["measureId"])
        and asked["npi"] in ("", one["npi"])
    )


def _shows(one: Mapping[str, Any], show: str) -> bool:
    match show:
        case "open":
            return not one["mark"] and one["remedy"] != "none"
        case "marked":
            return bool(one["mark"])
        case "lost":
            return not one["mark"] and one["remedy"] == "none"
        case _:
            return True


def _names(year: PracticeYear) -> dict[str, str]:
    """Clinicians of the roster by NPI."""
    return {one.npi: str(one) for one in year.practice.clinicians.all()}


def _clinicians(year: PracticeYear, rows: list[dict[str, Any]]) -> dict[str, str]:
    names = _names(year)
    found = sorted({one["npi"] for one in rows})
    return {npi: names.get(npi, f"NPI ending in {npi[-4:]}") for npi in found}

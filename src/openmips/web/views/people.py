"""The roster of a practice: its clinicians, added, changed and described for a year."""

from __future__ import annotations

import csv
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openmips.practice import access, memory
from openmips.practice.access import Actor, NotThere
from openmips.practice.actions.decisions import decide
from openmips.practice.actions.roster import (
    add_clinician,
    change_clinician,
    describe_clinician,
    remove_clinician,
)
from openmips.practice.deeds import ChangedMeanwhile
from openmips.practice.documents import OF_GROUP, there
from openmips.practice.documents import roster as roster_rows
from openmips.practice.models import Clinician, PracticeYear, Role, Topic
from openmips.practice.sayings import GroupTotals
from openmips.problems import ProblemsFound
from openmips.web.cells import harmless
from openmips.web.doors import actor, members_only
from openmips.web.forms.people import (
    ClinicianForm,
    GroupForm,
    initial_clinician,
    initial_from_start,
)
from openmips.web.views.asking import MEANWHILE, WRONG, framed, see_other, seen_version
from openmips.web.words import spelt


@require_GET
@members_only
def roster(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """Everybody on the roster, and what is known of each for the year."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    said = memory.current(year, Topic.CLINICIAN)
    here = {one.pk for one in there(year)}
    rows = [
        {
            "clinician": one,
            "type": spelt(one.clinician_type) if one.clinician_type else "Not known",
            "said": said.get(one.npi),
            "here": one.pk in here,
        }
        for one in year.practice.clinicians.all()
    ]
    context = framed(request, who, year) | {"rows": rows, "group": said.get(OF_GROUP)}
    return render(request, "openmips/people/roster.html", context)


@require_GET
@members_only
def roster_file(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The roster with the year's facts as CSV, in the columns that the import reads."""
    year = access.year(actor(request), practice_id, performance_year)
    rows = roster_rows(year)
    names = dict(year.practice.clinicians.values_list("npi", "name"))
    columns = sorted({column for row in rows for column in row} - {"npi", "tin"})
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="roster-{performance_year}.csv"'
    writer = csv.writer(answer)
    writer.writerow(["npi", "tin", "name", *columns])
    for row in rows:
        cells = [row["npi"], row["tin"], names.get(row["npi"], ""), *(row.get(c) for c in columns)]
        writer.writerow([harmless(one) for one in cells])
    return answer


@require_http_methods(["GET", "POST"])
@members_only
def clinician_add(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """Add a clinician, with what is known of the year."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    if request.method == "GET":
        known = {key: request.GET.get(key, "") for key in request.GET}
        form = ClinicianForm(performance_year, initial=initial_from_start(known))
        return _form_page(request, who, year, form, None)
    form = ClinicianForm(performance_year, request.POST)
    return _save(request, who, year, form, None)


@require_http_methods(["GET", "POST"])
@members_only
def clinician(
    request: HttpRequest, practice_id: UUID, performance_year: int, clinician_id: int
) -> HttpResponse:
    """Change a clinician's entry and the facts of the year."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    found = _listed(year, clinician_id)
    if request.method == "GET":
        initial = initial_clinician(found, _facts(year, found))
        form = ClinicianForm(performance_year, initial=initial)
        return _form_page(request, who, year, form, found)
    form = ClinicianForm(performance_year, request.POST)
    return _save(request, who, year, form, found)


@require_POST
@members_only
def clinician_remove(
    request: HttpRequest, practice_id: UUID, performance_year: int, clinician_id: int
) -> HttpResponse:
    """Take out an entry that was made by mistake."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year, Role.EDITOR)
    found = _listed(year, clinician_id)
    remove_clinician(who, practice_id, found.npi)
    messages.success(request, f"{found} is no longer on the roster.")
    return see_other("roster", practice_id, performance_year)


@require_http_methods(["GET", "POST"])
@members_only
def group_totals(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """What the practice billed as a whole, which decides what it may do as a group."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    status = 200
    form = GroupForm(
        performance_year, initial=memory.values(year, Topic.CLINICIAN).get(OF_GROUP) or {}
    )
    if request.method == "POST":
        form = GroupForm(performance_year, request.POST)
        status = WRONG
        if form.is_valid():
            said, seen = GroupTotals(form.said()), seen_version(request)
            try:
                decide(who, practice_id, performance_year, [said], expected_version=seen)
                return see_other("eligibility", practice_id, performance_year)
            except ChangedMeanwhile as error:
                form.add_error(None, str(error))
                status, year = MEANWHILE, access.year(who, practice_id, performance_year)
    context = framed(request, who, year) | {"form": form}
    return render(request, "openmips/people/group.html", context, status=status)


def _listed(year: PracticeYear, clinician_id: int) -> Clinician:
    found = year.practice.clinicians.filter(pk=clinician_id).first()
    if found is None:
        raise NotThere("The roster has no such clinician.")
    return found


def _facts(year: PracticeYear, found: Clinician) -> dict[str, Any]:
    return dict(memory.values(year, Topic.CLINICIAN).get(found.npi) or {})


def _save(
    request: HttpRequest,
    who: Actor,
    year: PracticeYear,
    form: ClinicianForm,
    found: Clinician | None,
) -> HttpResponse:
    """Keep the entry and the year's facts together, or neither."""
    if not form.is_valid():
        return _form_page(request, who, year, form, found, WRONG)
    place = (year.practice_id, year.performance_year)
    entry = form.entry()
    seen = seen_version(request)
    try:
        with transaction.atomic():
            facts = form.facts(_facts(year, found) if found else {})
            if found is None:
                add_clinician(who, year.practice_id, entry)
            else:
                change_clinician(who, year.practice_id, found.npi, entry)
            # The entry counts the year's version up by one.
            after = None if seen is None else seen + 1
            describe_clinician(who, *place, entry.npi, facts, expected_version=after)
    except ChangedMeanwhile as error:
        form.add_error(None, str(error))
        year = access.year(who, *place)
        return _form_page(request, who, year, form, found, MEANWHILE)
    except ProblemsFound as error:
        form.blame(error.problems)
        return _form_page(request, who, year, form, found, WRONG)
    messages.success(request, "Saved.")
    return see_other("roster", *place)


def _form_page(
    request: HttpRequest,
    who: Actor,
    year: PracticeYear,
    form: ClinicianForm,
    found: Clinician | None,
    status: int = 200,
) -> HttpResponse:
    history = memory.history(year, Topic.CLINICIAN, found.npi) if found else []
    context = framed(request, who, year) | {"form": form, "clinician": found, "history": history}
    return render(request, "openmips/people/clinician.html", context, status=status)

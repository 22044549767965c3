"""A user's practices, each opened here with its years; and what is said of a practice."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from openmips.practice import access, memory
from openmips.practice.access import Actor
from openmips.practice.actions.facts import state_facts
from openmips.practice.actions.openings import open_practice_with_year
from openmips.practice.actions.practices import describe_practice, open_year
from openmips.practice.deeds import ChangedMeanwhile
from openmips.practice.documents import there
from openmips.practice.models import Practice, PracticeYear, Role, Topic
from openmips.web.doors import actor, members_only
from openmips.web.forms.practice import (
    PATHS,
    FactsForm,
    NameForm,
    OpenForm,
    YearForm,
    initial_facts,
)
from openmips.web.views.asking import (
    MEANWHILE,
    WRONG,
    framed,
    may_edit,
    see_other,
    seen_version,
)
from openmips.web.words import SPECIAL_STATUSES, spelt


@require_http_methods(["GET", "POST"])
@members_only
def practices(request: HttpRequest) -> HttpResponse:
    """The practices of whoever asks, with their years, and a form to open another one."""
    who = actor(request)
    if request.method == "POST":
        form = OpenForm(request.POST)
        if form.is_valid():
            told = form.cleaned_data
            year = open_practice_with_year(who, told["name"], told["tin"], told["performance_year"])
            return _opened(request, year, form.carried)
        return render(request, "openmips/practices.html", _listed(who, form), status=WRONG)
    form = OpenForm(initial=_from_start(request))
    return render(request, "openmips/practices.html", _listed(who, form))


def _opened(request: HttpRequest, year: PracticeYear, carried: dict[str, str]) -> HttpResponse:
    place = (year.practice_id, year.performance_year)
    if not carried:
        return see_other("year", *place)
    messages.info(request, "Name the clinician whose numbers you gave, then describe the practice.")
    return see_other(reverse("clinician_add", args=place) + "?" + urlencode(carried))


def _from_start(request: HttpRequest) -> dict[str, str]:
    """The facts that the first page's answer carried over."""
    return {name: request.GET.get(name, "") for name in OpenForm.base_fields if name in request.GET}


def _listed(who: Actor, form: OpenForm) -> dict[str, Any]:
    found = access.practices(who).prefetch_related("years")
    return {
        "form": form,
        "practices": [(one, _year_form(one), may_edit(who, one.id)) for one in found],
        "carried": bool(form["charges"].value()),
    }


def _year_form(practice: Practice) -> YearForm | None:
    """A form for the years that are not open yet; None where all are."""
    form = YearForm(auto_id=f"{practice.id}_%s")
    taken = {year.performance_year for year in practice.years.all()}
    return form if form.leave_out(taken) else None


@require_POST
@members_only
def year_open(request: HttpRequest, practice_id: UUID) -> HttpResponse:
    """Open another year of a practice."""
    who = actor(request)
    access.practice(who, practice_id, Role.EDITOR)
    form = YearForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose one of the years in the list.")
        return see_other("practices")
    year = open_year(who, practice_id, form.cleaned_data["performance_year"])
    return see_other("year", practice_id, year.performance_year)


@require_http_methods(["GET", "POST"])
@members_only
def facts(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The facts of the practice, each with who said it, when and from where."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    held = memory.values(year, Topic.FACT)
    if request.method == "GET":
        listed = len(there(year)) or None
        initial = {"clinician_count": listed} | initial_facts(held)
        return _facts_page(request, who, year, FactsForm(performance_year, initial=initial))
    form = FactsForm(performance_year, request.POST)
    if not form.is_valid():
        return _facts_page(request, who, year, form, WRONG)
    try:
        seen = seen_version(request)
        state_facts(who, practice_id, performance_year, form.said(), expected_version=seen)
    except ChangedMeanwhile as error:
        form.add_error(None, str(error))
        return _facts_page(
            request, who, access.year(who, practice_id, performance_year), form, MEANWHILE
        )
    messages.success(request, "Saved. The score and the money follow from it.")
    return see_other("year", practice_id, performance_year)


@require_http_methods(["GET", "POST"])
@members_only
def practice_name(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The practice's name and TIN."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    practice = year.practice
    form = NameForm(initial={"name": practice.name, "tin": practice.tin})
    status = 200
    if request.method == "POST":
        form = NameForm(request.POST)
        if form.is_valid():
            describe_practice(who, practice_id, form.cleaned_data["name"], form.cleaned_data["tin"])
            return see_other("facts", practice_id, performance_year)
        status = WRONG
    context = framed(request, who, year) | {"form": form}
    return render(request, "openmips/practice/name.html", context, status=status)


def _facts_page(
    request: HttpRequest, who: Actor, year: PracticeYear, form: FactsForm, status: int = 200
) -> HttpResponse:
    current = memory.current(year, Topic.FACT)
    rows = [
        {
            "field": form[name],
            "said": current.get(path),
            "history": _history(year, path, form[name]),
        }
        for name, path in PATHS.items()
    ]
    context = framed(request, who, year) | {"form": form, "rows": rows}
    return render(request, "openmips/practice/facts.html", context, status=status)


def _history(year: PracticeYear, path: str, field: BoundField) -> list[dict[str, Any]]:
    """Everything ever said at a path, the latest first; of two fields at one path the later."""
    if field.name == "small":
        return []
    return [
        {
            "value": in_words(path, one.value),
            "by": one.said_by,
            "at": one.said_at,
            "source": one.source,
        }
        for one in memory.history(year, Topic.FACT, path)
    ]


def in_words(path: str, value: Any) -> str:
    """A fact as people read it."""
    if value is None:
        return "Taken back"
    if path == "practice.specialtySet":
        return spelt(value)
    if isinstance(value, list):
        return ", ".join(SPECIAL_STATUSES[str(one)] for one in value) or "None"
    return str(value)

"""How to report: the options compared, and one of them chosen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from openmips.practice import access, memory
from openmips.practice.access import Actor
from openmips.practice.actions.decisions import decide
from openmips.practice.decisions import WayToReport
from openmips.practice.deeds import ChangedMeanwhile
from openmips.practice.handed_in import PROGRAM
from openmips.practice.models import PracticeYear, Topic
from openmips.practice.standing import standing
from openmips.practice.ways import (
    MVP,
    REGISTERED,
    USABLE,
    Compared,
    compared,
)
from openmips.web.doors import actor, members_only
from openmips.web.forms.ways import OptionForm
from openmips.web.views.asking import MEANWHILE, WRONG, framed, see_other, seen_version
from openmips.web.views.hub import as_of
from openmips.web.words import LEVELS, OPENNESS


@require_http_methods(["GET", "POST"])
@members_only
def options(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """Traditional MIPS, the MVPs and the APP beside each other; one is chosen."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    found = compared(year, as_of(request))
    held = memory.values(year, Topic.CHOICE)
    if request.method == "GET":
        initial = {"program": held.get(PROGRAM), "registered": bool(held.get(REGISTERED))}
        form = OptionForm(_programs(found), initial=initial)
        return _page(request, who, year, found, form)
    form = OptionForm(_programs(found), request.POST)
    if not form.is_valid():
        return _page(request, who, year, found, form, WRONG)
    program = form.cleaned_data["program"]
    (option,) = [one for one in found.options if one.program == program]
    chosen = WayToReport(program, registered=form.cleaned_data["registered"])
    try:
        seen = seen_version(request)
        decide(who, practice_id, performance_year, [chosen], expected_version=seen)
    except ChangedMeanwhile as error:
        form.add_error(None, str(error))
        year = access.year(who, practice_id, performance_year)
        return _page(request, who, year, found, form, MEANWHILE)
    messages.success(request, f"Chosen: {option.title}.")
    year = access.year(who, practice_id, performance_year)
    left_out = standing(year, as_of(request)).documents.left_out
    if left_out:
        names = ", ".join(dict.fromkeys(one.name for one in left_out))
        messages.warning(request, f"On record, and left out under this choice: {names}.")
    return see_other("year", practice_id, performance_year)


def _programs(found: Compared) -> list[tuple[object, str]]:
    """What may still be chosen, each once."""
    return [
        (one.program, f"{one.title} ({one.program})" if one.option == MVP else one.title)
        for one in found.options
        if one.way["status"] in USABLE
    ]


def _page(
    request: HttpRequest,
    who: Actor,
    year: PracticeYear,
    found: Compared,
    form: OptionForm,
    status: int = 200,
) -> HttpResponse:
    chosen = memory.current(year, Topic.CHOICE).get(PROGRAM)
    rows: list[dict[str, Any]] = [
        {"option": one, "openness": OPENNESS[one.way["status"]]} for one in found.options
    ]
    context = framed(request, who, year) | {
        "form": form,
        "rows": rows,
        "compared": found,
        "level": LEVELS[found.level],
        "chosen": chosen,
    }
    return render(request, "openmips/ways/options.html", context, status=status)

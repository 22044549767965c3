"""What if: other facts tried out, the score before and after, and scenarios beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from openmips.practice import access, memory
from openmips.practice.actions.interoperability import held_interoperability
from openmips.practice.actions.scores import drop_scenario, keep_score, scenarios
from openmips.practice.fitting import attested_in, fitting
from openmips.practice.models import PracticeYear, Role, Topic
from openmips.practice.standing import standing
from openmips.practice.supposed import supposed
from openmips.problems import ProblemsFound
from openmips.web.categories import CATEGORIES
from openmips.web.doors import actor, members_only
from openmips.web.forms.whatif import COST, COUNTED, Asking, NameForm, WhatIfForm
from openmips.web.views.asking import WRONG, framed, reporter_of, see_other
from openmips.web.views.hub import as_of

OFFERED = 6
"""How many activities are offered beside those attested."""

ASKED = "asked"


@require_http_methods(["GET", "POST"])
@members_only
def whatif(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """Try something out by GET, which stores nothing; keep it under a name by POST."""
    who = actor(request)
    need = Role.EDITOR if request.method == "POST" else Role.VIEWER
    year = access.year(who, practice_id, performance_year, need)
    today = as_of(request)
    reporter = reporter_of(request, year)
    asking = _asking(year, today, reporter.entity)
    told = request.POST if request.method == "POST" else request.GET
    bound = request.method == "POST" or ASKED in told
    form = WhatIfForm(asking, told if bound else None, initial=_initial(asking))
    naming = NameForm(request.POST) if request.method == "POST" else NameForm()
    status = 200
    context: dict[str, Any] = {}
    if form.is_bound and not form.is_valid():
        status = WRONG
    elif form.is_bound:
        supposing = form.supposing()
        after = supposed(year, supposing, today, reporter.entity)
        if request.method == "POST" and naming.is_valid() and after.score is not None:
            name = naming.cleaned_data["name"]
            place, of = (practice_id, performance_year), reporter.entity
            keep_score(who, *place, today, name, supposing, of)
            messages.success(request, f"{name} is kept. Nothing else of the year has changed.")
            return see_other("whatif", *place, query=reporter.query)
        status = WRONG if request.method == "POST" or after.score is None else 200
        before = standing(year, today, reporter.entity).score
        context = {
            "after": after,
            "keeping": WhatIfForm(asking, told, auto_id=False),
            "categories": _moved(before, after.score),
            "measures": _measures(before, after.score),
        }
    context |= framed(request, who, year, reporter) | {
        "form": form,
        "naming": naming,
        "scenarios": scenarios(who, practice_id, performance_year),
    }
    return render(request, "openmips/whatif/whatif.html", context, status=status)


@require_POST
@members_only
def whatif_drop(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """Drop a scenario by its name."""
    name = request.POST.get("name", "")
    drop_scenario(actor(request), practice_id, performance_year, name)
    messages.success(request, f"{name} is gone.")
    return see_other("whatif", practice_id, performance_year)


def _asking(year: PracticeYear, today: date, whose: str) -> Asking:
    results = {
        key: value
        for key, value in memory.values(year, Topic.RESULT).items()
        if key.startswith(f"{whose}/") and any(name in value for name in COUNTED)
    }
    attested = attested_in(year, whose)
    try:
        listed = fitting(year, today, whose)
    except ProblemsFound:
        listed = []
    offered = [one for one in listed if one.activity_id not in attested][:OFFERED]
    done = [one for one in listed if one.activity_id in attested]
    titles = {
        one.activity_id: f"{one.activity_id}: {one.offer['title']}" for one in (*done, *offered)
    }
    cost = memory.values(year, Topic.FACT).get(COST, "")
    pi = tuple(held_interoperability(year, whose))
    return Asking(year.performance_year, results, attested, titles, pi, str(cost), whose)


def _initial(asking: Asking) -> dict[str, Any]:
    """The form as the year stands now."""
    found: dict[str, Any] = {
        f"{key}/{name}": value[name]
        for key, value in asking.results.items()
        for name in COUNTED
        if name in value
    }
    return found | {"activities": list(asking.attested), "cost": asking.cost or None}


def _moved(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    """Each category before and after, and whether it moved."""
    if before is None or after is None:
        return []
    return [
        {
            "title": title,
            "before": before["categories"][name],
            "after": after["categories"][name],
            "moved": before["categories"][name] != after["categories"][name],
        }
        for name, title in CATEGORIES.items()
    ]


def _measures(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    """The measures and activities whose points or counting moved."""
    if before is None or after is None:
        return []
    old, new = (
        {(one["measureId"], one.get("collectionType")): one for one in answer["measures"]}
        for answer in (before, after)
    )
    keys = [key for key in dict.fromkeys((*old, *new)) if key[0]]
    return [
        {"name": key[0], "before": old.get(key), "after": new.get(key)}
        for key in keys
        if _worth(old.get(key)) != _worth(new.get(key))
    ]


def _worth(row: Mapping[str, Any] | None) -> tuple[Any, ...] | None:
    return None if row is None else (row["points"], row.get("pointsLow"), row["counted"])

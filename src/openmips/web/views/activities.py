"""The improvement activities of a year: ranked, attested, taken back, with what to keep."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openmips.practice import access
from openmips.practice.access import NotThere
from openmips.practice.actions.decisions import decide
from openmips.practice.decisions import Attested
from openmips.practice.deeds import ChangedMeanwhile
from openmips.practice.fitting import Fitting, fitting
from openmips.practice.models import PracticeYear, Topic
from openmips.practice.sayings import TakenBack
from openmips.practice.standing import Standing, standing
from openmips.practice.supposed import attestation_key, attested, supposed
from openmips.web.doors import actor, members_only
from openmips.web.forms.activities import AttestForm
from openmips.web.views.asking import (
    MEANWHILE,
    WRONG,
    framed,
    reporter_of,
    see_other,
    seen_version,
)
from openmips.web.views.hub import as_of
from openmips.web.words import spelt

FIRST = 12
"""How many activities are shown before the rest is asked for."""

CATEGORY = "ia"


@require_GET
@members_only
def activities(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """What is attested, and what could be, best first."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    today = as_of(request)
    wanted = request.GET.get("q", "").strip()
    reporter = reporter_of(request, year)
    listed = fitting(year, today, reporter.entity)
    done = [one for one in listed if one.attested is not None]
    others = [one for one in listed if one.attested is None and _holds(one, wanted)]
    everything = bool(wanted) or "all" in request.GET
    context = framed(request, who, year, reporter) | {
        "done": done,
        "offered": others if everything else others[:FIRST],
        "hidden": 0 if everything else max(len(others) - FIRST, 0),
        "wanted": wanted,
        "lost": None if done else _lost(year, listed, today, reporter.entity),
        "category": _category(standing(year, today, reporter.entity)),
    }
    return render(request, "openmips/activities/activities.html", context)


@require_http_methods(["GET", "POST"])
@members_only
def activity(
    request: HttpRequest, practice_id: UUID, performance_year: int, activity_id: str
) -> HttpResponse:
    """One activity: its days, its evidence, and the form that attests it."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    today = as_of(request)
    reporter = reporter_of(request, year)
    one = _named(year, activity_id, today, reporter.entity)
    days = one.offer["minimumDays"]
    status = 200
    if request.method == "POST":
        form = AttestForm(performance_year, days, request.POST)
        status = WRONG
        if form.is_valid():
            first, last = form.cleaned_data["start"], form.cleaned_data["end"]
            said = Attested(CATEGORY, activity_id, first, last, entity=reporter.entity)
            seen, place = seen_version(request), (practice_id, performance_year)
            try:
                decide(who, *place, [said], expected_version=seen)
            except ChangedMeanwhile as error:
                form.add_error(None, str(error))
                status, year = MEANWHILE, access.year(who, *place)
            else:
                messages.success(request, f"{activity_id} is attested. The score on top follows.")
                return see_other("activities", *place, query=reporter.query)
    else:
        form = AttestForm(performance_year, days, initial=dict(one.attested or {}))
    context = framed(request, who, year, reporter) | {
        "one": one,
        "form": form,
        "subcategory": spelt(one.offer["subcategory"] or "general"),
    }
    return render(request, "openmips/activities/activity.html", context, status=status)


@require_POST
@members_only
def activity_take_back(
    request: HttpRequest, practice_id: UUID, performance_year: int, activity_id: str
) -> HttpResponse:
    """Say no longer that an activity was done."""
    who = actor(request)
    reporter = reporter_of(request, access.year(who, practice_id, performance_year))
    key = attestation_key(CATEGORY, activity_id, reporter.entity)
    decide(who, practice_id, performance_year, [TakenBack(Topic.ATTESTATION, (key,))])
    messages.success(request, f"{activity_id} is taken back. The score on top follows.")
    return see_other("activities", practice_id, performance_year, query=reporter.query)


def _named(year: PracticeYear, activity_id: str, today: date, whose: str) -> Fitting:
    for one in fitting(year, today, whose):
        if one.activity_id == activity_id:
            return one
    raise NotThere(f"{year.performance_year} has no activity {activity_id}.")


def _holds(one: Fitting, wanted: str) -> bool:
    """Whether the words that are looked for stand in the id, the title or the subcategory."""
    text = f"{one.activity_id} {one.offer['title']} {spelt(one.offer['subcategory'] or '')}"
    return all(word in text.casefold() for word in wanted.casefold().split())


def _category(now: Standing) -> Any:
    return None if now.score is None else now.score["categories"][CATEGORY]


def _lost(
    year: PracticeYear, listed: list[Fitting], today: date, whose: str
) -> dict[str, Any] | None:
    """What attesting nothing costs: points and dollars short of the fewest that earn it all."""
    now = standing(year, today, whose)
    if now.score is None:
        return None
    names: list[str] = []
    for one in sorted(listed, key=lambda each: -Decimal(each.offer["points"])):
        names.append(one.activity_id)
        done = attested(year.performance_year, names, entity=whose)
        with_them = supposed(year, done, today, whose)
        category = _category(with_them)
        if category is None or category.get("points") == category.get("available"):
            break
    if with_them.score is None:
        return None
    ends = ("low", "high")
    points = [
        Decimal(with_them.score["finalScore"][end]) - Decimal(now.score["finalScore"][end])
        for end in ends
    ]
    pays = [
        (with_them.score["paymentAdjustment"][key], now.score["paymentAdjustment"][key])
        for key in ("dollarsLow", "dollarsHigh")
    ]
    money = [Decimal(after) - Decimal(before) for after, before in pays if after and before]
    return {
        "activities": len(names),
        "points_low": min(points),
        "points_high": max(points),
        "dollars_low": min(money) if money else None,
        "dollars_high": max(money) if money else None,
        "payment_year": now.score["paymentYear"],
    }

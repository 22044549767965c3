"""What is ahead: the dates of the year, and the plans with their chances, hours and dollars."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from openmips import deadlines, deadlines_calendar
from openmips.practice import access
from openmips.practice.standing import plans, standing
from openmips.web.doors import actor, members_only
from openmips.web.plots.drawing import for_any_screen
from openmips.web.plots.plans import PlanPoint, frontier, timeline
from openmips.web.reporters import asked_reporter, one_reporter
from openmips.web.views.hub import as_of, strip, whose

PLANS = {"minimum_safe": "Minimum safe", "balanced": "Balanced", "highest": "Highest"}
AHEAD = ("today", "ahead")


@require_GET
@members_only
def calendar(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The dates that concern this practice, what to do by each, and a calendar file."""
    year = access.year(actor(request), practice_id, performance_year)
    today = as_of(request)
    now = standing(year, today)
    told = deadlines(performance_year, profile=now.documents.profile, as_of=today)["deadlines"]
    ahead = [one for one in told if one["status"] in AHEAD]
    marks = [(date.fromisoformat(one["when"]["last"]), one["name"]) for one in ahead if one["when"]]
    context = strip(year, now, today, asked_reporter(request, year, now)) | {
        "ahead": ahead,
        "marks": marks,
        "past": [one for one in told if one["status"] not in AHEAD],
    }
    if marks:
        context["picture"] = for_any_screen(
            timeline, "timeline", today, max(marks)[0], today, marks
        )
    return render(request, "openmips/ahead/calendar.html", context)


@require_GET
@members_only
def calendar_file(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The same dates for Outlook, Google and Apple."""
    year = access.year(actor(request), practice_id, performance_year)
    today = as_of(request)
    profile = standing(year, today).documents.profile
    made = deadlines_calendar(performance_year, profile=profile, as_of=today)
    headers = {"Content-Disposition": f'attachment; filename="mips-{performance_year}.ics"'}
    return HttpResponse(made, content_type="text/calendar; charset=utf-8", headers=headers)


@require_GET
@members_only
def plan(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """Three plans and every single lever, priced; where the points were lost."""
    year = access.year(actor(request), practice_id, performance_year)
    today = as_of(request)
    now = standing(year, today)
    reporter = one_reporter(request, year, now)
    made = plans(year, today, whose(now, reporter))
    context = strip(year, now, today, reporter) | {"plans": made}
    if made.answer is not None:
        listed = _listed(made.answer["plans"])
        context |= {"listed": listed, "picture": _frontier(listed)}
    return render(request, "openmips/ahead/plan.html", context)


def _listed(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The plans that there are, each under its title."""
    return [
        {"title": title, **found[name]}
        for name, title in PLANS.items()
        if found.get(name) and "outcome" in found[name]
    ]


def _frontier(listed: list[dict[str, Any]]) -> str:
    points = [
        PlanPoint(
            one["title"],
            Decimal(one["hours"]),
            Decimal(one["outcome"]["chanceOfThreshold"]),
            chosen=one["title"] == PLANS["balanced"],
        )
        for one in listed
    ]
    return for_any_screen(frontier, "frontier", points)

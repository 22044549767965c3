"""A practice's year: the task list from which all else is reached."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from openmips.practice import access
from openmips.practice.models import PracticeYear
from openmips.practice.standing import Standing, chances, plans_at_hand, standing
from openmips.practice.tasks import Task, next_dates, steps
from openmips.web.doors import actor, members_only
from openmips.web.reporters import Reporter, asked_reporter, reporters_of, together


@require_GET
@members_only
def year(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The year's tasks by step, the next dates, and where the score stands."""
    found = access.year(actor(request), practice_id, performance_year)
    today = as_of(request)
    now = standing(found, today)
    reporter = asked_reporter(request, found, now)
    listed = [
        (step, [(task, _address(found, task)) for task in step.tasks])
        for step in steps(found, now, today)
    ]
    context = {
        "steps": listed,
        "dates": next_dates(found, today),
        "each": [(one, now.by_entity[one.entity]) for one in reporters_of(found, now)],
    }
    return render(request, "openmips/year.html", strip(found, now, today, reporter) | context)


def as_of(request: HttpRequest) -> date:
    """The day that pages speak of: today, in New York, where deadlines fall."""
    return timezone.localdate()


def strip(
    year: PracticeYear, now: Standing, today: date, reporter: Reporter | None = None
) -> dict[str, Any]:
    """What every page of a year shows on top: the score, the money, the chance, what to do next.

    With `reporter`, where several report, that one's.
    """
    shown = now if reporter is None else now.by_entity[reporter.entity]
    made = plans_at_hand(year, today, whose(now, reporter))
    answer = None if made is None else made.answer
    levers = [] if answer is None else answer["levers"]
    return {
        "year": year,
        "standing": shown,
        "together": together(shown),
        "reporter": reporter,
        "reporters": reporters_of(year, now) if now.each else (),
        "today": today,
        "chance": chances(year, today).get(shown.whose),
        "next_action": levers[0] if levers else None,
        "others": year.practice.years.all(),
    }


def whose(now: Standing, reporter: Reporter | None) -> str | None:
    """Whom the plans are asked of; None for the only one who reports."""
    return reporter.entity if now.each and reporter is not None else None


def _address(year: PracticeYear, task: Task) -> str | None:
    try:
        return reverse(task.page, args=(year.practice_id, year.performance_year))
    except NoReverseMatch:
        return None

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
from openmips.practice.standing import Standing, plans_at_hand, standing
from openmips.practice.tasks import Task, next_dates, steps
from openmips.web.doors import actor, members_only


@require_GET
@members_only
def year(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The year's tasks by step, the next dates, and where the score stands."""
    found = access.year(actor(request), practice_id, performance_year)
    today = as_of(request)
    now = standing(found, today)
    listed = [
        (step, [(task, _address(found, task)) for task in step.tasks])
        for step in steps(found, now, today)
    ]
    context = {"steps": listed, "dates": next_dates(found, now, today)}
    return render(request, "openmips/year.html", strip(found, now, today) | context)


def as_of(request: HttpRequest) -> date:
    """The day that pages speak of: today, in New York, where deadlines fall."""
    return timezone.localdate()


def strip(year: PracticeYear, now: Standing, today: date) -> dict[str, Any]:
    """What every page of a year shows on top: the score, the money, the chance, what to do next."""
    made = plans_at_hand(year, today)
    answer = None if made is None else made.answer
    levers = [] if answer is None else answer["levers"]
    return {
        "year": year,
        "standing": now,
        "today": today,
        "chance": None if answer is None else answer["asNow"]["chanceOfThreshold"],
        "next_action": levers[0] if levers else None,
        "others": year.practice.years.all(),
    }


def _address(year: PracticeYear, task: Task) -> str | None:
    try:
        return reverse(task.page, args=(year.practice_id, year.performance_year))
    except NoReverseMatch:
        return None

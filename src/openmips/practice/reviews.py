"""How a year remembers a request for a targeted review: its grounds and its steps, as a choice."""

from __future__ import annotations

from datetime import date
from typing import Any

from openmips.feedback.request import Event, Request, Step, remembered
from openmips.practice import memory
from openmips.practice.documents import entity_of
from openmips.practice.models import PracticeYear, Topic

REVIEW = "review"
"""The choice that holds the group's request; of a clinician the NPI follows."""


def review_key(whose: str) -> str:
    """The key of the request of one who reports."""
    _, npi = entity_of(whose)
    return f"{REVIEW}/{npi}" if npi else REVIEW


def request_of(year: PracticeYear, whose: str) -> Request:
    """The request as it stands after all that was noted; a draft where nothing was."""
    held = memory.values(year, Topic.CHOICE).get(review_key(whose)) or {}
    steps = tuple(
        Step(Event(one["event"]), date.fromisoformat(one["on"])) for one in held.get("steps", ())
    )
    return remembered(year.performance_year, tuple(held.get("grounds", ())), steps)


def written(request: Request) -> dict[str, Any] | None:
    """A request as it is stated; None where nothing happened to it."""
    steps = [{"event": one.event.value, "on": one.on.isoformat()} for one in request.steps]
    return {"grounds": list(request.grounds), "steps": steps} if steps else None

"""Linden Family Care of the examples in the records: what was sent, and what CMS answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.urls import reverse
from django.utils import timezone

from openmips.practice.access import Actor
from openmips.practice.actions.practices import open_practice, open_year
from openmips.practice.actions.statements import state
from openmips.practice.models import PracticeYear, Topic
from openmips.site.own_machine import owner

EXAMPLES = Path(__file__).parents[3] / "examples" / "second-year"
FACTS = {
    "practice.clinicianCount": 3,
    "practice.specialStatuses": ["small_practice"],
    "partBPaid": "260000.00",
    "given.cost.percent": "64.5",
    "complexPatientBonus": "2.10",
}
CMS = yaml.load((EXAMPLES / "feedback.yaml").read_text("utf-8"), yaml.BaseLoader)
"""What CMS showed, each number as it is written."""

TYPED = {name: CMS[name] for name in ("finalScore", "adjustmentPercent", "complexPatientBonus")} | {
    f"{category}-{name}": text
    for category, numbers in CMS["categories"].items()
    for name, text in numbers.items()
}
"""The same numbers as the fields of the form."""


@pytest.fixture
def linden(db: None) -> PracticeYear:
    """The year 2024 of the practice, with all that it sent."""
    who = Actor(owner(), timezone.now())
    practice = open_practice(who, "Linden Family Care", "000271828")
    open_year(who, practice.id, 2024)
    sent: dict[str, Any] = json.loads((EXAMPLES / "submission.json").read_text("utf-8"))
    said: dict[Topic, dict[str, Any]] = {
        Topic.FACT: dict(FACTS),
        Topic.RESULT: {},
        Topic.ATTESTATION: {},
    }
    for one in sent["measurementSets"]:
        days = {"start": one["performanceStart"], "end": one["performanceEnd"]}
        for measured in one["measurements"]:
            name, value = measured["measureId"], measured["value"]
            if one["category"] == "quality":
                key = f"group/{one['submissionMethod']}/{name}"
                said[Topic.RESULT][key] = {**value, **days}
            else:
                key = f"group/{one['category']}/{name}"
                said[Topic.ATTESTATION][key] = {"value": value, **days}
    for topic, values in said.items():
        state(who, practice.id, 2024, topic, values)
    return practice.years.get(performance_year=2024)


@pytest.fixture
def page(linden: PracticeYear) -> Callable[[str], str]:
    """The path of a page of the practice's year by its name."""
    return lambda name: reverse(name, args=(linden.practice_id, 2024))

"""A practice that nobody has: to look around in before entering anything of one's own."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from openmips.practice import access
from openmips.practice.access import Actor
from openmips.practice.actions.practices import open_practice, open_year
from openmips.practice.actions.roster import add_clinicians
from openmips.practice.actions.statements import state
from openmips.practice.models import Practice, Topic, User
from openmips.practice.rosters import Entry

SAMPLE = Path(__file__).parent / "samples" / "oak_street.json"
SOURCE = "sample"


def open_sample(user: User) -> Practice:
    """The sample practice of a user, opened the first time."""
    actor = Actor(user, timezone.now())
    told: dict[str, Any] = json.loads(SAMPLE.read_text("utf-8"))
    found = access.practices(actor).filter(name=told["name"]).first()
    if found is not None:
        return found
    practice = open_practice(actor, told["name"], told["tin"])
    add_clinicians(
        actor,
        practice.id,
        [
            Entry(**{**one, "joined": date.fromisoformat(one["joined"])})
            for one in told["clinicians"]
        ],
    )
    for year, statements in told["years"].items():
        open_year(actor, practice.id, int(year))
        for topic, said in statements.items():
            if said:
                state(actor, practice.id, int(year), Topic(topic), said, source=SOURCE)
    return practice

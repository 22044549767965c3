"""What people say of a year: facts, results, choices and attestations are stated here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from openmips.practice import access
from openmips.practice.access import Actor
from openmips.practice.deeds import deed, touch
from openmips.practice.models import PracticeYear, Role, Statement, StoredFile, Topic

TYPED = "typed"


def state(
    actor: Actor,
    practice_id: UUID | str,
    performance_year: int,
    topic: Topic,
    said: Mapping[str, Any],
    *,
    source: str = TYPED,
    file: StoredFile | None = None,
    expected_version: int | None = None,
) -> PracticeYear:
    """State values by key; None takes a key back. What already holds is not said again.

    `expected_version` is the year's version as whoever says this last saw it. Raises
    NotThere, NotAllowed and ChangedMeanwhile.
    """
    with deed(actor, f"{topic.value} stated") as done:
        year = access.year(actor, practice_id, performance_year, Role.EDITOR, lock=True)
        held: dict[str, Any] = {}
        of_topic = year.statements.filter(topic=topic, key__in=list(said)).order_by("id")
        for one in of_topic:
            held[one.key] = one.value
        new = {key: value for key, value in said.items() if held.get(key) != value}
        touch(year, expected_version)
        Statement.objects.bulk_create(
            Statement(
                year=year,
                topic=topic,
                key=key,
                value=value,
                said_by=actor.user,
                said_at=actor.at,
                source=source,
                file=file,
            )
            for key, value in new.items()
        )
        done.practice_id, done.about = year.practice_id, str(performance_year)
        done.detail = {"keys": len(new)}
    return year

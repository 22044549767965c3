"""What people say of a year: facts, results, choices and attestations are stated here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from openmips.practice import access
from openmips.practice.access import Actor
from openmips.practice.deeds import deed, touch
from openmips.practice.models import PracticeYear, Role, Statement, StoredFile, Topic

TYPED = "typed"

Said = Mapping[Topic, Mapping[str, Any]]
"""Values by topic and key; None takes a key back."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where statements come from: typed, or read from a file."""

    source: str = TYPED
    file: StoredFile | None = None


def state(
    actor: Actor,
    practice_id: UUID | str,
    performance_year: int,
    topic: Topic,
    said: Mapping[str, Any],
    *,
    source: str = TYPED,
    expected_version: int | None = None,
) -> PracticeYear:
    """State values by key; None takes a key back. What already holds is not said again.

    `expected_version` is the year's version as whoever says this last saw it. Raises
    NotThere, NotAllowed, ChangedMeanwhile, and ProblemsFound where the year is sealed.
    """
    with deed(actor, f"{topic.value} stated") as done:
        year = access.year(actor, practice_id, performance_year, Role.EDITOR, lock=True)
        touch(year, expected_version)
        done.practice_id, done.about = year.practice_id, str(performance_year)
        done.detail = {"keys": add(actor, year, {topic: said}, Origin(source))}
    return year


def add(actor: Actor, year: PracticeYear, said: Said, origin: Origin) -> int:
    """Add statements to a locked year within a deed; the answer is how many were new."""
    new = [
        Statement(
            year=year,
            topic=topic,
            key=key,
            value=value,
            said_by=actor.user,
            said_at=actor.at,
            source=_source(actor, origin)[:200],
            file=origin.file,
        )
        for topic, values in said.items()
        for key, value in changed(year, topic, values).items()
    ]
    Statement.objects.bulk_create(new)
    return len(new)


def _source(actor: Actor, origin: Origin) -> str:
    """Where a statement comes from; what a program says is not typed."""
    if actor.limits is None or origin.source != TYPED:
        return origin.source
    return f"API token {actor.limits.name}"


def changed(year: PracticeYear, topic: Topic, said: Mapping[str, Any]) -> dict[str, Any]:
    """Of what is said, what does not hold already."""
    held: dict[str, Any] = {}
    for one in year.statements.filter(topic=topic, key__in=list(said)).order_by("id"):
        held[one.key] = one.value
    return {key: value for key, value in said.items() if held.get(key) != value}

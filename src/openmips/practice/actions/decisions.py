"""What a practice decides and attests is said here, each in a shape that was checked before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from openmips.practice import access
from openmips.practice.access import Actor
from openmips.practice.actions.statements import TYPED, Origin, add
from openmips.practice.decisions import Decision
from openmips.practice.deeds import deed, touch
from openmips.practice.models import PracticeYear, Role, Topic


def decide(
    actor: Actor,
    practice_id: UUID | str,
    performance_year: int,
    decisions: Sequence[Decision],
    *,
    source: str = TYPED,
    expected_version: int | None = None,
) -> PracticeYear:
    """State decisions, attestations or results, all or none.

    Raises NotThere, NotAllowed, ChangedMeanwhile, and ProblemsFound for one that cannot be.
    """
    access.year(actor, practice_id, performance_year, Role.EDITOR)
    said: dict[Topic, dict[str, Any]] = {}
    for one in decisions:
        for topic, values in one.said(performance_year).items():
            said.setdefault(topic, {}).update(values)
    with deed(actor, "decided") as done:
        year = access.year(actor, practice_id, performance_year, Role.EDITOR, lock=True)
        touch(year, expected_version)
        new = add(actor, year, said, Origin(source))
        done.practice_id, done.about = year.practice_id, str(performance_year)
        done.detail = {"topics": sorted(said), "keys": new}
    return year

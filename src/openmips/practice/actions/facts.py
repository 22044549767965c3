"""Facts of a practice are stated by their paths in the profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from openmips.practice import access
from openmips.practice.access import Actor
from openmips.practice.actions.statements import state
from openmips.practice.facts import check_facts
from openmips.practice.models import PracticeYear, Role, Topic


def state_facts(
    actor: Actor,
    practice_id: UUID | str,
    performance_year: int,
    facts: Mapping[str, Any],
    *,
    expected_version: int | None = None,
) -> PracticeYear:
    """State facts, all or none; None takes one back.

    Raises NotThere, NotAllowed, ChangedMeanwhile, and ProblemsFound for one that cannot be.
    """
    check_facts(access.year(actor, practice_id, performance_year, Role.EDITOR), facts)
    return state(
        actor,
        practice_id,
        performance_year,
        Topic.FACT,
        facts,
        expected_version=expected_version,
    )

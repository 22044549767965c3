"""What became of a gap in the claims, and who looks at whole patient numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from openmips.practice import access
from openmips.practice.access import Actor, NotThere
from openmips.practice.actions.statements import state
from openmips.practice.claims_held import MARKS, gap_key, gaps_of
from openmips.practice.deeds import deed
from openmips.practice.models import Role, Topic


def mark_gap(
    actor: Actor, practice_id: UUID | str, performance_year: int, key: str, mark: str, as_of: date
) -> Mapping[str, Any]:
    """Say what became of a gap, by its key; "" says that it is open. The answer is the gap.

    Raises NotThere where there is no such gap or mark, NotAllowed and ProblemsFound.
    """
    year = access.year(actor, practice_id, performance_year, Role.EDITOR)
    told = gaps_of(year, as_of).answer
    gap: Mapping[str, Any] | None = next(
        (one for one in ([] if told is None else told["gaps"]) if gap_key(one) == key), None
    )
    if gap is None or mark not in {*MARKS, ""}:
        raise NotThere("There is no such gap.")
    said = {"status": mark, "claimId": gap["claimId"], "measureId": gap["measureId"]}
    state(actor, practice_id, performance_year, Topic.TASK, {key: said if mark else None})
    return gap


def show_patients(actor: Actor, practice_id: UUID | str, performance_year: int) -> None:
    """Note that somebody asks for whole patient numbers. Raises NotThere and NotAllowed."""
    with deed(actor, "patient numbers shown") as done:
        year = access.year(actor, practice_id, performance_year, Role.EDITOR)
        done.practice_id, done.about = year.practice_id, str(performance_year)

"""A year is sealed when its data were handed in, so that nothing of it is changed by mistake."""

from __future__ import annotations

from uuid import UUID

from openmips.practice import access
from openmips.practice.access import Actor
from openmips.practice.deeds import deed, touch
from openmips.practice.models import PracticeYear, Role
from openmips.practice.refusals import refusal
from openmips.problems.records_kinds import SUBMISSION_BLOCKED


def seal_year(
    actor: Actor,
    practice_id: UUID | str,
    performance_year: int,
    *,
    expected_version: int | None = None,
) -> PracticeYear:
    """Seal a year of which a submission was made.

    Raises NotThere, NotAllowed, ChangedMeanwhile, and ProblemsFound where none was made, or
    the year is sealed already.
    """
    with deed(actor, "year sealed") as done:
        year = access.year(actor, practice_id, performance_year, Role.EDITOR, lock=True)
        if not year.submissions.exists():
            raise refusal(SUBMISSION_BLOCKED, "no submission of the year was made yet")
        touch(year, expected_version)
        year.sealed_at = actor.at
        year.save(update_fields=["sealed_at"])
        done.practice_id, done.about = year.practice_id, str(performance_year)
    return year


def unseal_year(actor: Actor, practice_id: UUID | str, performance_year: int) -> PracticeYear:
    """Open a sealed year again; only an owner may. Raises NotThere and NotAllowed."""
    with deed(actor, "year unsealed") as done:
        year = access.year(actor, practice_id, performance_year, Role.OWNER, lock=True)
        year.sealed_at = None
        touch(year, None)
        year.save(update_fields=["sealed_at"])
        done.practice_id, done.about = year.practice_id, str(performance_year)
    return year

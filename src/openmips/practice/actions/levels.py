"""The level is chosen, and the claims that there are are counted at it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from openmips.practice import access
from openmips.practice.access import Actor
from openmips.practice.actions.imports import claims_files
from openmips.practice.actions.statements import TYPED, Origin, add
from openmips.practice.decisions import Level
from openmips.practice.deeds import ChangedMeanwhile, deed, touch
from openmips.practice.imports.kinds import CLAIMS
from openmips.practice.imports.proposals import Proposal
from openmips.practice.imports.reading import Asked, recount
from openmips.practice.models import PracticeYear, Role, StoredFile
from openmips.practice.models.files import FileKind

_OTHER_CLAIMS = "Somebody imported claims meanwhile. Nothing was saved: choose the level again."


def choose_level(
    actor: Actor,
    practice_id: UUID | str,
    performance_year: int,
    level: str,
    as_of: date,
    *,
    expected_version: int | None = None,
) -> PracticeYear:
    """Choose to report as `group` or `individual`; claims are counted together or by clinician.

    Raises NotThere, NotAllowed, ChangedMeanwhile, and ProblemsFound.
    """
    said = Level(level).said(performance_year)
    year = access.year(actor, practice_id, performance_year, Role.EDITOR)
    counted = _counted(year, level, as_of)
    with deed(actor, "level chosen") as done:
        year = access.year(actor, practice_id, performance_year, Role.EDITOR, lock=True)
        touch(year, expected_version)
        new = add(actor, year, said, Origin(TYPED))
        if counted is not None:
            files = _claims(year)
            if {one.digest for one in files} != set(counted.counted_with):
                raise ChangedMeanwhile(_OTHER_CLAIMS)
            latest = files[0]
            new += add(actor, year, counted.said, Origin(latest.name, latest))
        done.practice_id, done.about = year.practice_id, str(performance_year)
        done.detail = {"level": level, "keys": new}
    return year


def _counted(year: PracticeYear, level: str, as_of: date) -> Proposal | None:
    """What the claims come to at the level; None where there are none."""
    files = _claims(year)
    if not files:
        return None
    with claims_files(year) as others:
        return recount(FileKind(files[0].kind), Asked(year, as_of, others=others, level=level))


def _claims(year: PracticeYear) -> list[StoredFile]:
    """The claims files that count, the latest first."""
    return list(year.files.filter(kind__in=CLAIMS, taken_back_at=None).order_by("-id"))

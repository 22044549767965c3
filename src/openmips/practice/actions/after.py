"""What is said after the data were handed in: CMS's result. That the year is sealed is no bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from openmips.practice import access
from openmips.practice.access import Actor
from openmips.practice.actions.statements import Origin, add
from openmips.practice.deeds import deed, touch
from openmips.practice.handed_in import GROUP
from openmips.practice.models import PracticeYear, Role
from openmips.practice.sayings import CmsResult


def say_cms_result(
    actor: Actor,
    practice_id: UUID | str,
    performance_year: int,
    document: Mapping[str, Any] | None,
    *,
    whose: str = GROUP,
    expected_version: int | None = None,
) -> PracticeYear:
    """Say what CMS's feedback shows of one who reports; None takes it back.

    Raises NotThere, NotAllowed, ChangedMeanwhile, and ProblemsFound for a document that
    cannot be compared with the year.
    """
    access.year(actor, practice_id, performance_year, Role.EDITOR)
    said = CmsResult(document, whose).said(performance_year)
    with deed(actor, "CMS's result said") as done:
        year = access.year(actor, practice_id, performance_year, Role.EDITOR, lock=True)
        touch(year, expected_version, though_sealed=True)
        done.practice_id, done.about = year.practice_id, str(performance_year)
        done.detail = {"keys": add(actor, year, said, Origin())}
    return year

"""What a practice says of promoting interoperability, all of it in one deed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from openmips.practice import access, memory
from openmips.practice.access import Actor
from openmips.practice.actions.decisions import decide
from openmips.practice.decisions import Attested
from openmips.practice.handed_in import GROUP
from openmips.practice.models import PracticeYear, Role, Topic
from openmips.practice.sayings import Certificate, TakenBack

PI = "pi"


def held_interoperability(
    year: PracticeYear, whose: str | None = None
) -> dict[str, Mapping[str, Any]]:
    """What is attested of the category, by key: by one who reports, or by anybody."""
    held = memory.values(year, Topic.ATTESTATION)
    return {
        key: value
        for key, value in held.items()
        if key.split("/")[1] == PI and (whose is None or key.startswith(f"{whose}/"))
    }


def attest_interoperability(
    actor: Actor,
    practice_id: UUID | str,
    performance_year: int,
    attested: tuple[Attested, ...],
    certificate: str,
    *,
    whose: str = GROUP,
    expected_version: int | None = None,
) -> PracticeYear:
    """Say what somebody attests; what was said before and is said no more is taken back.

    Raises NotThere, NotAllowed, ChangedMeanwhile, and ProblemsFound.
    """
    year = access.year(actor, practice_id, performance_year, Role.EDITOR)
    before = TakenBack(Topic.ATTESTATION, tuple(held_interoperability(year, whose)))
    return decide(
        actor,
        practice_id,
        performance_year,
        [before, *attested, Certificate(certificate)],
        expected_version=expected_version,
    )


def take_back_interoperability(
    actor: Actor, practice_id: UUID | str, performance_year: int, whose: str | None = None
) -> PracticeYear:
    """Say nothing of the category any more. Raises NotThere, NotAllowed, ProblemsFound."""
    year = access.year(actor, practice_id, performance_year, Role.EDITOR)
    gone = TakenBack(Topic.ATTESTATION, tuple(held_interoperability(year, whose)))
    return decide(actor, practice_id, performance_year, [gone])

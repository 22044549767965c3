"""What a practice says of promoting interoperability, all of it in one deed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from openmips.practice import access, memory
from openmips.practice.access import Actor
from openmips.practice.actions.statements import TYPED, Origin, add
from openmips.practice.deeds import deed, touch
from openmips.practice.models import PracticeYear, Role, Topic
from openmips.practice.supposed import attestation_key

PI = "pi"
CERTIFICATE = "cehrtId"
"""The choice that holds the certificate of the health record."""


def held_interoperability(year: PracticeYear) -> dict[str, Mapping[str, Any]]:
    """What is attested of the category, by key, whoever reports it."""
    held = memory.values(year, Topic.ATTESTATION)
    return {key: value for key, value in held.items() if key.split("/")[1] == PI}


def attest_interoperability(
    actor: Actor,
    practice_id: UUID | str,
    performance_year: int,
    answers: Mapping[str, Mapping[str, Any]],
    certificate: str,
    *,
    expected_version: int | None = None,
) -> PracticeYear:
    """Say what the group attests, by measure; what it said before and says no more is taken back.

    Raises NotThere, NotAllowed, ChangedMeanwhile, and ProblemsFound where the year is sealed.
    """
    with deed(actor, "interoperability attested") as done:
        year = access.year(actor, practice_id, performance_year, Role.EDITOR, lock=True)
        touch(year, expected_version)
        own = [key for key in held_interoperability(year) if key.startswith("group/")]
        said: dict[str, Any] = dict.fromkeys(own)
        said |= {attestation_key(PI, name): value for name, value in answers.items()}
        choice = {CERTIFICATE: certificate or None}
        new = add(actor, year, {Topic.ATTESTATION: said, Topic.CHOICE: choice}, Origin(TYPED))
        done.practice_id, done.about = year.practice_id, str(performance_year)
        done.detail = {"keys": new}
    return year


def take_back_interoperability(
    actor: Actor, practice_id: UUID | str, performance_year: int
) -> PracticeYear:
    """Say nothing of the category any more. Raises NotThere, NotAllowed, ProblemsFound."""
    with deed(actor, "interoperability taken back") as done:
        year = access.year(actor, practice_id, performance_year, Role.EDITOR, lock=True)
        touch(year, None)
        said = dict.fromkeys(held_interoperability(year))
        done.practice_id, done.about = year.practice_id, str(performance_year)
        done.detail = {"keys": add(actor, year, {Topic.ATTESTATION: said}, Origin(TYPED))}
    return year

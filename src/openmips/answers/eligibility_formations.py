"""What a roster's virtual groups and subgroups come to, as answers show it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NotRequired, TypedDict

from openmips.answers.why import WhyAnswer, why_document
from openmips.participation.formations import Formation, subgroups_of, virtual_groups_of
from openmips.participation.practices import PracticeEligibility
from openmips.participation.virtual_groups import election_open
from openmips.policy.topics import Policy
from openmips.policy.when import NEW_YORK


class ElectionAnswer(TypedDict):
    """Whether virtual groups of the year can be elected on the day of the answer."""

    open: bool
    why: WhyAnswer


class FormationAnswer(TypedDict):
    """A virtual group or subgroup. `fit`: nothing in the roster stands in its way.

    Its special statuses are its own for a virtual group, the practice's for a subgroup.
    """

    name: str
    tins: list[str]
    clinicianCount: int
    specialStatuses: list[str]
    fit: bool
    obstacles: list[WhyAnswer]
    election: NotRequired[ElectionAnswer]


def virtual_group_answers(
    found: Sequence[PracticeEligibility], day: date, policy: Policy
) -> list[FormationAnswer]:
    """The virtual groups of a roster, each with whether it can be elected on a day."""
    is_open, why = election_open(datetime.combine(day, time.min, NEW_YORK), policy)
    election: ElectionAnswer = {"open": is_open, "why": why_document(why)}
    return [{**_answer(each), "election": election} for each in virtual_groups_of(found, policy)]


def subgroup_answers(found: Sequence[PracticeEligibility], policy: Policy) -> list[FormationAnswer]:
    """The subgroups of a roster."""
    return [_answer(each) for each in subgroups_of(found, policy)]


def _answer(found: Formation) -> FormationAnswer:
    return {
        "name": found.name,
        "tins": list(found.tins),
        "clinicianCount": found.clinician_count,
        "specialStatuses": [status.value for status, held in found.statuses.items() if held.holds],
        "fit": not found.obstacles,
        "obstacles": [why_document(each) for each in found.obstacles],
    }

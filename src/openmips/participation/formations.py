"""Which virtual groups and subgroups a roster names, and what stands in the way of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openmips.participation import subgroups, virtual_groups
from openmips.participation.practices import PracticeEligibility
from openmips.participation.results import Result
from openmips.participation.special_statuses import Held, group_statuses
from openmips.participation.virtual_groups import MAY_JOIN, VirtualGroupMember
from openmips.people import SpecialStatus
from openmips.policy.topics import Policy
from openmips.why import Why


@dataclass(frozen=True, slots=True)
class Formation:
    """A virtual group of practices, or a subgroup of one practice's clinicians.

    `obstacles`: what stands in its way as it is in the roster; nothing where it is fit.
    """

    name: str
    tins: tuple[str, ...]
    clinician_count: int
    statuses: Mapping[SpecialStatus, Held]
    obstacles: tuple[Why, ...]


def virtual_groups_of(
    found: Sequence[PracticeEligibility], policy: Policy
) -> tuple[Formation, ...]:
    """The virtual groups that the practices name, with statuses of their own (rule VG).

    All clinicians of a practice that joined belong, and count toward a small practice.
    """
    named = {practice.tin: _names(practice) for practice in found}
    return tuple(
        _virtual_group(
            name, [practice for practice in found if name in named[practice.tin]], named, policy
        )
        for name in dict.fromkeys(name for names in named.values() for name in names)
    )


def _virtual_group(
    name: str,
    joined: Sequence[PracticeEligibility],
    named: Mapping[str, tuple[str, ...]],
    policy: Policy,
) -> Formation:
    members = [
        VirtualGroupMember(
            practice.tin, len(practice.clinicians), _joining(practice), named[practice.tin]
        )
        for practice in joined
    ]
    clinicians = [each for practice in joined for each in practice.clinicians]
    statuses = group_statuses([each.statuses for each in clinicians], len(clinicians), policy)
    return Formation(
        name,
        tuple(practice.tin for practice in joined),
        len(clinicians),
        statuses,
        virtual_groups.obstacles(members, policy),
    )


def _names(practice: PracticeEligibility) -> tuple[str, ...]:
    """Every virtual group that clinicians of the practice name."""
    names = (each.facts.virtual_group for each in practice.clinicians)
    return tuple(dict.fromkeys(name for name in names if name is not None))


def _joining(practice: PracticeEligibility) -> Result:
    """What segment 1 makes of the practice: the result of a clinician who lets it join."""
    results = [each.virtual_group for each in practice.clinicians if each.virtual_group]
    return next((one for one in results if one.status in MAY_JOIN), results[0])


def subgroups_of(found: Iterable[PracticeEligibility], policy: Policy) -> tuple[Formation, ...]:
    """The subgroups that clinicians name, with the statuses of their practices (rule SUB)."""
    return tuple(
        _subgroup(name, practice, policy)
        for practice in found
        for name in dict.fromkeys(
            name for each in practice.clinicians for name in each.facts.subgroups
        )
    )


def _subgroup(name: str, practice: PracticeEligibility, policy: Policy) -> Formation:
    members = [
        (each.facts, each.individual)
        for each in practice.clinicians
        if name in each.facts.subgroups
    ]
    return Formation(
        name,
        (practice.tin,),
        len(members),
        practice.statuses,
        subgroups.obstacles(members, policy),
    )

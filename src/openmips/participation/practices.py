"""Eligibility of whole practices: every clinician at every level, and the practice itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from openmips.participation.facts import ClinicianFacts
from openmips.participation.levels import (
    apm_entity_result,
    group_result,
    individual_result,
    practice_association,
    practice_result,
    subgroup_result,
    virtual_group_result,
)
from openmips.participation.patterns import Pattern, next_step, pattern
from openmips.participation.results import Result, Status
from openmips.participation.segments import Association
from openmips.participation.settings import counted
from openmips.participation.special_statuses import (
    Held,
    clinician_statuses,
    group_statuses,
    small_practice,
)
from openmips.people import Election, SpecialStatus
from openmips.policy.topics import Policy


@dataclass(frozen=True, slots=True)
class ClinicianEligibility:
    """One clinician under one TIN, at every level that concerns them."""

    facts: ClinicianFacts
    individual: Result
    group: Result
    virtual_group: Result | None
    apm_entity: Result | None
    subgroup: Result | None
    pattern: Pattern | None
    statuses: Mapping[SpecialStatus, Held]
    next_step: str


@dataclass(frozen=True, slots=True)
class PracticeEligibility:
    """One TIN: what it may do as a group, its statuses, its clinicians.

    `counted` is small practice as the roster counts it, whatever CMS has designated.
    `unlisted`: somebody bills under the TIN whom the roster does not list. `alone`: nobody
    bills but one clinician, so there is no group.
    """

    tin: str
    clinicians: tuple[ClinicianEligibility, ...]
    group: Result
    statuses: Mapping[SpecialStatus, Held]
    counted: Held
    designated: bool | None
    unlisted: bool = False

    @property
    def alone(self) -> bool:
        """Whether one clinician is the whole practice."""
        return len(self.clinicians) == 1 and not self.unlisted


def practices(rows: Sequence[ClinicianFacts], policy: Policy) -> tuple[PracticeEligibility, ...]:
    """The practices of a roster, in the order in which their TINs first stand in it."""
    by_tin: dict[str, list[ClinicianFacts]] = {}
    for facts in rows:
        by_tin.setdefault(facts.tin, []).append(counted(facts, policy))
    return tuple(
        _practice(tin, _bound(_with_group_election(members, policy)), policy)
        for tin, members in by_tin.items()
    )


def _bound(members: Sequence[ClinicianFacts]) -> Sequence[ClinicianFacts]:
    """The clinicians with the virtual group of their practice: joining binds all of it."""
    name = next((each.virtual_group for each in members if each.virtual_group), None)
    return [replace(each, virtual_group=each.virtual_group or name) for each in members]


def _with_group_election(
    members: Sequence[ClinicianFacts], policy: Policy
) -> Sequence[ClinicianFacts]:
    """The clinicians with the election of their group, where only rows tell of it.

    Somebody who elected and has no election of their own speaks for the practice.
    """
    if any(facts.group_election is not None for facts in members):
        return members
    for facts in members:
        elected = facts.election not in (None, Election.NONE)
        alone = individual_result(replace(facts, election=None), policy)
        if elected and alone.status is Status.VOLUNTARY_ONLY:
            return [replace(member, group_election=facts.election) for member in members]
    return members


def _practice(tin: str, members: Sequence[ClinicianFacts], policy: Policy) -> PracticeEligibility:
    looked_at = practice_association(members, policy)
    others = unlisted(members)
    alone = len(members) == 1 and not others
    clinicians = tuple(
        _clinician(facts, len(members), alone, looked_at, policy) for facts in members
    )
    statuses = group_statuses([each.statuses for each in clinicians], len(members), policy)
    designations = {each.designated.get(SpecialStatus.SMALL_PRACTICE) for each in members}
    designated = (designations - {None}).pop() if designations - {None} else None
    small = clinicians[0].statuses[SpecialStatus.SMALL_PRACTICE]
    return PracticeEligibility(
        tin,
        clinicians,
        practice_result(members, policy),
        {**statuses, SpecialStatus.SMALL_PRACTICE: small},
        small_practice(len(members), policy),
        designated,
        others,
    )


def unlisted(members: Sequence[ClinicianFacts]) -> bool:
    """Whether a practice billed more in a segment than all of its listed clinicians together."""
    for segment, group in enumerate(members[0].group):
        own = [facts.individual[segment] for facts in members]
        charges = [totals.charges for totals in own if totals.charges is not None]
        services = [totals.services for totals in own if totals.services is not None]
        if len(charges) == len(own) and (group.charges or 0) > sum(charges):
            return True
        if len(services) == len(own) and (group.services or 0) > sum(services):
            return True
    return False


def _clinician(
    facts: ClinicianFacts,
    clinician_count: int,
    alone: bool,
    looked_at: Association,
    policy: Policy,
) -> ClinicianEligibility:
    individual = individual_result(facts, policy)
    group = group_result(facts, looked_at, policy)
    virtual = apm = subgroup = None
    if facts.virtual_group is not None:
        virtual = virtual_group_result(facts, alone, policy)
    if facts.mips_apm:
        apm = apm_entity_result(facts, individual, group, policy)
    if facts.subgroups:
        subgroup = subgroup_result(facts, looked_at, policy)
    return ClinicianEligibility(
        facts,
        individual,
        group,
        virtual,
        apm,
        subgroup,
        pattern(individual, group),
        clinician_statuses(facts, clinician_count, policy),
        next_step(individual, None if alone else group, policy),
    )

"""What a clinician must, may or need not do at each level of reporting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from openmips.participation.exclusions import Exclusion, exclusions, late_joiner
from openmips.participation.facts import ClinicianFacts, Segments
from openmips.participation.low_volume import Exceeded, may_opt_in
from openmips.participation.results import NO_MARGINS, Reason, Result, Status
from openmips.participation.segments import (
    BOTH_SEGMENTS,
    Association,
    LowVolume,
    association,
    first_segment_only,
    low_volume,
)
from openmips.participation.settle import (
    ABOVE,
    BELOW_ALL,
    MAY_OPT_IN,
    OPTED_IN,
    VOLUNTARY,
    Judged,
    applying,
    settled,
)
from openmips.people import Election, EntityType
from openmips.policy.eligibility_topics import EligibilityPolicy
from openmips.policy.topics import Policy
from openmips.why import Why

INDIVIDUAL, GROUP = "individual", "group"


def individual_result(facts: ClinicianFacts, policy: Policy) -> Result:
    """Whether the clinician must report under this TIN, may opt in, or is excluded.

    The first exclusion that applies decides; then the low-volume threshold does.
    """
    tried = (*exclusions(facts, policy), late_joiner(facts, policy))
    looked_at = association(facts.first_billed, policy)
    level = EntityType.INDIVIDUAL
    volume = _for_level(level, facts.individual, INDIVIDUAL, looked_at, policy)
    return _result(tried, volume, Status.REQUIRED, Status.OPTED_IN, facts.election, policy)


def group_result(facts: ClinicianFacts, practice: Association, policy: Policy) -> Result:
    """What the clinician's TIN may do as a group, and whether that covers this clinician.

    `practice` says in which segments the TIN is looked at. A clinician who joined an existing
    TIN late takes part in its group. A TIN that began to bill late has no group result.
    """
    tried = exclusions(facts, policy)
    if not practice.first and not practice.second:
        tried = (*tried, late_joiner(facts, policy))
    volume = _for_level(EntityType.GROUP, facts.group, GROUP, practice, policy)
    return _result(tried, volume, Status.MAY_REPORT, Status.REQUIRED, facts.group_election, policy)


def practice_result(members: Sequence[ClinicianFacts], policy: Policy) -> Result:
    """What the practice as a whole may do as a group.

    A group needs a clinician whom no exclusion takes out.
    """
    first = members[0]
    looked_at = practice_association(members, policy)
    volume = _for_level(EntityType.GROUP, first.group, GROUP, looked_at, policy)
    if looked_at.why and not looked_at.second:
        late = (Reason.LATE_JOINER,)
        return Result(Status.EXCLUDED, late, False, volume.margins, looked_at.why)
    election = first.group_election
    result = _result((), volume, Status.MAY_REPORT, Status.REQUIRED, election, policy)
    taken_out = [applying(exclusions(facts, policy)) for facts in members]
    excluded = [found for found in taken_out if found]
    if len(excluded) < len(members):
        return result
    reasons = dict.fromkeys(found.reason for found in excluded)
    parts = tuple(found.why for found in excluded)
    why = Why("Every clinician of the practice is excluded, so no group counts.", (), (), parts)
    return Result(Status.VOLUNTARY_ONLY, tuple(reasons), False, result.margins, why)


def practice_association(members: Sequence[ClinicianFacts], policy: Policy) -> Association:
    """The segments in which a TIN is looked at, from the first of its clinicians to bill.

    One whose day is not known may have billed from the beginning.
    """
    days = [facts.first_billed for facts in members]
    known = [day for day in days if day is not None]
    return association(min(known) if len(known) == len(days) else None, policy)


def virtual_group_result(facts: ClinicianFacts, solo: bool, policy: Policy) -> Result:
    """What the virtual group means for a clinician whose TIN joined one.

    The TIN is tested on segment 1 alone, and its election is its opting in. The only
    clinician of a TIN is tested on their own billing.
    """
    totals, level = (facts.individual, INDIVIDUAL) if solo else (facts.group, GROUP)
    volume = _for_level(EntityType.VIRTUAL_GROUP, totals, level, BOTH_SEGMENTS, policy)
    tried = exclusions(facts, policy)
    return _result(tried, volume, Status.REQUIRED, Status.OPTED_IN, Election.OPTED_IN, policy)


def subgroup_result(facts: ClinicianFacts, practice: Association, policy: Policy) -> Result:
    """Whether the clinician's TIN may have subgroups: its group test, on segment 1 alone.

    A practice that opted in or reports voluntarily has none.
    """
    volume = _for_level(EntityType.SUBGROUP, facts.group, GROUP, practice, policy)
    tried, none = exclusions(facts, policy), Election.VOLUNTARY
    return _result(tried, volume, Status.MAY_REPORT, Status.VOLUNTARY_ONLY, none, policy)


def _for_level(
    level: EntityType, totals: Segments, whose: str, looked_at: Association, policy: Policy
) -> LowVolume:
    """The low-volume test of a level: of both segments, of the first alone, or none at all."""
    rules = policy.topic(EligibilityPolicy)
    if level.value in rules.levels_without_threshold.value:
        why = Why("This level has no low-volume test.", (), (rules.levels_without_threshold,))
        return LowVolume(Exceeded(True, True, True), False, NO_MARGINS, (), why)
    if level.value not in rules.levels_on_segment_1.value:
        return low_volume(totals, looked_at, whose, policy)
    volume = first_segment_only(totals, whose, policy)
    first_only = rules.levels_on_segment_1
    why = Why("Segment 1 alone decides for this level.", (), (first_only,), (volume.why,))
    return replace(volume, why=why)


def apm_entity_result(
    facts: ClinicianFacts, individual: Result, group: Result, policy: Policy
) -> Result:
    """What the APM Entity may do for a clinician who takes part in a MIPS APM.

    The entity has no low-volume test. Its clinicians count who are in MIPS as individuals or
    through their group; for all others the individual result stands.
    """
    level = EntityType.APM_ENTITY
    volume = _for_level(level, facts.group, GROUP, BOTH_SEGMENTS, policy)
    deciding = next((each for each in (individual, group) if each.adjusted), individual)
    in_mips = deciding.adjusted and all(volume.exceeded)
    status = Status.MAY_REPORT if in_mips else deciding.status
    reasons = () if in_mips else deciding.reasons
    says = "Whoever is in MIPS alone or through the group is, too, through the APM Entity."
    why = Why(says, (), (), (volume.why, deciding.why))
    return Result(status, reasons, deciding.preliminary, volume.margins, why, deciding.missing)


def _result(
    tried: Sequence[Exclusion],
    volume: LowVolume,
    above: Status,
    opted_in: Status,
    election: Election | None,
    policy: Policy,
) -> Result:
    """What the exclusions, and then the low volume and the election, make of a level."""
    rules = policy.topic(EligibilityPolicy)
    possible = dict(
        _by_volume(completed, above, opted_in, election, rules)
        for completed in volume.exceeded.completions()
    )
    judged = Judged(
        possible,
        volume.exceeded.code(),
        volume.preliminary,
        volume.margins,
        volume.missing,
        Why("", (), () if set(possible) == {above} else (rules.opt_in_criteria,), (volume.why,)),
    )
    return settled(tried, judged)


def _by_volume(
    found: Exceeded,
    above: Status,
    opted_in: Status,
    election: Election | None,
    rules: EligibilityPolicy,
) -> tuple[Status, str]:
    if all(found):
        return above, ABOVE[above]
    if not may_opt_in(found, rules):
        return Status.VOLUNTARY_ONLY, BELOW_ALL
    match election:
        case Election.OPTED_IN:
            return opted_in, OPTED_IN
        case Election.VOLUNTARY:
            return Status.VOLUNTARY_ONLY, VOLUNTARY
    return Status.OPT_IN_ELIGIBLE, MAY_OPT_IN

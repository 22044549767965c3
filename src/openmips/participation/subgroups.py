"""Whether clinicians of one practice can form a subgroup."""

from __future__ import annotations

from collections.abc import Sequence

from openmips.participation.facts import ClinicianFacts
from openmips.participation.results import Result, Status
from openmips.people import Election, EntityType
from openmips.policy.eligibility_topics import EligibilityPolicy
from openmips.policy.reporting_topics import ReportingPolicy
from openmips.policy.topics import Policy
from openmips.why import Why


def obstacles(members: Sequence[tuple[ClinicianFacts, Result]], policy: Policy) -> tuple[Why, ...]:
    """What stands in the way of these clinicians, with their individual results, as a subgroup.

    Nobody who opted in or reports voluntarily, alone or through the practice, may belong.
    """
    rules, sizes = policy.topic(EligibilityPolicy), policy.topic(ReportingPolicy)
    found = []
    fewest = sizes.fewest_clinicians[EntityType.SUBGROUP.value]
    if len({facts.npi for facts, _ in members}) < fewest.value:
        found.append(Why("A subgroup has at least {} clinicians.", (fewest.value,), (fewest,)))
    if len({facts.tin for facts, _ in members}) > 1:
        found.append(Why("All clinicians of a subgroup bill under one TIN."))
    eligible = sum(result.status is Status.REQUIRED for _, result in members)
    least = rules.subgroup_fewest_eligible
    if eligible < least.value:
        says = "At least {} of its clinicians must be eligible as an individual."
        found.append(Why(says, (least.value,), (least,)))
    barred, once = sizes.levels_barred_by_election, rules.subgroups_for_one_clinician
    for place, (facts, _) in enumerate(members, 1):
        elections = {facts.election, facts.group_election} - {None, Election.NONE}
        if elections and EntityType.SUBGROUP.value in barred.value:
            says = "Clinician {} opted in or reports voluntarily, alone or with the practice."
            found.append(Why(says, (place,), (barred,)))
        if len(set(facts.subgroups)) > once.value:
            says = "Clinician {} is in {} subgroups; at most {} is allowed."
            found.append(Why(says, (place, len(set(facts.subgroups)), once.value), (once,)))
    return tuple(found)

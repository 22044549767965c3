"""Whether practices can form a virtual group, and when they elect it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from openmips.participation.instants import begun, checked, planned
from openmips.participation.results import Result, Status
from openmips.policy.eligibility_topics import EligibilityPolicy
from openmips.policy.reporting_topics import ReportingPolicy
from openmips.policy.topics import Policy
from openmips.why import Why


@dataclass(frozen=True, slots=True)
class VirtualGroupMember:
    """One practice of a virtual group.

    `clinician_count` counts all NPIs that bill under the TIN. `result` is what segment 1
    makes of the TIN; `groups` names every virtual group it joins.
    """

    tin: str
    clinician_count: int
    result: Result
    groups: tuple[str, ...]


def obstacles(members: Sequence[VirtualGroupMember], policy: Policy) -> tuple[Why, ...]:
    """What stands in the way of these practices as one virtual group; nothing if it is fit."""
    rules, sizes = policy.topic(EligibilityPolicy), policy.topic(ReportingPolicy)
    found = []
    fewest = rules.virtual_group_fewest_practices
    if len({member.tin for member in members}) < fewest.value:
        says = "A virtual group has at least {} practices."
        found.append(Why(says, (fewest.value,), (fewest,)))
    most, once = sizes.virtual_group_most_clinicians, rules.virtual_groups_for_one_practice
    for place, member in enumerate(members, 1):
        if member.clinician_count > most.value:
            says = "Practice {} has {} clinicians; at most {} may join."
            facts = (place, member.clinician_count, most.value)
            found.append(Why(says, facts, (most,)))
        if len(set(member.groups)) > once.value:
            says = "Practice {} joins {} virtual groups; at most {} is allowed."
            found.append(Why(says, (place, len(set(member.groups)), once.value), (once,)))
        if member.result.status is Status.UNKNOWN:
            says = "Whether practice {} may join is not known yet."
            found.append(Why(says, (place,), (), (member.result.why,)))
        elif member.result.status not in MAY_JOIN:
            says = "Practice {} exceeds no low-volume criterion, or nobody in it is eligible."
            found.append(Why(says, (place,), (), (member.result.why,)))
    return tuple(found)


MAY_JOIN = frozenset({Status.REQUIRED, Status.MAY_REPORT, Status.OPT_IN_ELIGIBLE, Status.OPTED_IN})
"""The results of a practice, by segment 1, with which it may join a virtual group."""


def election_open(at: datetime, policy: Policy) -> tuple[bool, Why]:
    """Whether a virtual group for the year can be elected at an instant.

    Before the day it opens is known, nothing earlier is refused. Raises NaiveInstant.
    """
    opens = planned("virtual_group_election_opens", policy)
    closes = policy.topic(ReportingPolicy).virtual_group_election_closes
    at = checked(at)
    day = at.date()
    says = "Virtual groups are elected from {} to {}; the day is {}."
    return begun(opens, at) and day <= closes.value, Why(
        says, (opens.value, closes.value, day), (opens, closes)
    )

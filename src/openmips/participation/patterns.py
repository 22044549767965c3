"""The four results of CMS's status tool, and what to do next."""

from __future__ import annotations

from enum import IntEnum, auto

from openmips.participation.instants import planned
from openmips.participation.results import Reason, Result, Status
from openmips.policy.topics import Policy


class Pattern(IntEnum):
    """The results the tool's users know, in its order."""

    REQUIRED = auto()
    GROUP_ONLY = auto()
    OPT_IN_INDIVIDUAL = auto()
    OPT_IN_GROUP = auto()


SCREENS = {
    Pattern.REQUIRED: "MIPS eligibility: individual yes, group yes",
    Pattern.GROUP_ONLY: "MIPS eligibility: individual no, group yes",
    Pattern.OPT_IN_INDIVIDUAL: "Opt-in option: opt-in eligible as individual",
    Pattern.OPT_IN_GROUP: "Opt-in option: opt-in eligible as group",
}
"""What the tool shows, in words."""


def pattern(individual: Result, group: Result) -> Pattern | None:
    """Which of the tool's four results this is; None where it is none of them.

    A practice bills at least what each of its clinicians bills, so whoever must report as an
    individual sees both marks.
    """
    if individual.status is Status.REQUIRED:
        return Pattern.REQUIRED
    if individual.status is Status.OPT_IN_ELIGIBLE:
        return Pattern.OPT_IN_INDIVIDUAL
    left_out = (
        individual.status is Status.VOLUNTARY_ONLY or Reason.LATE_JOINER in individual.reasons
    )
    if left_out and group.status is Status.MAY_REPORT:
        return Pattern.GROUP_ONLY
    if left_out and group.status is Status.OPT_IN_ELIGIBLE:
        return Pattern.OPT_IN_GROUP
    return None


def next_step(individual: Result, group: Result | None, policy: Policy) -> str:
    """What to do next, in a sentence or two. A practice of one has no group."""
    step = _alone(individual) if group is None else _step(individual, group)
    group = individual if group is None else group
    until = planned("opt_in_election_closes", policy).value
    partial_until = planned("partial_qp_election_closes", policy).value
    missing = ", ".join(individual.missing or group.missing)
    told = step.format(until=until, partial_until=partial_until, missing=missing)
    if individual.preliminary or group.preliminary:
        told += f" Look again when CMS's final result is out: {_later(individual, group)}"
    return told


def _later(individual: Result, group: Result) -> str:
    """What segment 2 can still do; the lower segment counts, so nothing gets stricter by it."""
    both = {individual.status, group.status}
    if individual.status is Status.OPTED_IN:
        return "segment 2 takes you out if it exceeds none of the criteria that segment 1 did."
    if Status.OPT_IN_ELIGIBLE in both and Status.REQUIRED not in both:
        return "segment 2 cannot make you report, it can only close the opt-in."
    return "segment 2 can change this."


def _alone(individual: Result) -> str:
    if individual.status is Status.REQUIRED:
        return "Report this year, as an individual."
    if individual.status is Status.OPT_IN_ELIGIBLE:
        return _BY_PATTERN[Pattern.OPT_IN_INDIVIDUAL]
    return _BY_STATUS[individual.status]


def _step(individual: Result, group: Result) -> str:
    found = pattern(individual, group)
    if found is not None:
        return _BY_PATTERN[found]
    if group.status is Status.REQUIRED:
        return "Report with the group this year: the practice opted in."
    if individual.status is Status.VOLUNTARY_ONLY and group.status is Status.UNKNOWN:
        return "Nothing is required of you. Whether the practice may report depends on {missing}."
    return _BY_STATUS[individual.status]


_BY_PATTERN = {
    Pattern.REQUIRED: "Report this year, as an individual or with the group.",
    Pattern.GROUP_ONLY: (
        "Decide whether the practice reports as a group; nothing is required of you."
    ),
    Pattern.OPT_IN_INDIVIDUAL: (
        "Decide by {until} ET whether to opt in as an individual. It cannot be taken back."
    ),
    Pattern.OPT_IN_GROUP: (
        "The practice decides by {until} ET whether to opt in as a group. It cannot be taken back."
    ),
}
_NO_DUTY = "Nothing need be done this year; reporting voluntarily brings feedback only."
_BY_STATUS = {
    Status.ELECTION_NEEDED: (
        "Decide by {partial_until} ET whether to take part; without electing you are out."
    ),
    Status.UNKNOWN: "Find out: {missing}.",
    Status.OPTED_IN: "Report this year: you opted in, and nothing submitted is the lowest score.",
    Status.EXCLUDED: _NO_DUTY,
    Status.VOLUNTARY_ONLY: _NO_DUTY,
}

"""What stands between a practice and one way of reporting: size, membership, registration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from openmips.people import Election, EntityType
from openmips.performance import ReportingOption
from openmips.policy.reporting_topics import MvpGroups, ReportingPolicy
from openmips.reporting.facts import ReportingFacts
from openmips.why import Provision, Why

NAMES = {
    EntityType.INDIVIDUAL: "an individual",
    EntityType.GROUP: "a group",
    EntityType.SUBGROUP: "a subgroup",
    EntityType.VIRTUAL_GROUP: "a virtual group",
    EntityType.APM_ENTITY: "an APM entity",
}
"""The levels in a sentence."""


class Openness(Enum):
    """Whether a way of reporting can be used, from closed for good to open now."""

    NOT_OFFERED = "not_offered"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    REGISTER = "register"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Condition:
    """How one condition stands. `by` is the last day to meet it, `needs` the open question."""

    openness: Openness
    why: Why
    by: date | None = None
    needs: str | None = None


def beginning(text: str) -> str:
    """The text as a sentence begins with it."""
    return text[:1].upper() + text[1:]


def conditions(
    level: EntityType, option: ReportingOption, facts: ReportingFacts, rules: ReportingPolicy
) -> Iterator[Condition]:
    """Every condition of an option at a level that offers it."""
    if level.value in rules.fewest_clinicians:
        yield _large_enough(level, facts, rules.fewest_clinicians[level.value])
    if level.value in rules.levels_elected.value:
        yield _elected(facts, rules)
    if level.value in rules.levels_for_apm_participants.value:
        yield _participant(facts, rules.levels_for_apm_participants)
    if option.value in rules.options_for_apm_participants.value:
        yield _participant(facts, rules.options_for_apm_participants)
    if level.value in rules.levels_barred_by_election.value:
        yield _not_barred(level, facts, rules.levels_barred_by_election)
    if option is ReportingOption.MVP and level is EntityType.GROUP:
        yield _one_specialty(facts, rules)
    if option.value in rules.options_registered.value:
        registered = None if facts.registered is None else bool(facts.registered)
        yield _registered("an MVP", registered, facts, rules, rules.options_registered)
    if level.value in rules.levels_registered.value:
        registered = facts.subgroup_registered
        yield _registered("a subgroup", registered, facts, rules, rules.levels_registered)


def _large_enough(level: EntityType, facts: ReportingFacts, fewest: Provision[int]) -> Condition:
    count = facts.practice.clinician_count
    what = NAMES[level]
    if count is None:
        says = "{} has {} clinicians or more: how many bill under this TIN is not known."
        why = Why(says, (beginning(what), fewest.value), (fewest,))
        return Condition(Openness.UNKNOWN, why, needs="clinician_count")
    if count < fewest.value:
        why = Why("{} clinician does not make {}.", (count, what), (fewest,))
        return Condition(Openness.CLOSED, why)
    return Condition(Openness.OPEN, Why("{} clinicians can make {}.", (count, what), (fewest,)))


def _elected(facts: ReportingFacts, rules: ReportingPolicy) -> Condition:
    """A virtual group is elected before the year, by practices of few clinicians."""
    last, most = rules.virtual_group_election_closes, rules.virtual_group_most_clinicians
    if facts.virtual_group:
        why = Why("The virtual group was elected.", (), (rules.levels_elected,))
        return Condition(Openness.OPEN, why)
    count = facts.practice.clinician_count
    if count is not None and count > most.value:
        says = "A practice of more than {} clinicians cannot join a virtual group."
        return Condition(Openness.CLOSED, Why(says, (most.value,), (most,)))
    if facts.as_of is not None and facts.as_of <= last.value:
        says = "A virtual group can be elected until {}, with a written agreement."
        why = Why(says, (last.value,), (rules.levels_elected, last))
        return Condition(Openness.REGISTER, why, last.value)
    under = (rules.levels_elected, last)
    if facts.virtual_group is None:
        says = "A virtual group had to be elected by {}: whether one was is not known."
        why = Why(says, (last.value,), under)
        return Condition(Openness.UNKNOWN, why, last.value, "virtual_group")
    why = Why("A virtual group had to be elected by {}, and none was.", (last.value,), under)
    return Condition(Openness.CLOSED, why, last.value)


def _participant(facts: ReportingFacts, rule: Provision[frozenset[str]]) -> Condition:
    if facts.mips_apm is None:
        says = "Only participants in a MIPS APM may use it: whether anybody is one is not known."
        return Condition(Openness.UNKNOWN, Why(says, (), (rule,)), needs="mips_apm")
    if facts.mips_apm:
        return Condition(Openness.OPEN, Why("There are MIPS APM participants.", (), (rule,)))
    says = "Only participants in a MIPS APM may use it, and there are none."
    return Condition(Openness.CLOSED, Why(says, (), (rule,)))


def _not_barred(
    level: EntityType, facts: ReportingFacts, barred: Provision[frozenset[str]]
) -> Condition:
    what = NAMES[level]
    if facts.election is Election.NONE:
        says = "Nobody opted in or reports voluntarily, which would close {}."
        return Condition(Openness.OPEN, Why(says, (what,), (barred,)))
    says = "Who opted in or reports voluntarily cannot be in {}."
    return Condition(Openness.CLOSED, Why(says, (what,), (barred,)))


def _one_specialty(facts: ReportingFacts, rules: ReportingPolicy) -> Condition:
    """Which practices may report an MVP as one group."""
    rule = rules.mvp_groups
    if rule.value is MvpGroups.ANY:
        why = Why("A group of any specialties may report an MVP.", (), (rule,))
        return Condition(Openness.OPEN, why)
    if facts.practice.small or facts.multispecialty is False:
        says = "A small practice or a group of one specialty may report an MVP: it attests that."
        return Condition(Openness.OPEN, Why(says, (), (rule,)))
    if facts.multispecialty is None:
        says = (
            "A group that is no small practice may report an MVP only if it has one specialty:"
            " whether it has is not known."
        )
        return Condition(Openness.UNKNOWN, Why(says, (), (rule,)), needs="multispecialty")
    says = (
        "A group of several specialties that is no small practice cannot report an MVP: its"
        " subgroups or clinicians can."
    )
    return Condition(Openness.CLOSED, Why(says, (), (rule,)))


def _registered(
    what: str,
    registered: bool | None,
    facts: ReportingFacts,
    rules: ReportingPolicy,
    rule: Provision[frozenset[str]],
) -> Condition:
    """Registration for an MVP or a subgroup: done, still possible, or missed."""
    opens, closes = rules.mvp_registration_opens, rules.mvp_registration_closes
    under = (rule, opens, closes)
    if registered:
        says = "Registration for {} is done; it can be changed until {}."
        return Condition(Openness.OPEN, Why(says, (what, closes.value), under), closes.value)
    if facts.as_of is None or facts.as_of <= closes.value:
        says = "It needs registration for {}, open from {} to {}."
        why = Why(says, (what, opens.value, closes.value), under)
        return Condition(Openness.REGISTER, why, closes.value)
    if registered is None:
        says = "Registration for {} closed on {}: whether it was made is not known."
        why = Why(says, (what, closes.value), under)
        needs = "registered" if rule is rules.options_registered else "subgroup_registered"
        return Condition(Openness.UNKNOWN, why, closes.value, needs)
    says = "Registration for {} closed on {}, and none was made."
    return Condition(Openness.CLOSED, Why(says, (what, closes.value), under), closes.value)

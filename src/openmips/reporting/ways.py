"""Which reporting option is open at which level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from openmips.people import EntityType
from openmips.performance import ReportingOption
from openmips.policy.reporting_topics import ReportingPolicy
from openmips.policy.topics import Policy
from openmips.reporting.conditions import NAMES, Condition, Openness, beginning, conditions
from openmips.reporting.facts import ClinicianFacts, ReportingFacts
from openmips.why import Why

OPTION_NAMES = {
    ReportingOption.TRADITIONAL: "traditional MIPS",
    ReportingOption.MVP: "an MVP",
    ReportingOption.APP: "the APP",
}
"""The reporting options in a sentence."""

_CLOSED_FIRST = tuple(Openness)


@dataclass(frozen=True, slots=True)
class Way:
    """One reporting option at one level, and how open it is.

    `by` is the nearest day by which something must be done, `needs` the questions whose
    answers would settle it.
    """

    level: EntityType
    option: ReportingOption
    openness: Openness
    why: Why
    by: date | None = None
    needs: frozenset[str] = frozenset()


def reporting_ways(facts: ReportingFacts, policy: Policy) -> tuple[Way, ...]:
    """Every option at every level, with how open it is to the practice.

    An option that a level does not have is not offered. Otherwise all its conditions must
    hold: the worst of them decides. Raises TopicNotCovered for a year without this topic.
    """
    rules = policy.topic(ReportingPolicy)
    return tuple(
        reporting_way(level, option, facts, rules)
        for level in EntityType
        for option in ReportingOption
    )


def reporting_way(
    level: EntityType, option: ReportingOption, facts: ReportingFacts, rules: ReportingPolicy
) -> Way:
    """One option at one level."""
    offered = rules.options[level.value]
    names = (beginning(NAMES[level]), OPTION_NAMES[option])
    if option.value not in offered.value:
        why = Why("{} cannot report {}.", names, (offered,))
        return Way(level, option, Openness.NOT_OFFERED, why)
    found = tuple(conditions(level, option, facts, rules))
    worst = min((each.openness for each in found), key=_CLOSED_FIRST.index, default=Openness.OPEN)
    deciding = tuple(each for each in found if each.openness is worst)
    says = {
        Openness.OPEN: "{} may report {}.",
        Openness.REGISTER: "{} may report {} once it is registered.",
        Openness.UNKNOWN: "{} may report {} under conditions that are not known yet.",
        Openness.CLOSED: "{} of this practice cannot report {} this year.",
    }
    parts = tuple(each.why for each in (*deciding, *_others(found, deciding)))
    return Way(
        level,
        option,
        worst,
        Why(says[worst], names, (offered,), parts),
        min((each.by for each in deciding if each.by is not None), default=None),
        frozenset(each.needs for each in deciding if each.needs is not None),
    )


def _others(found: tuple[Condition, ...], deciding: tuple[Condition, ...]) -> list[Condition]:
    return [each for each in found if each not in deciding]


def clinician_ways(
    clinician: ClinicianFacts, facts: ReportingFacts, policy: Policy
) -> tuple[Way, ...]:
    """The ways open to one clinician alone: its own APM participation and election decide."""
    rules = policy.topic(ReportingPolicy)
    own = ReportingFacts(
        practice=facts.practice,
        mips_apm=clinician.mips_apm,
        multispecialty=facts.multispecialty,
        registered=facts.registered,
        election=clinician.election,
        as_of=facts.as_of,
    )
    return tuple(
        reporting_way(EntityType.INDIVIDUAL, option, own, rules) for option in ReportingOption
    )

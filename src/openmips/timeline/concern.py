"""Whom a date concerns: pure questions about a practice. What is not known counts as yes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from openmips.people import EntityType, Practice
from openmips.performance import ReportingOption
from openmips.policy.reporting_topics import ReportingPolicy
from openmips.policy.topics import Policy


@dataclass(frozen=True, slots=True)
class PracticeFacts:
    """What decides which dates concern a practice; None: not known.

    `practice` is None where neither its size nor its special statuses are known.
    """

    level: EntityType | None = None
    option: ReportingOption | None = None
    practice: Practice | None = None
    apm_participant: bool | None = None

    def at(self, *levels: EntityType) -> bool:
        """Whether the practice reports, or may report, at one of the levels."""
        return self.level is None or self.level in levels

    def by(self, *options: ReportingOption) -> bool:
        """Whether the practice reports, or may report, by one of the options."""
        return self.option is None or self.option in options


Concern = Callable[[PracticeFacts, Policy], bool]
"""A question whose answer is whether a date concerns a practice."""


def everybody(facts: PracticeFacts, policy: Policy) -> bool:
    """Every practice."""
    return True


def virtual_group_to_be(facts: PracticeFacts, policy: Policy) -> bool:
    """Who may form a virtual group: not too many clinicians, and no other level chosen."""
    most = policy.topic(ReportingPolicy).virtual_group_most_clinicians.value
    count = None if facts.practice is None else facts.practice.clinician_count
    small_enough = count is None or count <= most
    return facts.level is EntityType.VIRTUAL_GROUP or (facts.level is None and small_enough)


def virtual_group(facts: PracticeFacts, policy: Policy) -> bool:
    """Only those who report as a virtual group."""
    return facts.level is EntityType.VIRTUAL_GROUP


def pathway(facts: PracticeFacts, policy: Policy) -> bool:
    """Whoever may report an MVP at its level; another option may still be left for it."""
    options = policy.topic(ReportingPolicy).options
    return facts.level is None or ReportingOption.MVP.value in options[facts.level.value].value


def survey(facts: PracticeFacts, policy: Policy) -> bool:
    """Whoever may have the patient survey made: the level allows it, and they are enough."""
    rules = policy.topic(ReportingPolicy)
    count = None if facts.practice is None else facts.practice.clinician_count
    enough = count is None or count >= rules.survey_fewest_clinicians.value
    return enough and (facts.level is None or facts.level.value in rules.survey_levels.value)


def pathway_with_survey(facts: PracticeFacts, policy: Policy) -> bool:
    """Whoever may count the patient survey in an MVP."""
    reports_one = facts.by(ReportingOption.MVP)
    return reports_one and pathway(facts, policy) and survey(facts, policy)


def claims_reporter(facts: PracticeFacts, policy: Policy) -> bool:
    """Small practices at a level that may report by claims."""
    rules = policy.topic(ReportingPolicy)
    if facts.level is not None and facts.level.value not in rules.claims_levels.value:
        return False
    known_large = facts.practice is not None and not facts.practice.small
    return not (known_large and rules.claims_small_practices_only.value)


def exception_applicant(facts: PracticeFacts, policy: Policy) -> bool:
    """Everybody but subgroups: they have what their practice has."""
    return facts.level is not EntityType.SUBGROUP


def hardship_applicant(facts: PracticeFacts, policy: Policy) -> bool:
    """Who must ask: no level that cannot, no special status that is excused without asking."""
    if facts.level in (EntityType.SUBGROUP, EntityType.APM_ENTITY):
        return False
    excused = policy.weights.interoperability_statuses.value
    statuses = () if facts.practice is None else facts.practice.special_statuses
    return not any(status.value in excused for status in statuses)


def may_opt_in(facts: PracticeFacts, policy: Policy) -> bool:
    """Individuals and groups; whether they are below a threshold is for eligibility to say."""
    return facts.at(EntityType.INDIVIDUAL, EntityType.GROUP)


def apm_participant(facts: PracticeFacts, policy: Policy) -> bool:
    """Participants in an APM, and APM Entities."""
    return facts.level is EntityType.APM_ENTITY or facts.apm_participant is not False


def late_joiner(facts: PracticeFacts, policy: Policy) -> bool:
    """Practices whose clinicians may come and go."""
    return facts.level is not EntityType.APM_ENTITY


def activities(facts: PracticeFacts, policy: Policy) -> bool:
    """Everybody but those who report the APP: they have the category for nothing."""
    return facts.by(ReportingOption.TRADITIONAL, ReportingOption.MVP)

"""What a way of reporting asks of a practice, and what it changes in the score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from openmips.catalog.load import Catalog
from openmips.people import Entity, EntityType, Practice
from openmips.performance import Category, Performance, ReportingOption
from openmips.policy.reporting_topics import ReportingPolicy
from openmips.policy.topics import InteroperabilityPolicy, Policy
from openmips.reporting.activity_needs import ActivityNeed, activity_needs
from openmips.reporting.quality_needs import QualityNeed, quality_need
from openmips.scoring.weights import weight_row
from openmips.why import Why

SPOKEN = {
    Category.QUALITY.value: "quality",
    Category.ACTIVITIES.value: "improvement activities",
    Category.INTEROPERABILITY.value: "promoting interoperability",
    Category.COST.value: "cost",
}
"""The categories in a sentence."""

COVERS = {
    EntityType.INDIVIDUAL: "The score is this clinician's alone.",
    EntityType.GROUP: (
        "The score is every eligible clinician's of the practice, also of those who are below"
        " the threshold alone."
    ),
    EntityType.SUBGROUP: "The score is that of the subgroup's eligible clinicians.",
    EntityType.VIRTUAL_GROUP: (
        "The score is that of all its practices, and counts even where another is higher."
    ),
    EntityType.APM_ENTITY: "The score is that of all MIPS clinicians of the APM entity.",
}
"""Whose score a level makes."""


@dataclass(frozen=True, slots=True)
class Requirements:
    """What one option asks for at one level, and what its categories weigh.

    `activities` are alternatives, none where the category is credited without one.
    `weights` hold while cost is scored, `weights_without_cost` where CMS scores none.
    """

    level: EntityType
    option: ReportingOption
    program: str
    quality: QualityNeed
    activities: tuple[ActivityNeed, ...]
    activities_why: Why
    interoperability: bool
    interoperability_why: Why
    cost: bool
    cost_measures: tuple[str, ...]
    claims: bool
    claims_why: Why
    weights: Mapping[str, Decimal]
    weights_without_cost: Mapping[str, Decimal]
    weights_why: Why
    covers: str


def requirements(
    level: EntityType,
    option: ReportingOption,
    program: str,
    practice: Practice,
    catalog: Catalog,
    policy: Policy,
    mips_apm: bool = False,
) -> Requirements:
    """What the option asks for at the level. `program` is mips, an MVP, app1 or appPlus."""
    performance = Performance(
        policy.performance_year,
        Entity(level),
        option,
        program,
        practice,
        mips_apm_participant=mips_apm,
    )
    claims, claims_why = claims_allowed(level, practice, policy)
    needed, needed_why = interoperability_needed(performance, policy)
    activities, activities_why = activity_needs(performance, catalog, policy)
    zeroed = _never_scored(performance, policy) | (
        frozenset() if needed else frozenset({Category.INTEROPERABILITY})
    )
    with_cost, weights_why = _weights(performance, zeroed, policy)
    without_cost, _ = _weights(performance, zeroed | {Category.COST}, policy)
    return Requirements(
        level,
        option,
        program,
        quality_need(performance, claims, catalog, policy),
        activities,
        activities_why,
        needed,
        needed_why,
        Category.COST not in zeroed,
        _cost_measures(performance, zeroed, catalog),
        claims,
        claims_why,
        with_cost,
        without_cost,
        weights_why,
        COVERS[level],
    )


def claims_allowed(level: EntityType, practice: Practice, policy: Policy) -> tuple[bool, Why]:
    """Whether Part B claims measures may be reported."""
    rules = policy.topic(ReportingPolicy)
    levels, small = rules.claims_levels, rules.claims_small_practices_only
    if level.value not in levels.value:
        return False, Why("Part B claims measures cannot be reported at this level.", (), (levels,))
    if small.value and not practice.small:
        says = "Only small practices may report Part B claims measures."
        return False, Why(says, (), (small,))
    return True, Why("Part B claims measures may be reported.", (), (levels, small))


def interoperability_needed(performance: Performance, policy: Policy) -> tuple[bool, Why]:
    """Whether promoting interoperability data are needed."""
    automatic = policy.weights.interoperability_statuses
    held = {status.value for status in performance.practice.special_statuses}
    statuses = sorted(held & automatic.value)
    days = policy.topic(InteroperabilityPolicy).minimum_days
    if statuses:
        says = "Promoting interoperability is not needed: {}. Data that qualify are scored."
        names = ", ".join(statuses).replace("_", " ")
        return False, Why(says, (names,), (automatic, policy.weights.voiding_submission))
    says = "Promoting interoperability is needed, for {} days in a row."
    return True, Why(says, (days.value,), (automatic, days))


def _never_scored(performance: Performance, policy: Policy) -> frozenset[Category]:
    """The categories that never count at this level or under this option."""
    weights = policy.weights
    names: set[str] = set()
    if performance.option is ReportingOption.APP:
        names |= weights.zero_in_app.value
    if performance.entity.entity_type is EntityType.APM_ENTITY:
        names |= weights.zero_for_apm_entities.value
    return frozenset(category for category in Category if category.value in names)


def _weights(
    performance: Performance, zeroed: frozenset[Category], policy: Policy
) -> tuple[Mapping[str, Decimal], Why]:
    """The weights when exactly these categories count nothing; none with too few left."""
    row = weight_row(performance, zeroed, policy)
    fewest = policy.weights.minimum_categories
    if row is None:
        says = "With so few categories left the score is the performance threshold."
        return MappingProxyType({}), Why(says, (), (fewest, policy.payment.threshold))
    weights = policy.weights
    shown = ", ".join(
        f"{SPOKEN[name]} {weight}" for name, weight in row.value.weights.items() if weight
    )
    why = Why("The weights are {}.", (shown,), (row, weights.zero_in_app))
    return row.value.weights, why


def _cost_measures(
    performance: Performance, zeroed: frozenset[Category], catalog: Catalog
) -> tuple[str, ...]:
    """The cost measures that CMS computes for the program."""
    if Category.COST in zeroed:
        return ()
    if performance.option is ReportingOption.MVP:
        return catalog.mvps[performance.program].cost_measures
    return tuple(
        measure_id
        for measure_id, measure in catalog.cost.items()
        if performance.program in measure.programs
    )

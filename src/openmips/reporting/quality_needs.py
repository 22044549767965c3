"""Which quality measures a reporting option asks for, and how many can be had by claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from openmips.catalog.entries import CLAIMS, COMPUTED
from openmips.catalog.load import Catalog
from openmips.people import EntityType, Practice
from openmips.performance import Performance, ReportingOption
from openmips.policy.reporting_topics import ReportingPolicy
from openmips.policy.topics import Policy, PopulationHealthChoice, QualityPolicy
from openmips.why import Provision, Why


@dataclass(frozen=True, slots=True)
class QualityNeed:
    """How many measures, or which; `outcome`: one must be outcome or high priority.

    `by_claims` counts the Part B claims measures the program offers, `enough_by_claims` how
    many of them are enough for who reports nothing else. `population_health` are measures
    that CMS computes in an MVP; `population_chosen`: one of them is chosen at registration.
    """

    measures: int
    named: tuple[str, ...]
    outcome: bool
    by_claims: int
    enough_by_claims: int
    population_health: tuple[str, ...]
    population_chosen: bool
    survey: bool
    why: Why


def _survey_allowed(level: EntityType, practice: Practice, rules: ReportingPolicy) -> bool:
    count = practice.clinician_count
    enough = count is None or count >= rules.survey_fewest_clinicians.value
    return level.value in rules.survey_levels.value and enough


def quality_need(
    performance: Performance, claims: bool, catalog: Catalog, policy: Policy
) -> QualityNeed:
    """The quality measures that the option asks for; `claims`: Part B claims may be used."""
    quality, rules = policy.topic(QualityPolicy), policy.topic(ReportingPolicy)
    level, practice = performance.entity.entity_type, performance.practice
    survey_allowed = _survey_allowed(level, practice, rules)
    survey_under = (rules.survey_levels, rules.survey_fewest_clinicians)
    match performance.option:
        case ReportingOption.APP:
            every = quality.app_required_measures.value[performance.program]
            named = tuple(
                measure_id
                for measure_id in every
                if COMPUTED not in catalog.quality[measure_id].collection_types
                and (survey_allowed or measure_id != quality.survey_measure.value)
            )
            says = "The APP asks for these measures: {}. CMS computes the others."
            under: tuple[Provision[Any], ...]
            under = (quality.app_required_measures, quality.survey_measure, *survey_under)
            why = Why(says, (", ".join(named),), under)
            survey = quality.survey_measure.value in named
            return QualityNeed(len(named), named, False, 0, 0, (), False, survey, why)
        case ReportingOption.MVP:
            mvp = catalog.mvps[performance.program]
            required = quality.mvp_required_measures
            own = len(measures_by_claims(mvp.quality_measures, catalog)) if claims else 0
            choice = quality.population_health_choice
            chosen = choice.value is PopulationHealthChoice.REGISTRATION
            says = (
                "{} measures of {}, one of them outcome or else high priority; {} of its"
                " measures can be reported by Part B claims{}."
            )
            few = 0 < own < required.value
            enough = ", and reporting them is enough" if few else ""
            facts = (required.value, mvp.mvp_id, own, enough)
            why = Why(says, facts, (required, choice, *survey_under))
            return QualityNeed(
                required.value,
                (),
                True,
                own,
                min(own, required.value),
                mvp.population_health_measures,
                chosen,
                survey_allowed and mvp.has_cahps,
                why,
            )
        case _:
            required = quality.required_measures
            ids = (one.measure_id for one in catalog.quality.values() if "mips" in one.programs)
            own = len(measures_by_claims(ids, catalog)) if claims else 0
            says = (
                "{} measures, one of them outcome or else high priority. Fewer may be enough"
                " where fewer apply to the practice."
            )
            under = (required, quality.applicability_collection_types, *survey_under)
            why = Why(says, (required.value,), under)
            enough_by_claims = min(own, required.value)
            return QualityNeed(
                required.value, (), True, own, enough_by_claims, (), False, survey_allowed, why
            )


def measures_by_claims(measure_ids: Iterable[str], catalog: Catalog) -> tuple[str, ...]:
    """Those of the measures that can be reported by Part B claims."""
    return tuple(
        measure_id
        for measure_id in measure_ids
        if CLAIMS in catalog.quality[measure_id].collection_types
    )

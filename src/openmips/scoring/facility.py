"""Facility-based scoring: a hospital's results in place of the practice's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from openmips.amounts import Span
from openmips.people import EntityType
from openmips.performance import Category, Performance, ReportingOption
from openmips.policy.topics import Policy
from openmips.scoring.results import CategoryScore
from openmips.why import Why


def facility_based_alternative(
    performance: Performance, scores: Mapping[Category, CategoryScore], policy: Policy
) -> dict[Category, CategoryScore] | None:
    """The categories with the hospital's quality and cost percent, or None without them.

    Only in traditional MIPS, and not for APM entities, which have no cost score. No small
    practice bonus and no improvement come on top (rule FAC-1). Source: 42 CFR
    414.1380(e).
    """
    facility = performance.facility_based
    if facility is None or facility.quality_percent is None or facility.cost_percent is None:
        return None
    entity = performance.entity.entity_type
    if performance.option is not ReportingOption.TRADITIONAL or entity is EntityType.APM_ENTITY:
        return None
    percents = {
        Category.QUALITY: facility.quality_percent,
        Category.COST: facility.cost_percent,
    }
    replaced = policy.final.facility_categories.value
    return {
        category: _from_hospital(score, percents[category], policy)
        if category.value in replaced
        else score
        for category, score in scores.items()
    }


def _from_hospital(score: CategoryScore, percent: Decimal, policy: Policy) -> CategoryScore:
    under = policy.final.facility_categories
    says = "{} is taken from the hospital: {} percent."
    why = Why(says, (score.category.value, percent), (under,))
    return replace(
        score,
        percent=Span.at(percent),
        why=why,
        counted=(),
        others=(*score.counted, *score.others),
        points=None,
        available=None,
        bonus=None,
        improvement=None,
        reason=None,
        needs=frozenset(),
    )

"""Practices in situations that the tests of plans begin with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from openmips.catalog import catalog_for
from openmips.people import Entity, EntityType, Practice, SpecialStatus
from openmips.performance import Counts, Given, Performance, QualityResult
from openmips.planning.dates import dates_for
from openmips.planning.estimates import estimates_for
from openmips.planning.situation import Situation
from openmips.policy.load import policy_for

YEAR = 2024
SPRING = date(2024, 3, 1)
AFTER = date(2025, 1, 15)
SMALL = frozenset({SpecialStatus.SMALL_PRACTICE})


def performance(year: int = YEAR, clinicians: int = 1, **facts: Any) -> Performance:
    """What a small group did, as far as it is said."""
    practice = Practice(clinician_count=clinicians, special_statuses=SMALL)
    usual = {"entity": Entity(EntityType.GROUP), "practice": practice}
    return Performance(year, **usual | facts)


def situation(
    as_of: date = SPRING, year: int = YEAR, facts: Performance | None = None, **more: Any
) -> Situation:
    """A small practice on a day of the year, or soon after it."""
    policy = policy_for(year)
    estimates = estimates_for(year)
    if "years" in more:
        scenarios = replace(estimates.scenarios, value=more.pop("years"))
        estimates = replace(estimates, scenarios=scenarios)
    return Situation(
        performance(year) if facts is None else facts,
        catalog_for(year),
        policy,
        estimates,
        dates_for(policy),
        as_of,
        **more,
    )


def claims(measure_id: str, met: int, not_met: int, eligible: int | None = None) -> QualityResult:
    """A claims measure with its counts; all cases are answered unless more are eligible."""
    counts = Counts(met + not_met if eligible is None else eligible, met, not_met)
    return QualityResult(measure_id, "claims", counts)


def registry(measure_id: str, met: int, not_met: int) -> QualityResult:
    """A measure reported in full through a registry."""
    return QualityResult(measure_id, "registry", Counts(met + not_met, met, not_met))


SIX = tuple(registry(name, 90, 10) for name in ("001", "047", "130", "134", "226", "236"))


def settled_cost(percent: str = "61") -> Given:
    """A cost percent that is known."""
    return Given(cost_percent=Decimal(percent))

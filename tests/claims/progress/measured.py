"""Progress of a measure from bare counts, as the tests ask for it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from openmips.catalog import catalog_for
from openmips.claims.definitions import Rate, definitions_for
from openmips.claims.outlook import Course
from openmips.claims.progress import Progress, progress
from openmips.performance import Counts
from openmips.policy.claims_topics import CountingUnit
from openmips.policy.load import policy_for

HALF_WAY = Course(200, 100)
"""Two thirds of the year's days are done: half as many again are to come."""


@cache
def rates_of(measure_id: str, year: int) -> tuple[Rate, ...]:
    """The rates of one measure."""
    return definitions_for(catalog_for(year), policy_for(year), [measure_id]).rates


def progress_of(
    measure_id: str,
    *counts: Counts,
    at: Course = HALF_WAY,
    recent: int | None = None,
    small: bool = True,
    unit: CountingUnit | None = None,
    year: int = 2024,
) -> Progress:
    """The progress of a measure; `counts` are in the order of its strata."""
    rates = rates_of(measure_id, year)
    if unit is not None:
        rates = tuple(replace(one, unit=replace(one.unit, value=unit)) for one in rates)
    given = {rate.stratum: each for rate, each in zip(rates, counts, strict=True)}
    return progress(rates, given, at, recent, small, catalog_for(year), policy_for(year))

"""Every point that a score lacks has a cause, and the causes add up to the last fraction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planning.situations import SIX, claims, performance, registry, settled_cost

from openmips.amounts import total
from openmips.catalog import catalog_for
from openmips.performance import (
    ActivitySet,
    Category,
    ClaimsResult,
    Counts,
    Given,
    Performance,
    PriorYear,
    QualityResult,
    ReweightingReason,
)
from openmips.planning.losses import Cause, Loss, is_cliff, losses
from openmips.policy.load import policy_for
from openmips.scoring.final import final_score
from openmips.scoring.results import MeasureScore

ONE = ActivitySet(MappingProxyType({"IA_PM_16": True}), date(2024, 1, 1), date(2024, 12, 31))


def losses_of(facts: Performance, year: int = 2024) -> tuple[Loss, ...]:
    """The losses of a performance, which must add up at both ends."""
    catalog, policy = catalog_for(year), policy_for(year)
    final = final_score(replace(facts, performance_year=year), catalog, policy)
    found = losses(final, catalog, policy)
    assert total(loss.lost.low for loss in found) == 100 - final.score.high
    assert total(loss.lost.high for loss in found) == 100 - final.score.low
    return found


def causes(facts: Performance, year: int = 2024) -> set[Cause]:
    """The causes of a performance's losses."""
    return {loss.cause for loss in losses_of(facts, year)}


def uncapped() -> list[str]:
    """Registry measures of 2024 that earn ten points with a perfect rate."""
    catalog = catalog_for(2024)
    return [
        name
        for (name, collection_type), benchmark in catalog.benchmarks.items()
        if collection_type == "registry"
        and not benchmark.topped_out_by_program
        and not benchmark.inverse
        and catalog.quality[name].metric_type.value == "singlePerformanceRate"
        and not catalog.quality[name].suppressed
        and catalog.quality[name].high_priority
    ]


def test_a_practice_that_reports_nothing_lost_everything_for_that() -> None:
    """Quality and activities were not reported; cost is not known."""
    assert causes(performance()) == {Cause.NOT_REPORTED, Cause.UNKNOWN_COST}
    cost = next(loss for loss in losses_of(performance()) if loss.cause is Cause.UNKNOWN_COST)
    assert (cost.lost.low, cost.lost.high) == (0, 30)


def test_a_forgotten_activity_is_the_first_loss() -> None:
    """Six capped measures, cost 61, no activity: 30 points of the loss are the activities'."""
    facts = performance(given=Given(Decimal(80), Decimal(61)))
    first = losses_of(facts)[0]
    assert (first.category, first.cause) == (Category.ACTIVITIES, Cause.NOT_REPORTED)
    assert first.lost.low == 30
    assert Cause.GIVEN in causes(facts)


@pytest.mark.parametrize(
    ("result", "cause"),
    [
        (claims("134", 18, 2, 40), Cause.INCOMPLETE),
        (registry("134", 9, 1), Cause.TOO_FEW_CASES),
        (registry("261", 90, 10), Cause.NO_BENCHMARK),
        (claims("047", 100, 0), Cause.CAPPED),
        (claims("024", 99, 1), Cause.CLIFF),
        (claims("039", 60, 40), Cause.PERFORMANCE),
    ],
)
def test_each_measure_has_its_own_cause(result: QualityResult, cause: Cause) -> None:
    """Completeness, cases, benchmark, cap, cliff or performance."""
    facts = performance(given=settled_cost(), quality=(result,), activities=(ONE,))
    found = losses_of(facts)
    assert cause in {one.cause for one in found if one.measure_id == result.measure_id}
    assert {Cause.BONUS, Cause.ACTIVITIES} <= {one.cause for one in found}


def test_an_open_benchmark_is_lost_within_its_span() -> None:
    """In 2026 a measure without a benchmark row may still earn everything."""
    catalog = catalog_for(2026)
    name = next(
        one.measure_id
        for one in catalog.quality.values()
        if "registry" in one.collection_types
        and (one.measure_id, "registry") not in catalog.benchmarks
        and "mips" in one.programs
    )
    facts = performance(given=settled_cost(), quality=(registry(name, 90, 10),))
    assert Cause.OPEN_BENCHMARK in causes(facts, 2026)


def test_what_is_given_back_is_named() -> None:
    """Bonus, improvement and complex patients lower what was lost."""
    facts = performance(
        given=settled_cost(),
        quality=SIX,
        prior_year=PriorYear(Decimal(40)),
        complex_patient_bonus=Decimal("2.31"),
    )
    gifts = {loss.cause for loss in losses_of(facts) if loss.lost.high < 0}
    assert gifts == {Cause.BONUS, Cause.IMPROVEMENT, Cause.COMPLEX_PATIENTS}


def test_points_beyond_a_maximum_are_named() -> None:
    """A category beyond 100 percent and a score beyond 100 points keep the sum exact."""
    full = tuple(registry(name, 100, 0) for name in uncapped()[:6])
    over = performance(given=settled_cost(), quality=full, prior_year=PriorYear(Decimal(40)))
    assert Cause.CATEGORY_FULL in causes(over)
    given_all = Given(Decimal(100), Decimal(100), Decimal(40))
    perfect = performance(given=given_all, complex_patient_bonus=Decimal(5))
    assert causes(perfect) == {Cause.COMPLEX_PATIENTS, Cause.SCORE_FULL}


def test_cost_measures_lose_what_they_cost() -> None:
    """Each cost measure has its own row."""
    cost = (ClaimsResult("TPCC_1", Decimal("1832.10"), 118),)
    found = [loss for loss in losses_of(performance(cost=cost)) if loss.cause is Cause.COST]
    assert [loss.measure_id for loss in found] == ["TPCC_1"]
    assert Cause.COST in causes(performance(given=settled_cost()))


def test_too_few_categories_cost_the_rest_at_once() -> None:
    """Where the threshold is the score, no category lost anything by itself."""
    reasons = frozenset({ReweightingReason.EXTREME_AND_UNCONTROLLABLE})
    facts = performance(reweighted=dict.fromkeys(Category, reasons))
    (loss,) = losses_of(facts)
    assert (loss.cause, loss.lost.low) == (Cause.TOO_FEW_CATEGORIES, 25)


def test_promoting_interoperability_loses_by_performance() -> None:
    """A category with rows of its own that are no measures with ten points each."""
    facts = performance(given=Given(Decimal(80), Decimal(61), Decimal(40), Decimal(70)))
    found = {loss.category: loss.cause for loss in losses_of(facts)}
    assert found[Category.INTEROPERABILITY] is Cause.GIVEN


def test_a_measure_without_ladder_is_no_cliff() -> None:
    """Neither is a row that names no measure."""
    final = final_score(performance(), catalog_for(2024), policy_for(2024))
    missing: MeasureScore = final.categories[Category.QUALITY].score.measures[0]
    assert not is_cliff(missing, catalog_for(2024))


def test_a_year_without_a_catalog_has_losses_as_well() -> None:
    """2022 has only what is given."""
    policy = policy_for(2022)
    facts = performance(2022, given=Given(Decimal(80), Decimal(61), Decimal(40)))
    final = final_score(facts, None, policy)
    found = losses(final, None, policy)
    assert total(loss.lost.low for loss in found) == 100 - final.score.low


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["001", "024", "039", "047", "130", "134", "226", "236", "317", "405"]),
            st.integers(0, 60),
            st.integers(0, 60),
            st.integers(0, 30),
        ),
        max_size=9,
        unique_by=lambda one: one[0],
    ),
    st.booleans(),
    st.sampled_from([None, "0", "61", "100"]),
    st.sampled_from([None, "30", "90"]),
    st.sampled_from([2023, 2024, 2025, 2026]),
)
def test_the_losses_always_add_up(
    measures: list[tuple[str, int, int, int]],
    active: bool,
    cost: str | None,
    prior: str | None,
    year: int,
) -> None:
    """Whatever was reported, in every year, at both ends of the score."""
    known = catalog_for(year).quality
    facts = performance(
        quality=tuple(
            QualityResult(name, "claims", Counts(met + missed + silent, met, missed))
            for name, met, missed, silent in measures
            if name in known and "claims" in known[name].collection_types
        ),
        activities=(ONE,) if active else (),
        given=Given(cost_percent=None if cost is None else Decimal(cost)),
        prior_year=PriorYear(None if prior is None else Decimal(prior)),
    )
    assert all(isinstance(loss.lost.low, Fraction) for loss in losses_of(facts, year))

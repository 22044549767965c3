"""What touches a practice between two years is found, all of it and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st
from planning.situations import SIX, claims, performance, registry, settled_cost

from openmips.catalog import catalog_for
from openmips.catalog.altering import with_benchmark, with_entry
from openmips.performance import (
    ActivitySet,
    ClaimsResult,
    Given,
    Performance,
    QualityResult,
    ReportingOption,
)
from openmips.planning.rule_changes import YearRules
from openmips.planning.year_changes import Touching, YearChange, YearChanges, year_changes
from openmips.policy.load import policy_for

MOST = Decimal("1.05")


def rules(year: int) -> YearRules:
    """The rules and figures of a year; 2022 has no catalog."""
    return YearRules(catalog_for(year) if year > 2022 else None, policy_for(year))


def touched(facts: Performance, old: int, new: int) -> YearChanges:
    """The changes from one year to another."""
    return year_changes(replace(facts, performance_year=old), rules(old), rules(new), MOST)


def of(found: YearChanges, kind: Touching, name: str | None = None) -> list[YearChange]:
    """The changes of a kind, or of one thing."""
    return [one for one in found.changes if one.kind is kind and name in (None, one.name)]


def attested(year: int, *names: str) -> tuple[ActivitySet, ...]:
    """Activities done all year."""
    done = MappingProxyType(dict.fromkeys(names, True))
    return (ActivitySet(done, date(year, 1, 1), date(year, 12, 31)),)


def did(*quality: QualityResult) -> Performance:
    """A group with results that count: claims alone would not."""
    return performance(quality=quality, activities=attested(2024, "IA_EPA_2"))


def test_nothing_that_was_not_reported_is_named() -> None:
    """A practice with two measures is told of these two and of no activity or MVP."""
    found = touched(performance(quality=(claims("134", 80, 20), claims("236", 60, 40))), 2024, 2025)
    assert {one.name for one in found.changes if one.kind is not Touching.RULE} == {"134"}


def test_the_same_year_twice_changes_nothing() -> None:
    """From a year to itself nothing differs and no topic moves anything."""
    found = touched(performance(quality=SIX), 2024, 2024)
    assert found.changes == ()
    assert not any(found.rules.moved.values())


def test_a_measure_that_is_gone_is_worth_what_it_earned() -> None:
    """Measure 155 has left Part B claims in 2025: put back, it earns its points."""
    facts = did(*SIX[1:], claims("155", 100, 0))
    (gone,) = of(touched(facts, 2024, 2025), Touching.MEASURE)
    assert (gone.name, gone.collection_type, gone.later) == ("155", "claims", None)
    assert gone.worth is not None
    assert gone.worth.points < 0


def test_an_exception_counts_only_where_the_practice_collects_so() -> None:
    """The cap on 249 is lifted for claims and registries, on 143 not for claims."""
    facts = did(claims("249", 100, 0), registry("143", 100, 0))
    found = of(touched(facts, 2024, 2025), Touching.MEASURE)
    assert [(one.name, one.field, one.earlier, one.later) for one in found] == [
        ("249", "cap_removed", False, True),
        ("143", "cap_removed", False, True),
    ]
    by_record = replace(facts.quality[1], collection_type="certifiedSurveyVendor")
    assert not of(touched(performance(quality=(by_record,)), 2024, 2025), Touching.MEASURE)


def test_a_benchmark_that_is_gone_is_named() -> None:
    """Measure 128 has no benchmark for claims in 2026."""
    (gone,) = of(
        touched(performance(quality=(claims("128", 80, 20),)), 2025, 2026), Touching.BENCHMARK
    )
    assert gone.earlier is not None
    assert gone.later is None
    assert gone.worth is not None


def test_an_activity_that_is_gone_costs_its_points() -> None:
    """IA_AHE_1 does not exist in 2026; a weight that a year does not know is told without worth."""
    facts = performance(activities=attested(2025, "IA_AHE_1"), given=settled_cost("60"))
    (gone,) = of(touched(facts, 2025, 2026), Touching.ACTIVITY)
    assert gone.worth is not None
    assert gone.worth.points == -15 * Fraction(2)
    facts = performance(activities=attested(2024, "IA_PM_16"))
    (weight,) = of(touched(facts, 2024, 2025), Touching.ACTIVITY)
    assert (weight.field, weight.earlier, weight.worth) == ("weight", "medium", None)


def test_an_activity_that_is_gone_is_put_back_without_a_weight_nobody_knows() -> None:
    """IA_EPA_1 had a high weight in 2024; in 2025 it is gone, and activities have no weights."""
    facts = performance(activities=attested(2024, "IA_EPA_1"), given=settled_cost("60"))
    (gone,) = of(touched(facts, 2024, 2025), Touching.ACTIVITY)
    assert gone.worth is not None
    assert gone.worth.points == -30


def test_an_activity_that_stays_is_not_named() -> None:
    """IA_PM_16 is in 2026 what it was in 2025."""
    facts = performance(activities=attested(2025, "IA_PM_16"))
    assert not of(touched(facts, 2025, 2026), Touching.ACTIVITY)


def test_a_weight_that_both_years_know_is_priced() -> None:
    """Were IA_PM_16 of high weight in one of two years, its points would tell."""
    facts = performance(activities=attested(2024, "IA_PM_16"), given=settled_cost("60"))
    old = rules(2024)
    assert old.catalog is not None

    entry = replace(old.catalog.activities["IA_PM_16"], weight="high")
    new = YearRules(with_entry(old.catalog, "activities", "IA_PM_16", entry), old.policy)
    (change,) = year_changes(facts, old, new, MOST).changes
    assert change.worth is not None
    assert change.worth.points == 15


def test_computed_measures_and_cost_are_looked_at_too() -> None:
    """Results that CMS computes have benchmarks of their own, and may be gone."""
    facts = performance(
        administrative_claims=(ClaimsResult("479", Decimal("15.5"), 300),),
        cost=(ClaimsResult("TPCC_1", Decimal(900), 40), ClaimsResult("COST_SPH_1", Decimal(9), 40)),
    )
    found = touched(facts, 2023, 2024)
    named = {(one.kind, one.name) for one in found.changes if one.kind is not Touching.RULE}
    assert (Touching.BENCHMARK, "479") in named
    assert (Touching.BENCHMARK, "TPCC_1") in named
    assert (Touching.MEASURE, "COST_SPH_1") in named


def test_a_result_that_the_earlier_year_did_not_have_is_passed_over() -> None:
    """What could not be reported in the earlier year cannot have changed."""
    facts = performance(quality=(registry("134", 80, 20), claims("143", 80, 20)))
    assert not of(touched(facts, 2024, 2025), Touching.MEASURE, "143")


def test_an_mvp_is_compared_list_by_list_or_is_gone() -> None:
    """M0003 ends with 2024; another MVP's lists change."""
    facts = performance(option=ReportingOption.MVP, program="M0003")
    (gone,) = of(touched(facts, 2024, 2025), Touching.PATHWAY)
    assert (gone.name, gone.later, gone.field) == ("M0003", None, None)
    facts = performance(option=ReportingOption.MVP, program="M0005")
    found = of(touched(facts, 2024, 2025), Touching.PATHWAY)
    assert {one.field for one in found} <= {
        "quality_measures",
        "activities",
        "cost_measures",
        "population_health_measures",
    }
    assert any(one.earlier != one.later for one in found)


def test_rules_are_those_on_which_the_score_rests() -> None:
    """A practice without cost results is not told of suppressed cost measures."""
    found = touched(performance(quality=SIX), 2025, 2026)
    names = {one.name for one in of(found, Touching.RULE)}
    assert "cost.suppressed" not in names
    assert "reporting.mvp_registration_closes" not in names


def test_a_year_without_a_catalog_has_rules_only() -> None:
    """Of 2022 only the final score's arithmetic and the payment are known."""
    all_known = Given(Decimal(90), Decimal(60), Decimal(40), Decimal(80))
    found = touched(performance(given=all_known), 2022, 2024)
    (maximum,) = found.changes
    assert maximum.name == "payment.maximum_positive"
    assert maximum.worth is not None
    assert found.percents[0] > found.percents[1]


def test_what_is_not_published_is_paid_by_the_assumed_maximum() -> None:
    """A perfect score of 2026 pays what is assumed, of 2024 what CMS published."""
    perfect = performance(given=replace(settled_cost("100"), quality_percent=Decimal(100)))
    perfect = replace(perfect, activities=attested(2024, "IA_EPA_2"))
    found = touched(perfect, 2024, 2026)
    assert found.percents[1] <= MOST


@given(
    st.integers(0, 100),
    st.integers(0, 100),
    st.sampled_from([(2023, 2024), (2024, 2025), (2025, 2026)]),
)
def test_one_change_alone_is_the_whole_difference(
    met: int, other: int, years: tuple[int, int]
) -> None:
    """Of a catalog in which one ladder alone is otherwise, its worth is all that moved."""
    old, later = rules(years[0]), rules(years[1])
    facts = performance(
        years[0], quality=(registry("236", met, 100 - met), registry("134", other, 100 - other))
    )
    assert old.catalog is not None
    assert later.catalog is not None

    new = YearRules(
        with_benchmark(old.catalog, later.catalog.benchmarks["134", "registry"]), old.policy
    )
    found = year_changes(facts, old, new, MOST)
    (change,) = found.changes
    assert change.worth is not None
    before, after = found.rules.before.score, found.rules.after.score
    assert change.worth.points == (after.low + after.high - before.low - before.high) / 2
    assert change.worth.percent == found.percents[1] - found.percents[0]

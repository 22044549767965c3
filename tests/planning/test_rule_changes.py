"""Last year's behaviour under this year's rules: each topic moves what it moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planning.situations import SIX, claims, performance, registry, settled_cost

from openmips.catalog import catalog_for
from openmips.performance import (
    ActivitySet,
    Category,
    ClaimsResult,
    Given,
    Performance,
    ReportingOption,
)
from openmips.planning.rule_changes import (
    RuleChanges,
    RuleTopic,
    YearRules,
    carry_over,
    rule_changes,
    shapley,
)
from openmips.policy.load import policy_for
from openmips.scoring.final import final_score

MEDIUM = MappingProxyType({"IA_BE_4": True, "IA_PM_16": True})


def rules(year: int) -> YearRules:
    """The rules and figures of a year."""
    return YearRules(catalog_for(year), policy_for(year))


def changed(facts: Performance, old: int, new: int) -> RuleChanges:
    """The changes from one year to another, which must add up."""
    found = rule_changes(replace(facts, performance_year=old), rules(old), rules(new))
    before, after = found.before.score, found.after.score
    difference = (after.low + after.high - before.low - before.high) / 2
    assert sum(found.moved.values(), Fraction(0)) == difference
    return found


def attested(year: int) -> ActivitySet:
    """Two activities of medium weight, done all year."""
    return ActivitySet(MEDIUM, date(year, 1, 1), date(year, 12, 31))


@pytest.mark.parametrize(("old", "new"), [(2023, 2024), (2022, 2024), (2024, 2025), (2024, 2026)])
def test_given_results_move_only_by_weights_and_the_final_rules(old: int, new: int) -> None:
    """Where only category results are known, no measure, activity or cost rule can be told."""
    facts = performance(old, given=Given(Decimal(80), Decimal(61), Decimal(40)))
    before = YearRules(None if old == 2022 else catalog_for(old), policy_for(old))
    found = rule_changes(facts, before, rules(new))
    assert found.before.score == found.after.score
    assert not any(found.moved.values())


def test_before_and_after_are_the_scores_of_the_two_years() -> None:
    """The first is last year's own score, the last that of what can be carried over."""
    facts = performance(2024, given=settled_cost(), quality=SIX, activities=(attested(2024),))
    found = changed(facts, 2024, 2025)
    assert found.before.score == final_score(facts, catalog_for(2024), policy_for(2024)).score
    after = final_score(found.carried, catalog_for(2025), policy_for(2025)).score
    assert found.after.score == after


def test_activities_without_weights_move_the_score() -> None:
    """In 2024 one medium activity is half of the points; in 2025 it is all of them."""
    one = ActivitySet(MappingProxyType({"IA_BE_4": True}), date(2024, 1, 1), date(2024, 12, 31))
    facts = performance(2024, given=settled_cost(), activities=(one,))
    found = changed(facts, 2024, 2025)
    assert found.moved[RuleTopic.ACTIVITIES] == 15
    assert sum(found.moved.values()) == 15


def test_a_measure_that_is_gone_is_named_and_counts_no_more() -> None:
    """Measure 110 by claims was removed after 2023."""
    facts = performance(2023, given=settled_cost(), quality=(claims("110", 90, 10), *SIX[:2]))
    found = changed(facts, 2023, 2024)
    assert [(one.category, one.entry_id) for one in found.gone] == [(Category.QUALITY, "110")]
    assert found.moved[RuleTopic.MEASURES] < 0


def test_what_else_is_gone_is_left_out() -> None:
    """Activities, cost and claims measures that the new year lacks do not stop the scoring."""
    facts = performance(
        2025,
        activities=(
            ActivitySet(MappingProxyType({"IA_AHE_1": True}), date(2025, 1, 1), date(2025, 12, 31)),
        ),
        cost=(ClaimsResult("TPCC_1", Decimal(1432), 118), ClaimsResult("NONE", Decimal(1), 9)),
        administrative_claims=(ClaimsResult("479", Decimal("0.1"), 300),),
    )
    carried, gone = carry_over(facts, rules(2026))
    assert [one.entry_id for one in gone] == ["IA_AHE_1"]
    assert [one.measure_id for one in carried.cost or ()] == ["TPCC_1"]
    assert [one.measure_id for one in carried.administrative_claims or ()] == ["479"]


def test_an_mvp_that_is_gone_becomes_traditional_mips() -> None:
    """M0003 of 2024 is not offered in 2025; M0005 is."""
    facts = performance(2024, option=ReportingOption.MVP, program="M0003", quality=SIX[:1])
    gone, _ = carry_over(facts, rules(2025))
    kept, _ = carry_over(replace(facts, program="M0005"), rules(2025))
    assert (gone.option, gone.program) == (ReportingOption.TRADITIONAL, "mips")
    assert (kept.option, kept.program) == (ReportingOption.MVP, "M0005")


def test_outside_traditional_mips_quality_changes_as_one() -> None:
    """The APP's measures stand in its rules, so measures and rules cannot be mixed."""
    facts = performance(
        2024,
        option=ReportingOption.APP,
        program="app1",
        quality=(registry("001", 30, 70), registry("236", 80, 20)),
    )
    found = changed(facts, 2024, 2025)
    assert found.moved[RuleTopic.QUALITY] == 0


def test_a_year_without_a_catalog_carries_all() -> None:
    """There is nothing to compare with, so nothing is gone."""
    carried, gone = carry_over(performance(2023, quality=SIX), YearRules(None, policy_for(2022)))
    assert carried.performance_year == 2022
    assert gone == ()


@given(st.dictionaries(st.sampled_from(list(RuleTopic)), st.integers(-9, 9), min_size=8))
def test_what_each_topic_moves_by_itself_is_its_whole_share(worth: dict[RuleTopic, int]) -> None:
    """Where no topic depends on another, the mean over all orders is the topic's own effect."""
    found = shapley(list(worth), lambda some: Fraction(sum(worth[one] for one in some)))
    assert found == worth

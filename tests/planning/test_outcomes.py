"""A plan's score is the score: what is settled comes out exactly as scoring has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planning.situations import AFTER, SIX, claims, performance, registry, settled_cost, situation

from openmips.amounts import round_half_up
from openmips.catalog import catalog_for
from openmips.payment import adjustment
from openmips.people import Entity, EntityType, Practice
from openmips.performance import (
    ActivitySet,
    Category,
    ClaimsResult,
    Given,
    Performance,
    PriorYear,
    QualityResult,
    ReportingOption,
    ReweightingReason,
)
from openmips.planning.optimise import plans
from openmips.planning.outcome import outcome, percent_of, stakes_of
from openmips.policy.load import policy_for
from openmips.scoring.final import final_score

YEAR = date(2024, 1, 1), date(2024, 12, 31)
ONE_HIGH = ActivitySet(MappingProxyType({"IA_AHE_1": True}), *YEAR)
NAMES = ("001", "047", "130", "134", "226", "236", "238", "317", "389")


def scored(facts: Performance) -> Fraction:
    """The final score as scoring has it."""
    return final_score(facts, catalog_for(2024), policy_for(2024)).score.low


def planned(facts: Performance) -> Fraction:
    """The one score of a plan that changes nothing."""
    found = plans(situation(AFTER, facts=facts, years=4)).as_now.outcome
    low, high = found.middle(Fraction(1))
    assert low == high == found.mean
    return low


@pytest.mark.parametrize(
    "facts",
    [
        performance(given=settled_cost()),
        performance(given=settled_cost(), activities=(ONE_HIGH,)),
        performance(given=settled_cost(), quality=SIX),
        performance(given=settled_cost(), quality=SIX, activities=(ONE_HIGH,)),
        performance(given=settled_cost(), quality=SIX[:2], activities=(ONE_HIGH,)),
        performance(cost=(), quality=SIX, activities=(ONE_HIGH,)),
        performance(cost=(ClaimsResult("TPCC_1", Decimal("1432.10"), 118),), quality=SIX),
        performance(given=settled_cost(), quality=(claims("047", 40, 0),)),
        performance(given=settled_cost(), quality=(claims("047", 40, 0), registry("130", 40, 9))),
        performance(given=settled_cost(), quality=(claims("047", 40, 0),), activities=(ONE_HIGH,)),
        performance(given=settled_cost(), quality=(registry("389", 40, 2), *SIX[:3])),
        performance(
            given=settled_cost(),
            quality=SIX,
            prior_year=PriorYear(Decimal("62.5")),
            complex_patient_bonus=Decimal("2.31"),
        ),
        performance(given=settled_cost(), quality=SIX[:4], prior_year=PriorYear(Decimal("62.5"))),
        performance(given=Given(Decimal(80), Decimal(61), Decimal(40), None)),
        performance(given=Given(Decimal(80), Decimal(61), Decimal(40), Decimal(90))),
        performance(
            given=settled_cost(),
            quality=tuple(registry(name, 90, 10) for name in ("047", "134", "226", "389", "024")),
            option=ReportingOption.MVP,
            program="M0005",
        ),
        performance(
            given=settled_cost(),
            reweighted={
                category: frozenset({ReweightingReason.EXTREME_AND_UNCONTROLLABLE})
                for category in Category
            },
        ),
        performance(
            quality=SIX, option=ReportingOption.APP, program="app1", activities=(ONE_HIGH,)
        ),
        replace(
            performance(given=settled_cost(), quality=SIX), entity=Entity(EntityType.INDIVIDUAL)
        ),
    ],
)
def test_a_settled_year_has_the_score_that_scoring_gives(facts: Performance) -> None:
    """To the last fraction, whatever is reported and however."""
    known = tuple(one for one in facts.quality if _known(one.measure_id, facts))
    kept = replace(facts, quality=known)
    assert planned(kept) == scored(kept)


def _of_sixty(name: str, met: int) -> QualityResult:
    return registry(name, met, 60 - met)


def _known(measure_id: str, facts: Performance) -> bool:
    mvp = catalog_for(2024).mvps.get(facts.program)
    return mvp is None or measure_id in mvp.quality_measures


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(NAMES), unique=True, max_size=9),
    st.lists(st.integers(0, 60), min_size=9, max_size=9),
    st.booleans(),
    st.sampled_from([None, "40", "75"]),
)
def test_any_settled_year_has_its_score(
    names: list[str], met: list[int], active: bool, prior: str | None
) -> None:
    """More or fewer measures than count, with and without activities and improvement."""
    facts = performance(
        given=settled_cost(),
        quality=tuple(
            registry(name, each, 60 - each) for name, each in zip(names, met, strict=False)
        ),
        activities=(ONE_HIGH,) if active else (),
        prior_year=PriorYear(None if prior is None else Decimal(prior)),
    )
    assert planned(facts) == scored(facts)


EXCUSED = st.dictionaries(
    st.sampled_from(list(Category)),
    st.sampled_from(list(ReweightingReason)).map(lambda reason: frozenset({reason})),
)


@settings(max_examples=80, deadline=None)
@given(
    EXCUSED,
    st.lists(st.sampled_from(NAMES), unique=True, max_size=3),
    st.sampled_from([claims, registry]),
    st.booleans(),
    st.sampled_from([None, "40"]),
    st.sampled_from([Practice(), performance().practice]),
    st.sampled_from([EntityType.INDIVIDUAL, EntityType.GROUP]),
)
def test_any_settled_year_with_reweighted_categories_has_its_score(
    excused: dict[Category, frozenset[ReweightingReason]],
    names: list[str],
    way: Callable[[str, int, int], QualityResult],
    active: bool,
    interoperability: str | None,
    practice: Practice,
    level: EntityType,
) -> None:
    """With one category left, or none, it is the threshold; data bring categories back."""
    percent = None if interoperability is None else Decimal(interoperability)
    facts = performance(
        entity=Entity(level),
        practice=practice,
        given=Given(interoperability_percent=percent, cost_percent=Decimal(61)),
        quality=tuple(way(name, 50, 10) for name in names),
        activities=(ONE_HIGH,) if active else (),
        reweighted=excused,
    )
    assert planned(facts) == scored(facts)


def test_one_category_that_is_left_ends_at_the_threshold() -> None:
    """One activity brings back one category of four: that is too few to be scored."""
    excused = {
        category: frozenset({ReweightingReason.EXTREME_AND_UNCONTROLLABLE}) for category in Category
    }
    facts = performance(reweighted=excused, activities=(ONE_HIGH,))
    assert planned(facts) == 75


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=12))
def test_the_expected_percent_is_the_mean_of_the_adjustments(scores: list[int]) -> None:
    """And it is the law's own percent, rounded where the law rounds."""
    stakes = stakes_of(situation())
    found = outcome(scores, 10, stakes)
    percents = [percent_of(Fraction(one, 10), stakes) for one in scores]
    assert found.percent == sum(percents, Fraction(0)) / len(scores)
    policy = policy_for(2024)
    for one, percent in zip(scores, percents, strict=True):
        assert round_half_up(percent, 2) == adjustment(Fraction(one, 10), policy).best
    assert 0 <= found.chance <= 1
    assert found.chance == Fraction(sum(one >= 750 for one in scores), len(scores))


def test_the_middle_range_leaves_as_many_years_below_as_above() -> None:
    """Of ten years the middle eight remain; of one that one."""
    stakes = stakes_of(situation())
    assert outcome(range(10), 1, stakes).middle(Fraction(8, 10)) == (0, 9)
    assert outcome(range(100), 1, stakes).middle(Fraction(8, 10)) == (9, 90)
    assert outcome([7], 1, stakes).middle(Fraction(8, 10)) == (7, 7)


def test_an_unpublished_maximum_is_taken_from_an_earlier_year() -> None:
    """The stakes of 2026 rest on an estimate, since CMS has published nothing yet."""
    stakes = stakes_of(situation(date(2026, 2, 1), 2026))
    assert stakes.highest == Fraction(105, 100)


def test_unknown_cost_is_spread_and_drawn_to_last_years() -> None:
    """Last year's poor cost percent lowers the mean, and narrows the range."""
    facts = performance(quality=SIX, activities=(ONE_HIGH,))
    unknown = plans(situation(AFTER, facts=facts)).as_now.outcome
    poor = plans(situation(AFTER, facts=facts, cost_before=Decimal(40))).as_now.outcome
    none = plans(situation(AFTER, facts=facts, cost_scored=False)).as_now.outcome
    assert poor.mean < unknown.mean
    assert len(set(unknown.scores)) > 100
    assert len(set(none.scores)) == 1
    spread = [found.middle(Fraction(4, 5)) for found in (unknown, poor)]
    assert spread[1][1] - spread[1][0] < spread[0][1] - spread[0][0]

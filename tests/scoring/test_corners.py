"""Rules at places that no document reaches with the law and catalogs as they are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from openmips.catalog.entries import OverallAlgorithm
from openmips.catalog.load import catalog_for
from openmips.people import Entity, EntityType
from openmips.performance import (
    Category,
    ClaimsResult,
    Counts,
    NonProportion,
    Performance,
    QualityResult,
    Strata,
    Stratum,
    SurveyScore,
)
from openmips.policy.load import policy_for
from openmips.policy.topics import InteroperabilityPolicy, NonProportionRate, QualityPolicy
from openmips.policy.walk import with_value
from openmips.scoring.claims_measures import claims_measure_score
from openmips.scoring.interoperability_points import available_points
from openmips.scoring.populations import measured_rate
from openmips.scoring.quality import quality_category
from openmips.scoring.results import Basis
from openmips.scoring.weights import weight_row

POLICY = policy_for(2024)
QUALITY = POLICY.topic(QualityPolicy)
CATALOG = catalog_for(2024)


def strata(*parts: tuple[str, Counts]) -> Strata:
    """A measure with several rates."""
    return Strata(tuple(Stratum(*part) for part in parts))


def test_summed_numerators_are_a_number_of_cases() -> None:
    """No measure sums its numerators today; the rate would be the number of cases met."""
    value = strata(("a", Counts(10, 4, 6)), ("b", Counts(20, 5, 15)), ("Overall", Counts(9, 9)))
    found = measured_rate(value, OverallAlgorithm.SUM_NUMERATORS, QUALITY, POLICY.programme)
    assert (found.rate, found.cases) == (9, 30)


def test_without_an_algorithm_rates_are_averaged() -> None:
    """A measure with several rates and no algorithm is averaged; `overall` stays out."""
    value = strata(("a", Counts(10, 5, 5)), ("b", Counts(30, 30)), ("overall", Counts(99, 1, 98)))
    found = measured_rate(value, None, QUALITY, POLICY.programme)
    assert (found.rate, found.cases, found.completeness) == (75, 30, 100)


def test_only_an_overall_stratum_is_averaged_by_itself() -> None:
    """Where `overall` is the only stratum it is the measure."""
    value = strata(("overall", Counts(40, 10, 30)))
    assert measured_rate(value, None, QUALITY, POLICY.programme).rate == 25


def test_strata_without_any_rate_have_none() -> None:
    """Where every case of every stratum was excepted, there is nothing to average."""
    value = strata(("a", Counts(3, 0, exception=3)), ("b", Counts(4, 0, exception=4)))
    found = measured_rate(value, OverallAlgorithm.SIMPLE_AVERAGE, QUALITY, POLICY.programme)
    assert found.rate is None
    assert found.reported
    assert found.why.says.startswith("Rate none ")


@pytest.mark.parametrize(
    ("algorithm", "rate", "cases"),
    [(OverallAlgorithm.OVERALL_STRATUM_ONLY, 40, 10), (OverallAlgorithm.SPLIT, 80, 10)],
)
def test_strata_without_the_names_are_taken_in_order(
    algorithm: OverallAlgorithm, rate: int, cases: int
) -> None:
    """Where no stratum has the special name, the first stands for it; the last gives the rate."""
    value = strata(("a", Counts(10, 4, 6)), ("b", Counts(20, 16, 4)))
    found = measured_rate(value, algorithm, QUALITY, POLICY.programme)
    assert (found.rate, found.cases) == (rate, cases)


def test_a_scale_of_its_own_may_be_read_as_a_ratio() -> None:
    """Under the other reading a non-proportion measure is numerator over denominator."""
    policy = with_value(POLICY, "quality.non_proportion_rate", NonProportionRate.RATIO)
    quality = policy.topic(QualityPolicy)
    value = NonProportion(Decimal(100), Decimal(30), 30)
    assert measured_rate(value, None, quality, policy.programme).rate == Decimal("3.33")
    nothing = NonProportion(Decimal(7), Decimal(0), 0)
    assert measured_rate(nothing, None, quality, policy.programme).rate == Decimal("7.00")


def test_a_claims_measure_without_a_minimum_is_not_scored() -> None:
    """A measure that the year has no case minimum for is never scored."""
    result = ClaimsResult("TPCC_1", Decimal(1), 500)
    benchmark = CATALOG.benchmarks["TPCC_1", "administrativeClaims"]
    row = claims_measure_score(result, Category.COST, benchmark, None, QUALITY, POLICY.programme)
    assert (row.basis, row.available) == (Basis.NOT_SCORED, 0)
    assert row.why.says == "TPCC_1 has no case minimum this year and is not scored."


def test_a_claims_measure_without_a_benchmark_is_not_scored() -> None:
    """With cases enough and no benchmark there is nothing to hold the result against."""
    result = ClaimsResult("480", Decimal(1), 500)
    minimum = QUALITY.administrative_claims_minimums["480"]
    row = claims_measure_score(
        result, Category.QUALITY, None, minimum, QUALITY, POLICY.programme, outcome=True
    )
    assert (row.basis, row.available, row.outcome) == (Basis.NOT_SCORED, 0, True)
    assert row.why.says == "480 has no benchmark: it is not scored."


def test_points_are_lost_where_no_destination_is_in_use() -> None:
    """Points of an excluded measure go to no measure where every place for them is out as well."""
    rules = POLICY.topic(InteroperabilityPolicy)
    required = ("PI_HIE_1", "PI_PEA_1")
    most, moved = available_points(required, frozenset(required), rules)
    assert [why.says for why in moved] == ["The 15 points of PI_HIE_1 go to no measure."]
    assert most == {"PI_PEA_1": 25}


def test_no_weights_stand_for_a_single_category() -> None:
    """With three categories reweighted there is no row of weights."""
    performance = Performance(2024, Entity(EntityType.GROUP))
    three = frozenset({Category.COST, Category.ACTIVITIES, Category.INTEROPERABILITY})
    assert weight_row(performance, three, POLICY) is None
    assert weight_row(performance, three - {Category.COST}, POLICY) is not None


def test_a_survey_alone_below_its_minimum_scores_nothing() -> None:
    """If one measure were required, a survey with too few answers would leave none to score."""
    policy = with_value(POLICY, "quality.required_measures", 1)
    survey = QualityResult("CAHPS_1", "certifiedSurveyVendor", SurveyScore(None, True))
    performance = Performance(2024, Entity(EntityType.GROUP), quality=(survey,))
    found = quality_category(performance, CATALOG, policy)
    assert (found.percent, found.reason) == (None, "not_scored")

"""What holds for the final score of every practice there could be."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import PERCENTS, counts, performances, submittable

from openmips.catalog.load import YEARS, catalog_for
from openmips.performance import Counts, Performance, QualityResult
from openmips.policy.load import policy_for
from openmips.scoring.final import final_score
from openmips.scoring.results import FinalScore

WHOLE = settings(max_examples=60)


def scored(performance: Performance) -> FinalScore:
    """The final score under the law and catalog of its year."""
    year = performance.performance_year
    return final_score(performance, catalog_for(year), policy_for(year))


@WHOLE
@given(performances())
def test_every_score_lies_between_0_and_100(performance: Performance) -> None:
    """The final score and every category's percent lie in 0 to 100, the low end below the high."""
    final = scored(performance)
    assert 0 <= final.score.low <= final.score.high <= 100
    for part in final.categories.values():
        assert 0 <= part.contribution.low <= part.contribution.high <= part.weight
        if part.score.percent is not None:
            assert 0 <= part.score.percent.low <= part.score.percent.high <= 100
    for row in final.measures:
        assert 0 <= row.low <= row.high


@WHOLE
@given(performances())
def test_weights_sum_to_100_or_the_score_is_the_threshold(performance: Performance) -> None:
    """The weights sum to 100, or to 0 where nothing counts; one category is the threshold."""
    final = scored(performance)
    weights = [part.weight for part in final.categories.values()]
    assert sum(weights) == (100 if any(weights) else 0)
    if sum(weight > 0 for weight in weights) < 2:
        threshold = policy_for(performance.performance_year).payment.threshold.value
        assert final.score.low == final.score.high == threshold


@WHOLE
@given(performances(), st.randoms(use_true_random=False))
def test_order_never_matters(performance: Performance, random: st.randoms) -> None:
    """Whatever order measures, submissions and results stand in, the score is the same."""

    def shuffled(items: tuple[object, ...]) -> tuple[object, ...]:
        mixed = list(items)
        random.shuffle(mixed)
        return tuple(mixed)

    other = replace(
        performance,
        quality=shuffled(performance.quality),
        activities=shuffled(performance.activities),
        interoperability=shuffled(performance.interoperability),
        administrative_claims=shuffled(performance.administrative_claims or ()),
        cost=None if performance.cost is None else shuffled(performance.cost),
    )
    assert scored(other).score == scored(performance).score


@WHOLE
@given(performances(), PERCENTS)
def test_knowing_cost_never_widens_the_range(performance: Performance, percent: Decimal) -> None:
    """Once cost is known, the score lies inside the range that was shown before."""
    unknown = replace(performance, cost=None, given=replace(performance.given, cost_percent=None))
    known = replace(unknown, given=replace(performance.given, cost_percent=percent))
    before, after = scored(unknown).score, scored(known).score
    assert before.low <= after.low <= after.high <= before.high


@st.composite
def improvable(draw: st.DrawFn) -> tuple[Performance, Performance]:
    """A performance, and the same with one case of one measure turned out better."""
    performance = draw(performances())
    year = performance.performance_year
    single = [
        one
        for one in submittable(year, performance.program)
        if one.metric_type.value.startswith("single")
    ]
    assume(single)
    measure = draw(st.sampled_from(single))
    collection_type = draw(st.sampled_from(measure.collection_types))
    before = draw(counts(fewest=1))
    better = draw(st.integers(1, before.met if measure.inverse else before.not_met))
    if measure.inverse:
        better = -better
    after = replace(before, met=before.met + better, not_met=before.not_met - better)

    def with_counts(value: Counts) -> Performance:
        result = QualityResult(measure.measure_id, collection_type, value)
        return replace(performance, quality=(*performance.quality, result))

    return with_counts(before), with_counts(after)


@settings(max_examples=100)
@given(improvable())
def test_a_better_rate_never_lowers_the_score(pair: tuple[Performance, Performance]) -> None:
    """One more case met (not met, where the measure is inverse) never lowers either end."""
    worse, better = (scored(performance).score for performance in pair)
    assert worse.low <= better.low
    assert worse.high <= better.high


@st.composite
def repeated(draw: st.DrawFn) -> tuple[Performance, Performance]:
    """A performance, and the same with one measure once more, where it did no better."""
    performance = draw(performances())
    catalog = catalog_for(performance.performance_year)
    plain = [one for one in performance.quality if isinstance(one.value, Counts)]
    assume(plain)
    held = draw(st.sampled_from(plain))
    was = held.value
    assert isinstance(was, Counts)
    reported = was.met + was.not_met
    met = reported if catalog.quality[held.measure_id].inverse else 0
    worst = replace(held, value=replace(was, met=met, not_met=reported - met))
    return performance, replace(performance, quality=(*performance.quality, worst))


@settings(max_examples=80)
@given(repeated())
def test_a_worse_duplicate_changes_nothing(pair: tuple[Performance, Performance]) -> None:
    """A measure submitted once more with a worse result leaves the score as it is."""
    once, twice = (scored(performance).score for performance in pair)
    assert once == twice


@st.composite
def extended(draw: st.DrawFn) -> tuple[Performance, Performance]:
    """A performance outside the APP, and the same with one activity more in its best set."""
    performance = draw(performances().filter(lambda one: bool(one.activities)))
    catalog = catalog_for(performance.performance_year)
    offered = [
        key for key, one in catalog.activities.items() if performance.program in one.programs
    ]
    added = draw(st.sampled_from(offered))
    sets = tuple(replace(one, done={**one.done, added: True}) for one in performance.activities)
    return performance, replace(performance, activities=sets)


@settings(max_examples=40)
@given(extended())
def test_one_more_activity_never_lowers_the_activities(
    pair: tuple[Performance, Performance],
) -> None:
    """An activity more never lowers the percent of improvement activities."""
    before, after = (
        next(
            part.score.percent for key, part in scored(one).categories.items() if key.value == "ia"
        )
        for one in pair
    )
    assert before is not None
    assert after is not None
    assert before.low <= after.low


def test_the_years_that_are_tried_are_those_of_the_catalog() -> None:
    """The practices of these laws come from every year that has a catalog."""
    assert YEARS == (2023, 2024, 2025, 2026)
    assert all(submittable(year, "mips") for year in YEARS)

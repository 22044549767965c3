"""Reasons are tried, and only those that give CMS's numbers are told."""

from __future__ import annotations

from decimal import Decimal

from feedback.situations import YEAR, practice, situation
from hypothesis import given, settings
from hypothesis import strategies as st

from openmips.answers.feedback import situation_of
from openmips.answers.score import read
from openmips.catalog import catalog_for
from openmips.catalog.altering import with_benchmark, with_measure
from openmips.feedback.comparing import Verdict
from openmips.feedback.explaining import comparison, conceded
from openmips.feedback.library import reasons
from openmips.feedback.ours import figures_of
from openmips.feedback.situation import Situation, counting, scored
from openmips.feedback.stated import Figure, Kind, MeasureDetail, Stated
from openmips.performance import Category
from openmips.policy.load import policy_for

FINAL = Figure(Kind.FINAL_SCORE)
QUALITY = Figure(Kind.PERCENT, Category.QUALITY)
COST = Figure(Kind.PERCENT, Category.COST)
POINTS = Figure(Kind.MEASURE_POINTS, Category.QUALITY, "236", "registry")


def test_a_year_without_a_catalog_has_no_trials_of_measures() -> None:
    """Of 2022 only what the practice is can be tried."""
    given_all = {"quality": {"percent": "60"}, "ia": {"points": "40"}, "cost": {"percent": "50"}}
    facts = read([], practice(2022, given=given_all))
    found = comparison(situation_of(facts), Stated(2022, {FINAL: Decimal("99.99")}))
    assert [one.unexplained for one in found.lines] == [True]


def test_a_measure_that_the_catalog_does_not_have_is_not_tried() -> None:
    """It stays CMS's alone and unexplained."""
    unknown = Figure(Kind.MEASURE_POINTS, Category.QUALITY, "99999", "registry")
    found = comparison(situation(), Stated(YEAR, {unknown: Decimal(7)}))
    (line,) = found.lines
    assert (line.line.verdict, line.unexplained) == (Verdict.ONLY_CMS, True)


def test_the_same_benchmark_explains_nothing() -> None:
    """CMS's ladder is ours, so that another number of points has another reason or none."""
    ladder = catalog_for(YEAR).benchmarks["236", "registry"].percentiles
    detail = MeasureDetail(cases=100, completeness=Decimal(100), benchmark=ladder)
    found = comparison(situation(), Stated(YEAR, {POINTS: Decimal("5.5")}, {POINTS: detail}))
    assert [one.unexplained for one in found.lines] == [True]


def test_a_hospital_is_tried_only_where_cms_says_so_and_gives_its_percents() -> None:
    """Not without its percents, not where CMS denies it, not where both of us took it."""
    score = {FINAL: Decimal("83.00")}
    hospital = {"qualityPercent": "80", "costPercent": "70"}
    odd = Stated(YEAR, {FINAL: Decimal("61.33")}, facility_score=True)
    both = comparison(situation(facilityBased=hospital), odd)
    without_percents = comparison(situation(), Stated(YEAR, score, facility_score=True))
    denied = {**score, QUALITY: Decimal(80), COST: Decimal(70)}
    denying = comparison(situation(), Stated(YEAR, denied, facility_score=False))
    for found in (both, without_percents, denying):
        assert not any(
            cause.reason == "facility_based" for one in found.lines for cause in one.causes
        )


def test_what_only_cms_knows_is_conceded() -> None:
    """With CMS's bonus and cost, and nothing else, the score is what a review would aim at."""
    stated = Stated(
        YEAR,
        {
            Figure(Kind.COMPLEX_PATIENT_BONUS): Decimal("3.2"),
            COST: Decimal(60),
            QUALITY: Decimal(10),
        },
    )
    before, after = scored(situation()), scored(conceded(situation(), stated))
    assert after.score.low - before.score.low == Decimal("6.2")


def test_supposed_rows_concern_only_the_performance_that_has_them() -> None:
    """A measure of the individual's does not enter the group's score."""
    one = situation()
    row = next(row for row in scored(one).measures if row.measure_id == "236")
    (performance,) = one.performances
    empty = performance.__class__(
        YEAR, performance.entity, practice=performance.practice, given=performance.given
    )
    two = Situation((performance, empty), one.catalog, one.policy).with_row(row)
    _, (first, second) = counting(two)
    assert first.score == scored(one).score
    assert "236" not in {one.measure_id for one in second.measures}


def test_an_altered_catalog_leaves_the_shipped_one_alone() -> None:
    """Only the copy says otherwise."""
    catalog = catalog_for(YEAR)
    measure, ladder = catalog.quality["236"], catalog.benchmarks["236", "registry"]
    other = with_benchmark(with_measure(catalog, measure), ladder)
    assert other is not catalog
    assert other.quality == catalog.quality
    assert other.benchmarks == catalog.benchmarks
    assert other.performance_year == YEAR


_FIGURES = tuple(figures_of(scored(situation()), policy_for(YEAR)))


@settings(deadline=None, max_examples=40)
@given(
    st.dictionaries(
        st.sampled_from(_FIGURES),
        st.decimals(min_value=0, max_value=100, places=2),
        max_size=5,
    )
)
def test_whatever_cms_says_is_compared_with_the_same_figure_of_ours(
    figures: dict[Figure, Decimal],
) -> None:
    """One line a figure, never another's value; what is claimed is in the library."""
    one = situation()
    ours = figures_of(scored(one), one.policy)
    found = comparison(one, Stated(YEAR, figures))
    for told in found.lines:
        line = told.line
        assert line.cms == figures[line.figure]
        assert line.ours == ours[line.figure]
        assert not (told.unexplained and told.causes)
        assert all(cause.reason in reasons() for cause in told.causes)


@settings(deadline=None, max_examples=25)
@given(st.sampled_from([one for one in _FIGURES if one.kind is not Kind.RATE]))
def test_our_own_figures_agree_with_themselves(figure: Figure) -> None:
    """Rounded as CMS prints them, they are the same or within."""
    one = situation()
    span = figures_of(scored(one), one.policy)[figure]
    cms = Decimal(span.low.numerator) / Decimal(span.low.denominator)
    found = comparison(one, Stated(YEAR, {figure: round(cms, 4)}))
    assert all(told.line.verdict in (Verdict.SAME, Verdict.WITHIN) for told in found.lines)

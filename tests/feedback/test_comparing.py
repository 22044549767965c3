"""What CMS says and what we say, figure by figure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from feedback.situations import YEAR, situation

from openmips.amounts import Span
from openmips.feedback.comparing import Line, Verdict, lines_of, matched
from openmips.feedback.ours import figures_of, paid_span
from openmips.feedback.situation import scored
from openmips.feedback.stated import Figure, Kind, MeasureDetail, Stated, places_of
from openmips.performance import Category
from openmips.policy.load import policy_for

FINAL = Figure(Kind.FINAL_SCORE)
POINTS = Figure(Kind.MEASURE_POINTS, Category.QUALITY, "236")
BY_REGISTRY = Figure(Kind.MEASURE_POINTS, Category.QUALITY, "236", "registry")


def test_a_number_knows_how_it_was_written() -> None:
    """77.0 has one decimal, 77 none, and 1E+2 none either."""
    assert [places_of(Decimal(text)) for text in ("77.0", "77", "1E+2")] == [1, 0, 0]


def test_our_figures_are_those_of_the_score() -> None:
    """Measures, categories and totals are there; what was not submitted is not."""
    found = figures_of(scored(situation()), policy_for(YEAR))
    assert found[FINAL] == Span.at(Fraction("61.329"))
    assert found[BY_REGISTRY] == Span.at(8)
    assert found[Figure(Kind.RATE, Category.QUALITY, "236", "registry")] == Span.at(70)
    assert found[Figure(Kind.BONUS, Category.QUALITY)] == Span.at(6)
    assert all(figure.measure_id or figure.kind is not Kind.RATE for figure in found)


def test_a_score_pays_one_percent_or_a_range() -> None:
    """Below the threshold the percent is exact, above it where the year's maximum is known."""
    policy = policy_for(YEAR)
    assert paid_span(50, 50, policy) == Span.at(-3)
    assert not paid_span(90, 90, policy_for(2025)).exact
    assert paid_span(50, 75, policy) == Span(Fraction(-3), Fraction(0))


def test_a_measure_without_its_collection_type_is_ours_where_we_have_one() -> None:
    """CMS's points and what it says of the measure go under our collection type."""
    detail = MeasureDetail(cases=20)
    stated = Stated(YEAR, {POINTS: Decimal(8)}, {POINTS: detail})
    found = matched(stated, {BY_REGISTRY: Span.at(8)})
    assert found.stated.figures == {BY_REGISTRY: Decimal(8)}
    assert found.stated.detail(BY_REGISTRY) == detail
    assert found.stated.detail(FINAL) == MeasureDetail()
    assert found.unclear == ()


def test_a_measure_of_two_collection_types_is_not_compared() -> None:
    """It is named once, and nothing of it is compared."""
    other = Figure(Kind.MEASURE_POINTS, Category.QUALITY, "236", "claims")
    stated = Stated(YEAR, {POINTS: Decimal(8)}, {POINTS: MeasureDetail()})
    found = matched(stated, {BY_REGISTRY: Span.at(8), other: Span.at(3)})
    assert found.unclear == (POINTS,)
    assert found.stated.figures == {}


def test_a_measure_that_we_do_not_have_stays_as_cms_names_it() -> None:
    """It is CMS's alone, and without points it is no difference."""
    stated = Stated(YEAR, {POINTS: Decimal(8)})
    assert matched(stated, {}).stated.figures == {POINTS: Decimal(8)}
    (line,) = lines_of(stated, {})
    assert line == Line(POINTS, Decimal(8), None, Verdict.ONLY_CMS)
    assert line.apart is None
    assert lines_of(Stated(YEAR, {POINTS: Decimal(0)}), {}) == ()


def test_a_list_that_is_whole_shows_what_is_missing_from_it() -> None:
    """Our measure with points is named; one without points is not."""
    zero = Figure(Kind.MEASURE_POINTS, Category.QUALITY, "001", "registry")
    ours = {BY_REGISTRY: Span.at(8), zero: Span.at(0)}
    stated = Stated(YEAR, {}, listed_whole=frozenset({Category.QUALITY}))
    assert [line.figure for line in lines_of(stated, ours)] == [BY_REGISTRY]
    assert lines_of(Stated(YEAR, {}), ours) == ()


def test_a_category_without_weight_is_not_compared() -> None:
    """Whatever is printed there is no result; the weight itself is compared."""
    weight = Figure(Kind.WEIGHT, Category.COST)
    percent = Figure(Kind.PERCENT, Category.COST)
    stated = Stated(YEAR, {weight: Decimal(0), percent: Decimal(0)})
    without = {weight: Span.at(0), percent: Span(Fraction(0), Fraction(100))}
    assert [line.figure for line in lines_of(stated, without)] == [weight]
    assert len(lines_of(stated, {**without, weight: Span.at(30)})) == len(stated.figures)


def test_a_range_that_rounds_to_one_number_is_that_number() -> None:
    """A range within a hundredth is the same, a wider one holds CMS's, a third does not."""
    narrow = Span(Fraction("61.3261"), Fraction("61.3299"))
    wide = Span(Fraction(46), Fraction(76))
    found = [
        lines_of(Stated(YEAR, {FINAL: Decimal("61.33")}), {FINAL: ours})[0]
        for ours in (narrow, wide, Span.at(60))
    ]
    assert [line.verdict for line in found] == [Verdict.SAME, Verdict.WITHIN, Verdict.DIFFERENT]
    assert [line.apart for line in found] == [
        Fraction("61.33") - Fraction("61.3299"),
        Fraction(0),
        Fraction("1.33"),
    ]

"""What a measure may earn in each year tried follows from its counts, its benchmark and the day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from planning.situations import AFTER, SPRING, claims, performance, registry, situation

from openmips.catalog import catalog_for
from openmips.performance import Counts, NonProportion, QualityResult, RegistryCounts
from openmips.planning.rows import new_row, remembered_rows, reported_row
from openmips.planning.situation import Situation

ALL = Fraction(1)


def points(row_points: tuple[int, ...]) -> list[Decimal]:
    """Points as they are written."""
    return sorted({Decimal(one).scaleb(-4) for one in row_points})


def test_a_year_that_is_over_leaves_no_doubt() -> None:
    """Every year tried has the points that the counts earn."""
    row = reported_row(registry("134", 90, 10), situation(AFTER), ALL)
    assert len(set(row.points)) == 1
    assert not row.incomplete


def test_the_rest_of_the_year_is_open() -> None:
    """In spring the same counts may still become more or less."""
    row = reported_row(registry("134", 90, 10), situation(SPRING), ALL)
    assert len(set(row.points)) > 5


def test_more_of_the_year_gone_means_less_doubt() -> None:
    """The spread of points in November is narrower than in spring."""
    early = reported_row(registry("134", 90, 10), situation(SPRING), ALL).points
    late = reported_row(registry("134", 90, 10), situation(date(2024, 11, 1)), ALL).points
    assert max(late) - min(late) < max(early) - min(early)


def test_last_years_counts_are_expected_again_with_more_doubt() -> None:
    """A repeated year has all its cases still to come, told of by half of last year's."""
    again = reported_row(registry("134", 90, 10), situation(SPRING, repeated=True), ALL)
    assert len(set(again.points)) > 5


def test_one_clinicians_part_of_the_cases_may_be_too_few() -> None:
    """A quarter of forty cases is below the minimum: the small practice points."""
    row = reported_row(registry("134", 36, 4), situation(AFTER), Fraction(1, 4))
    assert points(row.points) == [Decimal(3)]
    early = reported_row(registry("134", 36, 4), situation(SPRING), Fraction(1, 4))
    assert len(set(early.points)) > 1


def test_half_of_the_cases_answered_is_incomplete_in_every_year() -> None:
    """The rest of the year is answered as before, so completeness stays short."""
    row = reported_row(claims("134", 18, 2, 40), situation(SPRING), ALL)
    assert len(row.incomplete) == len(row.points)
    assert points(row.points) == [Decimal(3)]


def test_a_registry_measure_keeps_its_way_of_counting() -> None:
    """Counts with a rate that the registry wrote are carried on with a rate of their own."""
    value = RegistryCounts(Counts(100, 90, 10), Decimal("90.00"))
    row = reported_row(QualityResult("134", "registry", value), situation(SPRING), ALL)
    assert len(set(row.points)) > 5
    none = RegistryCounts(Counts(10, 0, 0, 10), None)
    assert reported_row(QualityResult("134", "registry", none), situation(SPRING), ALL).points


def test_a_measure_on_a_scale_of_its_own_stays_as_it_is() -> None:
    """Nothing is guessed about values that are no counts."""
    value = NonProportion(Decimal("4.5"), Decimal(30), 30)
    row = reported_row(QualityResult("259", "registry", value), situation(SPRING), ALL)
    assert len(set(row.points)) == 1


def test_a_new_measure_may_fail_slip_or_do_as_others_do() -> None:
    """On a cliff: the small practice points, the foot of the ladder, or the capped top."""
    measure = catalog_for(2024).quality["047"]
    row = new_row(measure, "claims", 60, situation())
    assert points(row.points)[-1] == 7
    assert Decimal(3) in points(row.points)
    assert min(points(row.points)) < 3
    assert len(row.incomplete) == 45


def test_a_claims_measure_begun_too_late_cannot_be_complete() -> None:
    """After three months and a day the rest of the year is less than three quarters of it."""
    measure = catalog_for(2024).quality["134"]
    late = new_row(measure, "claims", 60, situation(date(2024, 4, 2)))
    assert points(late.points) == [Decimal(3)]
    in_time = new_row(measure, "claims", 60, situation(date(2024, 4, 1)))
    assert len(in_time.incomplete) < len(in_time.points)
    other = new_row(measure, "registry", 60, situation(date(2024, 12, 1)))
    assert len(other.incomplete) < len(other.points)


def test_a_flat_ladder_says_nothing_of_how_practices_did() -> None:
    """Rates on it are spread about the benchmark's average."""
    measure = catalog_for(2024).quality["236"]
    row = new_row(measure, "claims", 60, situation())
    middle = sorted(row.points)[len(row.points) // 2]
    assert 80_000 < middle < 90_000
    inverse = new_row(catalog_for(2024).quality["001"], "claims", 60, situation())
    assert max(inverse.points) > 85_000


def test_one_case_missed_says_nothing_of_a_scale() -> None:
    """A rate that counts no cases is the same, however many there were."""
    measure = catalog_for(2024).quality["ACEP50"]
    few, many = (new_row(measure, "registry", cases, situation()) for cases in (20, 2_000))
    assert few.points == many.points
    assert len(set(few.points)) > 1


def test_a_measure_without_a_benchmark_earns_what_the_rule_gives() -> None:
    """A small practice gets its points, wherever the rate may be."""
    row = new_row(catalog_for(2024).quality["261"], "claims", 60, situation())
    assert points(row.points) == [Decimal(3)]


def test_an_open_benchmark_is_spread_between_its_ends() -> None:
    """In 2026 a missing benchmark is still to come: from the least points to the most."""
    catalog = catalog_for(2026)
    measure = next(
        one
        for one in catalog.quality.values()
        if "claims" in one.collection_types
        and (one.measure_id, "claims") not in catalog.benchmarks
        and 2026 - one.first_performance_year > 1
    )
    row = new_row(measure, "claims", 60, situation(date(2026, 2, 1), 2026))
    assert len(set(row.points)) > 100


def test_measures_known_by_their_points_alone_are_alike_and_spread() -> None:
    """Forty-two points of six measures are about seven each; nothing known is no row."""
    asked = situation(points_before=Fraction(42), measures_before=6)
    rows = remembered_rows(asked)
    means = [sum(row.points) / len(row.points) for row in rows]
    assert len(rows) == 6
    assert all(abs(mean - 70_000) < 1000 for mean in means)
    assert remembered_rows(situation()) == ()


@pytest.mark.parametrize("met", [40, 60, 80, 99])
def test_a_better_rate_earns_no_less_in_any_year(met: int) -> None:
    """One more case met instead of missed lowers the points of no year tried."""
    asked: Situation = situation(SPRING)
    before = reported_row(registry("134", met, 100 - met), asked, ALL)
    after = reported_row(registry("134", met + 1, 99 - met), asked, ALL)
    assert all(a <= b for a, b in zip(before.points, after.points, strict=True))


def test_a_practice_that_is_not_small_gets_no_floor() -> None:
    """Begun too late, a claims measure of a larger practice earns nothing."""
    larger = performance(practice=replace(performance().practice, special_statuses=frozenset()))
    row = new_row(
        catalog_for(2024).quality["134"], "claims", 60, situation(date(2024, 9, 1), facts=larger)
    )
    assert points(row.points) == [Decimal(0)]

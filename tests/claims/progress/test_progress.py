"""Where measures stand on a day, and how well or badly their year can still end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from claims.progress.measured import progress_of

from openmips.claims.outlook import Answers, Course, course, still_to_come
from openmips.claims.progress import Meter
from openmips.performance import Counts
from openmips.scoring.results import Basis

OVER = Course(366, 0)


def test_open_patients_can_still_make_or_break_a_measure() -> None:
    """Blood pressure at the latest visit: 32 of 50 answered, 18 open, 25 to come.

    Answered badly, 10 of 75 are met: 13.33 % lies a third up the second decile. Answered
    well, 53 of 75: 70.67 % lies 0.67 above the foot of the eighth. Turning the 22 too, all.
    """
    found = progress_of("236", Counts(50, 10, 22))
    assert (found.open, found.lost, found.new, found.turnable) == (18, 0, 25, 22)
    assert found.today.basis is Basis.SMALL_PRACTICE_FLOOR
    assert (found.worst.score.low, found.worst.answers) == (Decimal("2.333"), Answers.BADLY)
    assert (found.best.score.high, found.best.answers) == (Decimal("8.067"), Answers.WELL)
    assert found.turned is not None
    assert found.turned.score.low == 10
    assert found.as_so_far.score.low == 3


def test_the_meters_are_whole_numbers_of_today_and_of_the_end() -> None:
    """Of 50 at least 37.5 must be answered, of the 75 at the end 56.25: 38 and 57."""
    found = progress_of("236", Counts(50, 24, 6, 2, 0))
    assert found.completeness == Meter(32, 38, 57, 75)
    assert (found.completeness.reached, found.completeness.missing) == (False, 25)
    assert found.cases == Meter(50, 20, 20, 75)
    assert (found.cases.reached, found.cases.missing) == (True, 0)


def test_where_lower_is_better_an_open_patient_is_well_answered_by_not_met() -> None:
    """Poor control in 6 of 30; with the 18 open and 25 new ones good it is 6 of 73: 8.22 %."""
    found = progress_of("001", Counts(50, 6, 24, 2, 0))
    assert found.best.score.measured is not None
    assert found.best.score.measured.rate == Decimal("8.22")
    assert found.best.score.high == 10
    assert found.turnable == 6


def test_visits_billed_without_a_code_are_lost() -> None:
    """Of 40 visits 20 lack a code; with 20 more to come 40 of 60 is the most, and 45 are needed."""
    found = progress_of("317", Counts(40, 20, 0))
    assert (found.open, found.lost, found.new, found.turnable) == (0, 20, 20, 0)
    assert found.completeness == Meter(20, 30, 45, 40)
    assert not found.completeness.reachable
    assert (found.best.score.high, found.turned) == (3, None)


def test_practices_that_are_not_small_get_nothing_for_incomplete_data() -> None:
    """The three points are those of small practices."""
    found = progress_of("317", Counts(40, 20, 0), small=False)
    assert (found.today.low, found.worst.score.low, found.best.score.high) == (0, 0, 0)


def test_too_few_cases_may_become_enough_and_then_less_may_be_earned() -> None:
    """Twelve patients, all met, earn the three points of too few cases.

    Ten more make 22 cases: all met is the cap of seven, none of the ten met 54.55 %: one.
    """
    found = progress_of("047", Counts(12, 12, 0), recent=10)
    assert found.cases == Meter(12, 20, 20, 22)
    assert (found.today.low, found.worst.score.low, found.best.score.high) == (3, 1, 7)


def test_screening_decides_completeness_and_counselling_the_rate() -> None:
    """226: 40 of 60 screened; of 10 users 6 counselled, 2 not, 2 without a code; 30 to come.

    At best 58 of 60 users are counselled: 96.67 % is 0.735 of 4.065 up the third decile. At
    worst 6 of 60: below the first cut point. If the 2 are counselled too: 10, capped at 7.
    """
    found = progress_of("226", Counts(60, 40, 0), Counts(10, 6, 2), Counts(60, 36, 4))
    assert (found.eligible, found.answered, found.open, found.new) == (60, 40, 20, 30)
    assert found.completeness == Meter(40, 45, 68, 90)
    assert found.best.score.high == Decimal("3.1808")
    assert found.worst.score.low == 1
    assert found.turned is not None
    assert found.turned.score.high == 7


def test_without_its_second_code_a_stratum_has_no_open_patients_of_its_own() -> None:
    """In 2025 everybody belongs to the users' stratum: who has not smoked is not open there.

    At best 56 of 58 are counselled: 96.55 % is 3.22 of 6.67 up the third decile.
    """
    counts = Counts(60, 40, 0), Counts(60, 6, 2), Counts(60, 36, 4)
    found = progress_of("226", *counts, year=2025)
    assert found.best.score.high == Decimal("3.4828")


def test_before_the_rates_were_split_the_overall_stratum_decided_everything() -> None:
    """In 2023 the stratum of tobacco users alone gives cases, completeness and rate."""
    counts = Counts(60, 40, 0), Counts(30, 20, 4, 0, 0), Counts(60, 36, 4)
    found = progress_of("226", *counts, year=2023)
    assert (found.eligible, found.answered, found.open, found.new) == (30, 24, 6, 15)


def test_once_the_year_is_over_all_ends_are_today() -> None:
    """Nothing is open, nothing comes, and what stands is what will be earned."""
    found = progress_of("236", Counts(50, 30, 10), at=OVER)
    assert (found.open, found.lost, found.new, found.turned) == (0, 10, 0, None)
    assert found.over
    ends = {found.today.low, found.worst.score.low, found.best.score.high}
    assert ends == {Decimal("8.5")}
    assert found.best.why.says == "Nothing is open any more."


def test_that_gaps_would_pay_is_told_and_never_left_unsaid() -> None:
    """74 of 100 procedures have an answer, 20 of them met; ten more come.

    Well answered these make the data complete, and 30 of 84 met: 35.71 % is in decile 2.
    """
    found = progress_of("145", Counts(100, 20, 54), recent=10)
    assert (found.best.score.high, found.complete_pays_less) == (3, True)
    assert found.complete.score.high < 3


def test_a_measure_without_one_answer_is_not_submitted() -> None:
    """Its points today are none, and its best end is that of full data."""
    found = progress_of("236", Counts(50, 0, 0))
    assert found.today.basis is Basis.NOT_SUBMITTED
    assert (found.worst.score.low, found.best.score.high) == (0, 10)


@pytest.mark.parametrize(
    ("first", "as_of", "expected"),
    [
        pytest.param("2024-01-01", "2024-01-01", Course(1, 365), id="new year"),
        pytest.param("2024-01-02", "2024-12-31", Course(365, 0), id="the last day"),
        pytest.param("2023-10-02", "2024-01-10", Course(10, 356), id="claims of the year before"),
        pytest.param("2024-06-01", "2024-06-30", Course(30, 184), id="began in summer"),
        pytest.param("2024-01-02", "2026-11-22", Course(365, 0), id="long over"),
        pytest.param("2024-01-02", "2023-11-22", Course(0, 366), id="not begun"),
    ],
)
def test_the_course_of_a_year_is_counted_in_days(first: str, as_of: str, expected: Course) -> None:
    """Both the first day of claims and the day itself are done."""
    assert course(date.fromisoformat(first), date.fromisoformat(as_of), 2024) == expected


@pytest.mark.parametrize(
    ("recent", "at", "expected"),
    [
        pytest.param(None, Course(200, 100), 30, id="at the pace so far"),
        pytest.param(None, Course(240, 101), 25, id="rounded: 25.25"),
        pytest.param(7, Course(200, 100), 7, id="as many as lately"),
        pytest.param(7, Course(100, 200), 120, id="lately is too short"),
        pytest.param(None, Course(0, 366), 0, id="nothing known"),
        pytest.param(None, OVER, 0, id="over"),
    ],
)
def test_what_comes_is_guessed_from_the_pace(recent: int | None, at: Course, expected: int) -> None:
    """60 so far: as many in the days left as in as many days before, or by the rule of three."""
    assert still_to_come(60, at, recent) == expected

"""Which claims measures earn most, in which order they stand, and what each needs."""

from __future__ import annotations

from decimal import Decimal

from claims.progress.measured import HALF_WAY, progress_of
from hypothesis import given
from hypothesis import strategies as st

from openmips.catalog import catalog_for
from openmips.claims.outlook import Course
from openmips.claims.progress import Progress
from openmips.claims.ranking import Ranked, ranked
from openmips.performance import Counts
from openmips.policy.load import policy_for
from openmips.selection.flags import Flag

OVER = Course(366, 0)


def rank(*found: Progress, program: str = "mips", small: bool = True) -> tuple[Ranked, ...]:
    """The measures of 2024 in their order."""
    return ranked(found, program, small, catalog_for(2024), policy_for(2024))


def order(*found: Progress, program: str = "mips") -> list[str]:
    """The ids in their order."""
    return [row.progress.measure.measure_id for row in rank(*found, program=program)]


def needs(row: Ranked) -> list[str]:
    """What stands in the way, as sentences."""
    return [why.says for why in row.needs]


def test_what_can_still_be_answered_stands_before_what_is_lost() -> None:
    """A visit measure cannot be completed any more; blood pressures can, and reach 8 points."""
    visits, pressures = progress_of("317", Counts(40, 20, 0)), progress_of("236", Counts(40, 5, 5))
    assert order(visits, pressures) == ["236", "317"]


def test_once_the_year_is_over_perfect_rates_decide() -> None:
    """Of the year that is over the choice for the next is learnt: 236 could earn ten, 317 seven."""
    visits = progress_of("317", Counts(40, 40, 0), at=OVER)
    pressures = progress_of("236", Counts(40, 5, 5), at=OVER)
    assert order(visits, pressures) == ["236", "317"]
    last, first = rank(pressures, visits)[::-1]
    assert (first.perfect.low, first.perfect.capped) == (10, False)
    assert (last.perfect.low, last.perfect.capped) == (7, True)


def test_of_equals_the_one_that_forgives_more_stands_first() -> None:
    """Both are capped at seven; at 99 % 317 earns 4.9737 of them, 047 one."""
    steep, mild = progress_of("047", Counts(40, 40, 0)), progress_of("317", Counts(40, 40, 0))
    assert order(steep, mild) == ["317", "047"]
    first, last = rank(steep, mild)
    assert first.one_short is not None
    assert last.one_short is not None
    assert (first.one_short.low, last.one_short.low) == (Decimal("4.9737"), 1)


def test_measures_of_other_programs_stand_last() -> None:
    """128 counts in MVPs only, whatever it earns."""
    outside, inside = progress_of("128", Counts(40, 40, 0)), progress_of("418", Counts(40, 40, 0))
    first, last = rank(outside, inside)
    assert (first.offered, last.offered) == (True, False)
    assert needs(last)[0].endswith("M1370 only, not under mips.")
    assert order(outside, inside, program="M1367") == ["128", "418"]


def test_too_few_cases_earn_the_floor_however_perfect() -> None:
    """Nine cases and about five more are fewer than twenty: three points, not ten."""
    (row,) = rank(progress_of("236", Counts(9, 9, 0)))
    assert (row.perfect.low, row.complete and row.complete.low) == (3, 3)
    assert needs(row) == [
        "9 cases, and about 5 more are to come; 20 are needed.",
        "Answer at least 2 of about 5 still to come.",
    ]


def test_the_rate_so_far_is_told_as_if_enough_were_answered() -> None:
    """Ten of forty answered, half of them met: 50 % on the flat ladder is the sixth decile."""
    (row,) = rank(progress_of("236", Counts(40, 5, 5)))
    assert row.complete is not None
    assert (row.complete.low, row.progress.today.low) == (6, 3)
    assert needs(row) == [
        "Answer at least 35 more: 30 are open, and about 20 are still to come.",
        "5 answers count against the rate; a better one at a later visit takes their place.",
    ]


def test_where_nobody_new_comes_only_the_open_ones_are_told() -> None:
    """Thirty of forty must be answered, ten are."""
    (row,) = rank(progress_of("236", Counts(40, 10, 0), recent=0))
    assert needs(row) == ["Answer at least 20 more of the 30 that are open."]


def test_a_measure_without_codes_has_no_rate_so_far() -> None:
    """Nothing answered: there is no rate to tell of, only what is needed."""
    (row,) = rank(progress_of("236", Counts(40, 0, 0)))
    assert row.complete is None
    assert needs(row) == ["Answer at least 45 more: 40 are open, and about 20 are still to come."]


def test_it_says_when_it_is_too_late() -> None:
    """Twenty visits are lost: of 60 at the end 45 are needed and 40 possible."""
    (row,) = rank(progress_of("317", Counts(40, 20, 0)))
    (told,) = needs(row)
    assert told == (
        "Too late this year: 20 of 40 were billed without a code and cannot be answered any more."
        " Of 60 at the end of the year, at least 45 must be answered, and at most 40 can be."
    )


def test_after_the_year_it_says_what_would_have_been_enough() -> None:
    """The needs of a year that is over are a lesson."""
    (row,) = rank(progress_of("317", Counts(12, 4, 0), at=OVER))
    assert needs(row) == [
        "12 cases; 20 are needed.",
        "4 of 12 were answered; 9 would have been enough.",
    ]


def test_a_measure_without_a_benchmark_is_flagged_and_earns_the_floor() -> None:
    """418 has no benchmark in 2024: a small practice earns three points."""
    (row,) = rank(progress_of("418", Counts(40, 40, 0)))
    assert (row.benchmark, row.perfect.low, row.one_short) == (None, 3, None)
    assert Flag.NO_BENCHMARK in {each.flag for each in row.flags}


@given(st.lists(st.sampled_from(("236", "317", "047", "418", "128")), unique=True))
def test_the_order_does_not_hang_on_the_order_given(names: list[str]) -> None:
    """However the measures come, they stand in one order."""
    found = [progress_of(name, Counts(40, 12, 3), at=HALF_WAY) for name in names]
    assert order(*found) == order(*reversed(found))
